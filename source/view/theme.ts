import type { Role } from '../panels/span.ts';
import { channels, mixed, nearest256 } from '../panels/theme/colour.ts';
import { backgroundOf, palettes } from '../panels/theme/palettes.ts';
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
	/**
	 * The sequence that starts a role, selected or not; empty when there is none.
	 *
	 * @param behind - the role whose colour is the background, also where selected; undefined for none
	 */
	open(role: Role, selected: boolean, behind?: Role): string;
	/** Whether the colour of a role can be a background. */
	hasGround(role: Role): boolean;
	/** Whether a series is drawn without its fill, because its colour tells it from these. */
	isSolid(role: Role, rivals: readonly Role[]): boolean;
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
	const textured = used === 'none' || used === '16' || base === 'colour-blind' || base === 'mono';
	const groundOf = (role: Role): Style =>
		role === 'band' ? faint(palette.band, backgroundOf(base)) : palette[role];
	return {
		name,
		level: used,
		glyphs,
		textured,
		open(role, selected, behind) {
			const key = `${role} ${behind ?? (selected ? 'chosen' : '')}`;
			let sequence = sequences.get(key);

			if (sequence === undefined) {
				const under = behind === undefined ? undefined : groundOf(behind);
				const ground = under ?? (selected ? palette.selection : undefined);
				sequence = sequenceOf(palette[role], ground, used);
				sequences.set(key, sequence);
			}

			return sequence;
		},
		hasGround(role) {
			const { colour, isNamed } = palette[role];
			const isShown = used === '24-bit' || used === '256';
			return isShown && glyphs !== 'ascii' && colour !== undefined && isNamed !== true;
		},
		isSolid(role, rivals) {
			const { code } = palette[role];
			return (
				!textured ||
				(used !== 'none' &&
					code !== undefined &&
					!rivals.some(rival => palette[rival].code === code))
			);
		},
	};
}

/** So much of a colour as a hatch of a quarter of the cell would show. */
function faint(style: Style, background: string): Style {
	return style.colour === undefined
		? style
		: { ...style, colour: mixed(style.colour, background, 0.3) };
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
