import type { Role } from '../span.ts';

export const themeNames = ['dark', 'light', 'high-contrast', 'colour-blind', 'mono'] as const;

export type ThemeName = (typeof themeNames)[number];

export interface Style {
	/** `#rrggbb`; undefined leaves the terminal's own colour. */
	readonly colour: string | undefined;
	/** What stands for it among sixteen colours, as an SGR code. */
	readonly code: number | undefined;
	readonly bold: boolean;
	/** Drawn as `code` however many colours there are: one of the terminal's own sixteen. */
	readonly isNamed?: true;
}

export type PaletteRole = Role | 'selection';

export type Palette = Readonly<Record<PaletteRole, Style>>;

/**
 * The style of a role in the themes with colours: `#rrggbb`, what stands for it among sixteen colours as
 * an SGR code (both omitted for the terminal's own colour), and `bold`. The last theme is for
 * people who cannot distinguish red and green.
 *
 * What means something is green, yellow, orange, red or grey; what only tells users, services or regions apart is
 * cyan, blue, violet or pink. What is denied for several reasons has shades of the one colour. What is lower in a chart of one
 * series is darker (`depth-0`, `depth-1`, `series-0`), as its height says as well. Tests measure how far the two are from each other, and each from the background.
 */
type Looks = readonly [dark: string, light: string, highContrast: string, colourBlind: string];

const looks: Readonly<Record<PaletteRole, Looks>> = {
	text: ['', '', '', ''],
	dim: ['#8b949e 90', '#656d76 90', '#d0d0d0 37', '#8b949e 90'],
	strong: ['bold', 'bold', 'bold', 'bold'],
	accent: ['#6cb6ff 96', '#0969da 34', '#5fd7ff 96 bold', '#6cb6ff 96'],
	good: ['#63b76c 32', '#1a7f37 32', '#5fff5f 92 bold', '#56b4e9 94'],
	warn: ['#e2a04a 33', '#8f6000 91', '#ffd75f 93 bold', '#f0e442 93'],
	bad: ['#f4706b 91', '#cf222e 31', '#ff5f5f 91 bold', '#e69f00 33 bold'],
	denied: ['#f0a35e 33', '#9a5700 91', '#ffaf5f 33', '#cc79a7 95'],
	'denied-1': ['#af5f00 33', '#d75f00 91', '#af5f00 33', '#d70087 95'],
	'denied-2': ['#ffd7af 93', '#af875f 91', '#ffd7af 93', '#cd9696 95'],
	'severity-critical': ['#ff5c8d 91 bold', '#b3003c 31 bold', '#ff5fa0 91 bold', '#f0622a 91 bold'],
	'severity-high': ['#ff9e64 33', '#b34700 91', '#ff875f 33', '#f0aa30 33'],
	'severity-medium': ['#f0d264 93', '#7a5c00 30', '#ffff5f 93', '#f5ec7a 93'],
	'severity-low': ['#d6cfb4 37', '#5c5a3c 90', '#f0e6c0 97', '#d6cfb4 37'],
	'severity-info': ['#a3a9b1 90', '#57606a 90', '#c8c8c8 37', '#a3a9b1 90'],
	title: ['#adbac7 37', '#424a53 30', '#ffffff 97', '#adbac7 37'],
	'title-focused': ['#e6edf3 97 bold', '#1f2328 30 bold', '#ffffff 97 bold', '#e6edf3 97 bold'],
	border: ['#6b7583 90', '#878f99 90', '#a0a0a0 37', '#6b7583 90'],
	'border-focused': ['#5b9cf5 94', '#0969da 34', '#ffff5f 93', '#5b9cf5 94'],
	axis: ['#7b8593 90', '#7d8590 90', '#c0c0c0 37', '#7b8593 90'],
	band: ['#4f7cab 94', '#5f8fc4 36', '#5f87af 36', '#4f7cab 94'],
	land: ['#6b7583 90', '#878f99 90', '#8a8a8a 37', '#6b7583 90'],
	head: ['#8b949e 90 bold', '#656d76 90 bold', '#ffffff 97 bold', '#8b949e 90 bold'],
	key: ['#6cb6ff 96', '#0550ae 34', '#6cb6ff 96', '#6cb6ff 96'],
	string: ['#a5d6a7 32', '#116329 32', '#a5d6a7 32', '#56b4e9 94'],
	number: ['#e2a04a 33', '#953800 31', '#e2a04a 33', '#e2a04a 33'],
	literal: ['#b48cf2 96', '#8250df 35', '#b48cf2 96', '#b48cf2 96'],
	keyword: ['#b48cf2 96', '#8250df 35', '#b48cf2 96', '#b48cf2 96'],
	'depth-0': ['#2f74b8 94', '#4a8fd8 34', '#3f87d7 94', '#6a6ad0 96'],
	'depth-1': ['#4a94dd 94', '#2f7bd7 34', '#4f9bef 94', '#7878e0 96'],
	'series-other': ['#7b8189 90', '#84898f 90', '#909090 90', '#7b8189 90'],
	'series-0': ['#5fafff 94', '#005fd7 34', '#5fafff 94', '#8787ff 96'],
	'series-1': ['#af5faf 95', '#d75fd7 95', '#875f87 95', '#008787 36'],
	'series-2': ['#00d7d7 96', '#005f5f 36', '#afffff 96', '#00ffff 96'],
	'series-3': ['#5f5fd7 94', '#5f0087 35', '#8787d7 94', '#d7d7ff 96'],
	'series-4': ['#ff87ff 95', '#5f87ff 94', '#0087af 36', '#875f87 36'],
	'series-5': ['#008787 36', '#875f87 35', '#ffd7ff 95', '#afd7d7 36'],
	'series-6': ['#ffd7ff 95', '#0087af 36', '#005fd7 94', '#ffafff 96'],
	'series-7': ['#d7ffff 96', '#875fd7 34', '#5fafaf 36', '#af5fd7 36'],
	selection: ['#1d3049 44', '#ddeeff 47', '#0000af 44', '#1d3049 44'],
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

function stylesOf(lookOf: (role: PaletteRole) => string): Palette {
	const roles = Object.keys(looks) as readonly PaletteRole[];
	return Object.fromEntries(roles.map(role => [role, styleOf(lookOf(role))])) as Palette;
}

function styleOf(look: string): Style {
	const [, colour, code, bold] = /^(?:(#\w+) (\d+))? ?(bold)?$/.exec(look) ?? [];
	return { colour, code: code === undefined ? undefined : Number(code), bold: bold !== undefined };
}

export const palettes: Readonly<Record<ThemeName, Palette>> = {
	dark: paletteOf(0),
	light: paletteOf(1),
	'high-contrast': paletteOf(2),
	'colour-blind': paletteOf(3),
	mono: stylesOf(role => (monoBold.includes(role) ? 'bold' : '')),
};

/** The one of ours that a person means; undefined for any other name. */
export function themeOf(name: string): ThemeName | undefined {
	return name === 'contrast' ? 'high-contrast' : themeNames.find(one => one === name);
}

/** Every role of a palette. */
export const paletteRoles = Object.keys(looks) as readonly PaletteRole[];

/** A theme that a user wrote. */
export interface OwnTheme {
	readonly name: string;
	/** Whom or what it is for, or what is wrong with it. */
	readonly about: string;
	/** The one of ours that it goes back to. */
	readonly base: ThemeName;
	readonly palette: Palette;
}

/** How far a role stands out from the background at least: marks and lines 3:1, text 4.5:1, as WCAG 2.2 asks. */
export function contrastMin(role: PaletteRole): number {
	return /^(?:border|border-focused|axis|band|land|series-.*|depth-.*|denied-.*)$/.test(role)
		? 3
		: 4.5;
}

/**
 * A theme draws on the terminal's own background. This is what it is made for, and what contrast is measured
 * against: black, or white for the light one.
 */
export function backgroundOf(name: ThemeName): string {
	return name === 'light' ? '#ffffff' : '#000000';
}
