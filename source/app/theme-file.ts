import * as z from 'zod';
import { readConfig } from '../config/read-config.ts';
import type { ConfigFault } from '../config/read-config.ts';
import { readYaml } from '../config/yaml-text.ts';
import { nearestSixteen, of256, ofSixteen } from '../panels/theme/colour.ts';
import { paletteRoles } from '../panels/theme/palettes.ts';
import type { PaletteRole, Style } from '../panels/theme/palettes.ts';

/** One file of `themes/`, before its parent is known. */
export interface ThemeFile {
	readonly extends: string;
	/** `#rrggbb`; undefined: that of the parent. */
	readonly background: string | undefined;
	readonly styles: Readonly<Partial<Record<PaletteRole, Style>>>;
	readonly faults: readonly ConfigFault[];
	/** A fault at a key of the file. */
	at(key: string, message: string, next: string): ConfigFault;
}

const hues = ['black', 'red', 'green', 'yellow', 'blue', 'magenta', 'cyan', 'white'] as const;

/** The terminal's own sixteen, by name and SGR code. */
const named: ReadonlyMap<string, number> = new Map<string, number>([
	...hues.map((hue, index) => [hue, 30 + index] as const),
	...hues.map((hue, index) => [`bright-${hue}`, 90 + index] as const),
	['grey', 90],
	['gray', 90],
]);

const expected =
	'a colour is "#rrggbb" in quotes, an index from 0 to 255, a name such as red or bright-red, or default; " bold" may follow';

const colour = z.unknown().transform((value, context) => {
	const style =
		typeof value === 'string' || typeof value === 'number' ? styleOf(String(value)) : undefined;
	if (style === undefined) {
		context.addIssue({ code: 'custom', message: expected });
		return z.NEVER;
	}

	return style;
});

const schema = z.strictObject({
	extends: z.string({ error: 'the name of a theme' }).default('dark'),
	background: z
		.string({ error: 'a background is "#rrggbb" in quotes' })
		.regex(/^#[0-9a-f]{6}$/i, { error: 'a background is "#rrggbb" in quotes' })
		.optional(),
	...(Object.fromEntries(paletteRoles.map(role => [role, colour.optional()])) as Record<
		PaletteRole,
		z.ZodOptional<typeof colour>
	>),
});

/** A style as people write it; undefined for anything else. */
function styleOf(text: string): Style | undefined {
	const [, word = '', bold] = /^(\S+)( bold)?$/.exec(text.trim().toLowerCase()) ?? [];
	const rest = { bold: bold !== undefined };
	if (word === 'default') {
		return { colour: undefined, code: undefined, ...rest };
	}

	const index = /^\d{1,3}$/.test(word) ? Number(word) : undefined;
	const code = named.get(word) ?? (index !== undefined && index < 16 ? codeOf(index) : undefined);
	if (code !== undefined) {
		return { colour: ofSixteen(code), code, ...rest, isNamed: true };
	}

	const hex = index !== undefined && index < 256 ? of256(index) : word;
	return /^#[0-9a-f]{6}$/.test(hex)
		? { colour: hex, code: nearestSixteen(hex), ...rest }
		: undefined;
}

function codeOf(index: number): number {
	return index < 8 ? 30 + index : 82 + index;
}

/**
 * Reads a file of `themes/`. A key with a fault is left out and told, the others hold.
 *
 * @param text - YAML: a role and its colour on each line, `extends` and `background`
 */
export function readThemeFile(text: string): ThemeFile {
	const yaml = readYaml(text);
	const at = (key: string, message: string, next: string): ConfigFault => ({
		...yaml.positionOf([key]),
		key,
		message,
		next,
	});
	const whole = readConfig(text, schema);
	if (!('faults' in whole)) {
		return { ...themeOf(whole.config), faults: [], at };
	}

	const { data } = yaml;
	const isMap = typeof data === 'object' && data !== null && !Array.isArray(data);
	const wrong = new Set(whole.faults.map(({ key }) => key.split('.')[0]));
	const sound = isMap ? Object.entries(data).filter(([key]) => !wrong.has(key)) : [];
	const rest = schema.safeParse(Object.fromEntries(yaml.errors.length > 0 ? [] : sound));
	return {
		...themeOf(rest.data ?? schema.parse({})),
		faults: whole.faults.map(fault => ({
			...fault,
			message: fault.message.replace('setting', 'role'),
		})),
		at,
	};
}

function themeOf(parsed: z.output<typeof schema>) {
	const { extends: parent, background, ...given } = parsed;
	// A role that is not there must not hide its parent's colour.
	const written = Object.entries(given).filter(([, style]) => style !== undefined);
	return {
		extends: parent,
		background,
		styles: Object.fromEntries(written) as Partial<Record<PaletteRole, Style>>,
	};
}
