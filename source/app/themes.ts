import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { printFault } from '../config/read-config.ts';
import { orUndefined } from '../intel/write-whole.ts';
import { contrast } from '../panels/theme/colour.ts';
import {
	backgroundOf,
	contrastMin,
	paletteRoles,
	palettes,
	themeOf,
} from '../panels/theme/palettes.ts';
import type { OwnTheme, Palette, PaletteRole, ThemeName } from '../panels/theme/palettes.ts';
import { messageOf } from '../text/error-message.ts';
import { formatPlural } from '../text/number.ts';
import { sanitise } from '../text/sanitise.ts';
import { readUpTo } from './read-up-to.ts';
import { readThemeFile } from './theme-file.ts';
import type { ThemeFile } from './theme-file.ts';

export interface OwnThemes {
	readonly themes: readonly OwnTheme[];
	/** `file:line:key: …`, one line a fault. */
	readonly faults: readonly string[];
	/** Colours that are hard to read, one line a theme. */
	readonly warnings: readonly string[];
}

/** Themes of the user. With more of them the menu cannot be read. */
const ownThemesMax = 50;
/** A theme has a few dozen lines. */
const fileBytesMax = 65_536;

/** The first of the faults, with how to read the others. */
export function inOneLine(faults: readonly string[]): readonly string[] {
	const [first, ...more] = faults;
	return first === undefined || more.length === 0
		? faults
		: [`${first}; ${more.length} more: trailtop config check`];
}

export function themesDir(configDir: string): string {
	return join(configDir, 'themes');
}

interface Found {
	readonly path: string;
	readonly file: ThemeFile;
}

/** Reads the themes of the user: `themes/NAME.yaml`. What is wrong in one is told, and its parent's colour holds there. */
export async function loadThemes(configDir: string): Promise<OwnThemes> {
	const faults: string[] = [];
	const found = new Map<string, Found>();
	const dir = themesDir(configDir);
	const names = ((await orUndefined(readdir(dir))) ?? []).filter(name => /\.ya?ml$/.test(name));
	if (names.length > ownThemesMax) {
		faults.push(
			`${dir}: ${formatPlural(names.length - ownThemesMax, 'theme')} left out: ${ownThemesMax} are read at most`,
		);
	}

	for (const fileName of names.toSorted().slice(0, ownThemesMax)) {
		const path = join(dir, fileName);
		const name = fileName.replace(/\.ya?ml$/, '');
		if (name === 'auto' || !/^[A-Za-z0-9][A-Za-z0-9_-]*$/.test(name)) {
			faults.push(
				`${sanitise(path)}: a theme is named by letters, digits, _ and -, and not auto; rename the file`,
			);
			continue;
		}

		const text = await textOf(path).catch((error: unknown) => {
			faults.push(`${path}: ${messageOf(error)}`);
		});
		if (text !== undefined) {
			const file = readThemeFile(text);
			found.set(name, { path, file });
			faults.push(...file.faults.map(fault => printFault(path, fault)));
		}
	}

	const themes = [...found].map(([name, { path, file }]) => {
		const made = resolve(name, found);
		if (made.fault !== undefined) {
			faults.push(printFault(path, file.at('extends', ...made.fault)));
		}

		return { name, path, ...made, low: lowContrasts(made) };
	});
	return {
		themes: themes.map(({ name, base, palette, low }) => ({
			name,
			base,
			palette,
			about: low[0] === undefined ? 'yours' : `yours; hard to read: ${low[0]}`,
		})),
		faults: faults.map(sanitise),
		warnings: themes
			.filter(({ low }) => low.length > 0)
			.map(({ path, low }) => `${path}: hard to read: ${low.join(', ')}`),
	};
}

async function textOf(path: string): Promise<string> {
	const bytes = await readUpTo(createReadStream(path), fileBytesMax);
	if (bytes === undefined) {
		throw new Error(
			`the file has more than ${fileBytesMax} bytes; a theme is a role and its colour on each line`,
		);
	}

	return Buffer.from(bytes).toString('utf8');
}

interface Resolved {
	readonly base: ThemeName;
	readonly palette: Palette;
	/** `#rrggbb`. */
	readonly background: string;
	/** What is wrong with its parent, and what to do. */
	readonly fault: readonly [message: string, next: string] | undefined;
}

/** A theme with the colours of its parents. A file that has the name of one of ours extends ours by that name. */
function resolve(name: string, found: ReadonlyMap<string, Found>): Resolved {
	const chain: ThemeFile[] = [];
	const seen = new Set<string>();
	let at = name;
	let fault: Resolved['fault'];
	let base: ThemeName | undefined;
	while (base === undefined) {
		const own = seen.has(at) && themeOf(at) !== undefined ? undefined : found.get(at);
		if (own === undefined) {
			base = themeOf(at) ?? 'dark';
			fault = themeOf(at) === undefined ? unknownParent(at, found) : undefined;
		} else if (seen.has(at)) {
			base = 'dark';
			fault = [
				`themes extend each other in a circle: ${[...seen, at].join(' → ')}`,
				'have one of them extend dark or light',
			];
		} else {
			seen.add(at);
			chain.push(own.file);
			at = own.file.extends;
		}
	}

	const styles = chain.toReversed().map(file => file.styles);
	return {
		base,
		palette: Object.assign({}, palettes[base], ...styles) as Palette,
		background: chain.find(file => file.background !== undefined)?.background ?? backgroundOf(base),
		fault,
	};
}

function unknownParent(name: string, found: ReadonlyMap<string, Found>): Resolved['fault'] {
	const known = [
		...new Set(['dark', 'light', 'contrast', 'colour-blind', 'mono', ...found.keys()]),
	];
	return [`there is no theme "${name}", so dark is taken`, `known: ${known.join(', ')}`];
}

/** `dim 2.1:1 (4.5:1 is readable)`, for each role that stands out too little from the background. */
function lowContrasts({ palette, background }: Resolved): readonly string[] {
	return paletteRoles.flatMap((role: PaletteRole) => {
		const { colour } = palette[role];
		const ratio =
			colour === undefined || role === 'selection' ? undefined : contrast(colour, background);
		return ratio !== undefined && ratio < contrastMin(role)
			? [
					`${role} ${(Math.floor(ratio * 10) / 10).toFixed(1)}:1 (${contrastMin(role)}:1 is readable)`,
				]
			: [];
	});
}
