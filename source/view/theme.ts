import type { Role } from '../panels/span.ts';

/** Number of colours that the terminal shows; `none` keeps bold and inverse. */
export type ColourLevel = 'none' | '16' | '256' | '24-bit';

export const themeNames = ['dark', 'light', 'high-contrast', 'colour-blind', 'mono'] as const;

export type ThemeName = (typeof themeNames)[number];

interface Style {
	/** `#rrggbb`; undefined leaves the terminal's own colour. */
	readonly colour: string | undefined;
	/** The nearest of the sixteen colours, as its SGR code. */
	readonly code: number | undefined;
	readonly bold: boolean;
}

type Palette = Readonly<Record<Role | 'selection', Style>>;

/** Converts roles to escape sequences. */
export interface Theme {
	readonly name: ThemeName;
	readonly level: ColourLevel;
	/** Draw with ASCII characters only. */
	readonly ascii: boolean;
	/** Series need different fills, because colours do not distinguish them. */
	readonly textured: boolean;
	/** The sequence that starts a role, selected or not; empty when there is none. */
	open(role: Role, selected: boolean): string;
}

/**
 * The style of a role in the themes with colours: `#rrggbb`, the nearest of the sixteen colours as
 * its SGR code (both omitted for the terminal's own colour), and `bold`. The last theme is for
 * people who cannot distinguish red and green.
 */
type Looks = readonly [dark: string, light: string, highContrast: string, colourBlind: string];

const looks: Readonly<Record<Role | 'selection', Looks>> = {
	text: ['', '', '', ''],
	dim: ['#7d8795 90', '#6e7781 90', '#d0d0d0 37', '#7d8795 90'],
	strong: ['bold', 'bold', 'bold', 'bold'],
	accent: ['#6cb6ff 96', '#0969da 34', '#5fd7ff 96 bold', '#6cb6ff 96'],
	good: ['#63b76c 32', '#1a7f37 32', '#5fff5f 92 bold', '#56b4e9 94'],
	warn: ['#e2a04a 33', '#9a6700 33', '#ffd75f 93 bold', '#f0e442 93'],
	bad: ['#f4706b 91', '#cf222e 31', '#ff5f5f 91 bold', '#e69f00 33 bold'],
	denied: ['#f0a35e 33', '#9a5700 33', '#ffaf5f 33', '#cc79a7 95'],
	'severity-critical': ['#ff5c8d 91 bold', '#b3003c 35 bold', '#ff5fd7 95 bold', '#d55e00 31 bold'],
	'severity-high': ['#ff9e64 31', '#b34700 31', '#ff875f 91', '#e69f00 33'],
	'severity-medium': ['#f0d264 93', '#7a5c00 33', '#ffff5f 93', '#f0e442 93'],
	'severity-low': ['#7aa2f7 94', '#0550ae 34', '#87afff 94', '#56b4e9 94'],
	'severity-info': ['#9aa7b8 37', '#57606a 90', '#d0d0d0 37', '#aaaaaa 37'],
	title: ['#adbac7 37', '#424a53 30', '#ffffff 97', '#adbac7 37'],
	'title-focused': ['#e6edf3 97 bold', '#1f2328 30 bold', '#ffffff 97 bold', '#e6edf3 97 bold'],
	border: ['#3b4350 90', '#d0d7de 37', '#a0a0a0 37', '#3b4350 90'],
	'border-focused': ['#5b9cf5 94', '#0969da 34', '#ffff5f 93', '#5b9cf5 94'],
	axis: ['#596372 90', '#8c959f 90', '#c0c0c0 37', '#596372 90'],
	band: ['#34506e 90', '#b6d4f5 37', '#5f87af 34', '#34506e 90'],
	land: ['#434d5b 90', '#c2cad3 37', '#8a8a8a 37', '#434d5b 90'],
	head: ['#7d8795 90 bold', '#6e7781 90 bold', '#ffffff 97 bold', '#7d8795 90 bold'],
	key: ['#6cb6ff 96', '#0550ae 34', '#6cb6ff 96', '#6cb6ff 96'],
	string: ['#a5d6a7 32', '#116329 32', '#a5d6a7 32', '#56b4e9 94'],
	number: ['#e2a04a 33', '#953800 33', '#e2a04a 33', '#e2a04a 33'],
	literal: ['#b48cf2 95', '#8250df 35', '#b48cf2 95', '#b48cf2 95'],
	keyword: ['#b48cf2 95', '#8250df 35', '#b48cf2 95', '#b48cf2 95'],
	'series-other': ['#6b7583 90', '#8c959f 90', '#6b7583 90', '#6b7583 90'],
	'series-0': ['#5b9cf5 94', '#1f6fd6 34', '#5b9cf5 94', '#56b4e9 94'],
	'series-1': ['#e2a04a 33', '#b35c00 33', '#e2a04a 33', '#e69f00 33'],
	'series-2': ['#63b76c 32', '#1a7f37 32', '#63b76c 32', '#009e73 32'],
	'series-3': ['#b48cf2 95', '#7a3fd1 35', '#b48cf2 95', '#cc79a7 95'],
	'series-4': ['#43c2c9 36', '#0b7f8a 36', '#43c2c9 36', '#f0e442 93'],
	'series-5': ['#e878a8 35', '#bf3989 95', '#e878a8 35', '#0072b2 34'],
	'series-6': ['#d9cf63 93', '#8a6a00 93', '#d9cf63 93', '#d55e00 31'],
	'series-7': ['#9aa7b8 37', '#57606a 90', '#9aa7b8 37', '#aaaaaa 37'],
	selection: ['#28405f 44', '#ddeeff 47', '#0000af 44', '#28405f 44'],
};

/** The roles that are bold when nothing has a colour. */
const monoBold: readonly string[] = [
	'strong',
	'bad',
	'severity-critical',
	'severity-high',
	'title-focused',
	'border-focused',
	'head',
];

function paletteOf(theme: 0 | 1 | 2 | 3): Palette {
	return stylesOf(role => looks[role][theme]);
}

function stylesOf(lookOf: (role: keyof typeof looks) => string): Palette {
	const roles = Object.keys(looks) as readonly (keyof typeof looks)[];
	return Object.fromEntries(roles.map(role => [role, styleOf(lookOf(role))])) as Palette;
}

function styleOf(look: string): Style {
	const [, colour, code, bold] = /^(?:(#\w+) (\d+))? ?(bold)?$/.exec(look) ?? [];
	return { colour, code: code === undefined ? undefined : Number(code), bold: bold !== undefined };
}

const palettes: Readonly<Record<ThemeName, Palette>> = {
	dark: paletteOf(0),
	light: paletteOf(1),
	'high-contrast': paletteOf(2),
	'colour-blind': paletteOf(3),
	mono: stylesOf(role => (monoBold.includes(role) ? 'bold' : '')),
};

export function makeTheme(name: ThemeName, level: ColourLevel, ascii = false): Theme {
	const palette = palettes[name];
	const used: ColourLevel = name === 'mono' ? 'none' : level;
	const sequences = new Map<string, string>();
	return {
		name,
		level: used,
		ascii,
		textured: used === 'none' || used === '16' || name === 'colour-blind',
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
		const { colour, code = '' } = style;
		codes.push(colour === undefined ? '' : (colourOf(colour, 38, level) ?? String(code)));
		// The sixteen colours differ too much between terminals to be used as a background.
		const behind = selection?.colour;
		codes.push(behind === undefined ? '' : (colourOf(behind, 48, level) ?? '7'));
	}

	const used = codes.filter(code => code !== '');
	return used.length === 0 ? '' : `\u001B[${used.join(';')}m`;
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

function channels(colour: string): [number, number, number] {
	const value = Number.parseInt(colour.slice(1), 16);
	return [value >> 16, (value >> 8) & 0xff, value & 0xff];
}

const cubeSteps = [0, 95, 135, 175, 215, 255];

/** The nearest colour of the 6x6x6 cube and of the greys. */
function nearest256(colour: string): number {
	const wanted = channels(colour);
	const cube = wanted.map(channel =>
		cubeSteps.reduce(
			(best, step, index) =>
				Math.abs(step - channel) < Math.abs((cubeSteps[best] ?? 0) - channel) ? index : best,
			0,
		),
	);
	const [red = 0, green = 0, blue = 0] = cube;
	const grey = Math.max(
		0,
		Math.min(23, Math.round(((wanted[0] + wanted[1] + wanted[2]) / 3 - 8) / 10)),
	);
	const greyLevel = 8 + grey * 10;
	const cubeDistance = cube.reduce(
		(sum, step, index) => sum + ((cubeSteps[step] ?? 0) - (wanted[index] ?? 0)) ** 2,
		0,
	);
	const greyDistance = wanted.reduce((sum, channel) => sum + (greyLevel - channel) ** 2, 0);
	return greyDistance < cubeDistance ? 232 + grey : 16 + 36 * red + 6 * green + blue;
}
