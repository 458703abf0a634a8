import type { Role } from '../panels/span.ts';
import { channels, nearest256 } from '../panels/theme/colour.ts';
import { palettes } from '../panels/theme/palettes.ts';
import type { OwnTheme, Style, ThemeName } from '../panels/theme/palettes.ts';

/** Number of colours that the terminal shows; `none` keeps bold and inverse. */
export type ColourLevel = 'none' | '16' | '256' | '24-bit';

/** Which characters the terminal shows. */
export type Glyphs = 'all' | 'no-braille' | 'ascii';

/** Converts roles to escape sequences. */
export interface Theme {
	readonly name: string;
	readonly level: ColourLevel;
	readonly glyphs: Glyphs;
	/** Series need different fills, because colours do not distinguish them. */
	readonly textured: boolean;
	/** The sequence that starts a role, selected or not; empty when there is none. */
	open(role: Role, selected: boolean): string;
}

/** @param theme - one of ours by its name, or one of the user's */
export function makeTheme(
	theme: ThemeName | OwnTheme,
	level: ColourLevel,
	glyphs: Glyphs = 'all',
): Theme {
	const { name, base, palette } =
		typeof theme === 'string' ? { name: theme, base: theme, palette: palettes[theme] } : theme;
	const used: ColourLevel = theme === 'mono' ? 'none' : level;
	const sequences = new Map<string, string>();
	return {
		name,
		level: used,
		glyphs,
		textured: used === 'none' || used === '16' || base === 'colour-blind' || base === 'mono',
		open(role, selected) {
			const key = selected ? `${role} chosen` : role;
			let sequence = sequences.get(key);

			if (sequence === undefined) {
				sequence = sequenceOf(palette[role], selected ? palette.selection : undefined, used);
				sequences.set(key, sequence);
			}

			return sequence;
		},
	};
}

function sequenceOf(style: Style, selection: Style | undefined, level: ColourLevel): string {
	const codes: string[] = [];

	if (style.bold) {
		codes.push('1');
	}

	if (level === 'none') {
		codes.push(...(selection === undefined ? [] : ['7']));
	} else {
		const { colour, code = '', isNamed } = style;
		const own = isNamed === true ? undefined : colour;
		codes.push(own === undefined ? String(code) : (colourOf(own, 38, level) ?? String(code)));
		codes.push(selection === undefined ? '' : behindOf(selection, level));
	}

	const used = codes.filter(code => code !== '');
	return used.length === 0 ? '' : `\u001B[${used.join(';')}m`;
}

function behindOf({ colour, isNamed }: Style, level: ColourLevel): string {
	// The sixteen colours differ too much between terminals to be used as a background.
	return (
		(colour === undefined || isNamed === true ? undefined : colourOf(colour, 48, level)) ?? '7'
	);
}

/**
 * A colour of the text (38) or of the background (48); undefined when only sixteen colours are
 * known.
 */
function colourOf(colour: string, plane: 38 | 48, level: ColourLevel): string | undefined {
	return level === '24-bit'
		? `${plane};2;${channels(colour).join(';')}`
		: level === '256'
			? `${plane};5;${nearest256(colour)}`
			: undefined;
}
