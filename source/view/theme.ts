import type { Role } from '../panels/span.ts';

/** How many colours the terminal shows; `none` keeps bold and inverse. */
export type ColourLevel = 'none' | '16' | '256' | '24-bit';

export type ThemeName = 'dark' | 'light' | 'high-contrast' | 'colour-blind' | 'mono';

export const themeNames: readonly ThemeName[] = [
	'dark',
	'light',
	'high-contrast',
	'colour-blind',
	'mono',
];

interface Style {
	/** `#rrggbb`; undefined leaves the terminal's own colour. */
	readonly colour?: string;
	/** The nearest of the sixteen, as its SGR code. */
	readonly code?: number;
	readonly bold?: true;
}

type Palette = Readonly<Record<Role, Style>> & { readonly selection: Style };

/** Turns roles into escape sequences. */
export interface Theme {
	readonly name: ThemeName;
	readonly level: ColourLevel;
	/** Draw with ASCII characters only. */
	readonly ascii: boolean;
	/** Series need their own fills, because colours do not tell them apart. */
	readonly textured: boolean;
	/** Sequence that starts a role, chosen or not; empty when there is none. */
	open(role: Role, selected: boolean): string;
}

const seriesDark: readonly (readonly [string, number])[] = [
	['#5b9cf5', 94],
	['#e2a04a', 33],
	['#63b76c', 32],
	['#b48cf2', 95],
	['#43c2c9', 36],
	['#e878a8', 35],
	['#d9cf63', 93],
	['#9aa7b8', 37],
];

const seriesLight: readonly (readonly [string, number])[] = [
	['#1f6fd6', 34],
	['#b35c00', 33],
	['#1a7f37', 32],
	['#7a3fd1', 35],
	['#0b7f8a', 36],
	['#bf3989', 95],
	['#8a6a00', 93],
	['#57606a', 90],
];

// Told apart by people who see red and green as one.
const seriesColourBlind: readonly (readonly [string, number])[] = [
	['#56b4e9', 94],
	['#e69f00', 33],
	['#009e73', 32],
	['#cc79a7', 95],
	['#f0e442', 93],
	['#0072b2', 34],
	['#d55e00', 31],
	['#aaaaaa', 37],
];

function seriesStyles(colours: readonly (readonly [string, number])[]) {
	const style = (index: number): Style => {
		const [colour = '#888888', code = 37] = colours[index] ?? [];
		return { colour, code };
	};

	return {
		'series-0': style(0),
		'series-1': style(1),
		'series-2': style(2),
		'series-3': style(3),
		'series-4': style(4),
		'series-5': style(5),
		'series-6': style(6),
		'series-7': style(7),
	};
}

const dark: Palette = {
	text: {},
	dim: { colour: '#7d8795', code: 90 },
	strong: { bold: true },
	accent: { colour: '#6cb6ff', code: 96 },
	good: { colour: '#63b76c', code: 32 },
	warn: { colour: '#e2a04a', code: 33 },
	bad: { colour: '#f4706b', code: 91 },
	title: { colour: '#adbac7', code: 37 },
	'title-focused': { colour: '#e6edf3', code: 97, bold: true },
	border: { colour: '#3b4350', code: 90 },
	'border-focused': { colour: '#5b9cf5', code: 94 },
	axis: { colour: '#596372', code: 90 },
	band: { colour: '#34506e', code: 90 },
	land: { colour: '#434d5b', code: 90 },
	head: { colour: '#7d8795', code: 90, bold: true },
	key: { colour: '#6cb6ff', code: 96 },
	string: { colour: '#a5d6a7', code: 32 },
	number: { colour: '#e2a04a', code: 33 },
	literal: { colour: '#b48cf2', code: 95 },
	keyword: { colour: '#b48cf2', code: 95 },
	'series-other': { colour: '#6b7583', code: 90 },
	...seriesStyles(seriesDark),
	selection: { colour: '#28405f', code: 44 },
};

const light: Palette = {
	text: {},
	dim: { colour: '#6e7781', code: 90 },
	strong: { bold: true },
	accent: { colour: '#0969da', code: 34 },
	good: { colour: '#1a7f37', code: 32 },
	warn: { colour: '#9a6700', code: 33 },
	bad: { colour: '#cf222e', code: 31 },
	title: { colour: '#424a53', code: 30 },
	'title-focused': { colour: '#1f2328', code: 30, bold: true },
	border: { colour: '#d0d7de', code: 37 },
	'border-focused': { colour: '#0969da', code: 34 },
	axis: { colour: '#8c959f', code: 90 },
	band: { colour: '#b6d4f5', code: 37 },
	land: { colour: '#c2cad3', code: 37 },
	head: { colour: '#6e7781', code: 90, bold: true },
	key: { colour: '#0550ae', code: 34 },
	string: { colour: '#116329', code: 32 },
	number: { colour: '#953800', code: 33 },
	literal: { colour: '#8250df', code: 35 },
	keyword: { colour: '#8250df', code: 35 },
	'series-other': { colour: '#8c959f', code: 90 },
	...seriesStyles(seriesLight),
	selection: { colour: '#ddeeff', code: 47 },
};

const highContrast: Palette = {
	...dark,
	dim: { colour: '#d0d0d0', code: 37 },
	accent: { colour: '#5fd7ff', code: 96, bold: true },
	good: { colour: '#5fff5f', code: 92, bold: true },
	warn: { colour: '#ffd75f', code: 93, bold: true },
	bad: { colour: '#ff5f5f', code: 91, bold: true },
	title: { colour: '#ffffff', code: 97 },
	'title-focused': { colour: '#ffffff', code: 97, bold: true },
	border: { colour: '#a0a0a0', code: 37 },
	'border-focused': { colour: '#ffff5f', code: 93 },
	axis: { colour: '#c0c0c0', code: 37 },
	band: { colour: '#5f87af', code: 34 },
	land: { colour: '#8a8a8a', code: 37 },
	head: { colour: '#ffffff', code: 97, bold: true },
	selection: { colour: '#0000af', code: 44 },
};

const colourBlind: Palette = {
	...dark,
	good: { colour: '#56b4e9', code: 94 },
	warn: { colour: '#f0e442', code: 93 },
	bad: { colour: '#e69f00', code: 33, bold: true },
	string: { colour: '#56b4e9', code: 94 },
	...seriesStyles(seriesColourBlind),
};

const plain: Style = {};
const mono: Palette = {
	...(Object.fromEntries(Object.keys(dark).map(role => [role, plain])) as Palette),
	strong: { bold: true },
	'title-focused': { bold: true },
	'border-focused': { bold: true },
	bad: { bold: true },
	head: { bold: true },
};

const palettes: Readonly<Record<ThemeName, Palette>> = {
	dark,
	light,
	'high-contrast': highContrast,
	'colour-blind': colourBlind,
	mono,
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

	if (style.bold === true) {
		codes.push('1');
	}

	if (level === 'none') {
		if (selection !== undefined) {
			codes.push('7');
		}
	} else {
		codes.push(...foreground(style, level), ...background(selection, level));
	}

	return codes.length === 0 ? '' : `\u001B[${codes.join(';')}m`;
}

function foreground(style: Style, level: ColourLevel): string[] {
	if (style.colour === undefined) {
		return [];
	}

	switch (level) {
		case '24-bit':
			return [`38;2;${channels(style.colour).join(';')}`];
		case '256':
			return [`38;5;${nearest256(style.colour)}`];
		default:
			return style.code === undefined ? [] : [String(style.code)];
	}
}

function background(selection: Style | undefined, level: ColourLevel): string[] {
	if (selection?.colour === undefined) {
		return [];
	}

	switch (level) {
		case '24-bit':
			return [`48;2;${channels(selection.colour).join(';')}`];
		case '256':
			return [`48;5;${nearest256(selection.colour)}`];
		default:
			// The sixteen differ too much between terminals to stand behind every text.
			return ['7'];
	}
}

function channels(colour: string): [number, number, number] {
	const value = Number.parseInt(colour.slice(1), 16);
	return [value >> 16, (value >> 8) & 0xff, value & 0xff];
}

const cubeSteps = [0, 95, 135, 175, 215, 255];

/** The nearest of the 6x6x6 cube and of the greys. */
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
