import { channels } from '../../../source/panels/theme/colour.ts';

/** A colour in CIELAB, for the white D65. */
export type Lab = readonly [lightness: number, a: number, b: number];

type Row = readonly [number, number, number];

/**
 * How people without the cones for long (protanopia) or middle (deuteranopia) waves see linear sRGB: Machado, Oliveira
 * and Fernandes, A Physiologically-based Model for Simulation of Color Vision Deficiency, 2009, severity 1.0.
 */
export const blindness = {
	protanopia: [
		[0.152286, 1.052583, -0.204868],
		[0.114503, 0.786281, 0.099216],
		[-0.003882, -0.048116, 1.051998],
	],
	deuteranopia: [
		[0.367322, 0.860646, -0.227968],
		[0.280085, 0.672501, 0.047413],
		[-0.01182, 0.04294, 0.968881],
	],
} as const satisfies Readonly<Record<string, readonly [Row, Row, Row]>>;

/** A colour `#rrggbb` as it is seen. */
export function labOf(colour: string, seenAs?: keyof typeof blindness): Lab {
	const linear = channels(colour).map(channel => {
		const share = channel / 255;
		return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
	});
	const times = (row: Row) => row.reduce((sum, factor, at) => sum + factor * (linear[at] ?? 0), 0);
	const seen =
		seenAs === undefined
			? linear
			: blindness[seenAs].map(row => Math.min(1, Math.max(0, times(row))));
	const [red = 0, green = 0, blue = 0] = seen;
	const x = (0.4124564 * red + 0.3575761 * green + 0.1804375 * blue) / 0.95047;
	const y = 0.2126729 * red + 0.7151522 * green + 0.072175 * blue;
	const z = (0.0193339 * red + 0.119192 * green + 0.9503041 * blue) / 1.08883;
	const root = (part: number) =>
		part > 216 / 24389 ? Math.cbrt(part) : ((24389 / 27) * part + 16) / 116;
	return [116 * root(y) - 16, 500 * (root(x) - root(y)), 200 * (root(y) - root(z))];
}

/** CIEDE2000, as Sharma, Wu and Dalal wrote it down in 2005; a just noticeable difference is about 1. */
export function distance([l1, a1, b1]: Lab, [l2, a2, b2]: Lab): number {
	const mean7 = ((Math.hypot(a1, b1) + Math.hypot(a2, b2)) / 2) ** 7;
	const stretch = 1.5 - 0.5 * Math.sqrt(mean7 / (mean7 + 25 ** 7));
	const [c1, c2] = [Math.hypot(a1 * stretch, b1), Math.hypot(a2 * stretch, b2)];
	const [h1, h2] = [hue(a1 * stretch, b1), hue(a2 * stretch, b2)];
	const isGrey = c1 * c2 === 0;
	const turn = isGrey ? 0 : ((h2 - h1 + 540) % 360) - 180;
	const [dl, dc] = [l2 - l1, c2 - c1];
	const dh = 2 * Math.sqrt(c1 * c2) * Math.sin(radians(turn / 2));
	const [lm, cm] = [(l1 + l2) / 2, (c1 + c2) / 2];
	const hm = isGrey ? h1 + h2 : (h1 + turn / 2 + 360) % 360;
	const weight =
		1 -
		0.17 * Math.cos(radians(hm - 30)) +
		0.24 * Math.cos(radians(2 * hm)) +
		0.32 * Math.cos(radians(3 * hm + 6)) -
		0.2 * Math.cos(radians(4 * hm - 63));
	const l = dl / (1 + (0.015 * (lm - 50) ** 2) / Math.sqrt(20 + (lm - 50) ** 2));
	const c = dc / (1 + 0.045 * cm);
	const h = dh / (1 + 0.015 * cm * weight);
	const turned =
		-2 *
		Math.sqrt(cm ** 7 / (cm ** 7 + 25 ** 7)) *
		Math.sin(radians(60 * Math.exp(-(((hm - 275) / 25) ** 2))));
	return Math.sqrt(l ** 2 + c ** 2 + h ** 2 + turned * c * h);
}

function hue(a: number, b: number): number {
	return a === 0 && b === 0 ? 0 : ((Math.atan2(b, a) * 180) / Math.PI + 360) % 360;
}

function radians(degrees: number): number {
	return (degrees * Math.PI) / 180;
}
