/** Colours as `#rrggbb`: how terminals with fewer colours show them, and how far text stands out. */

export function channels(colour: string): [red: number, green: number, blue: number] {
	const value = Number.parseInt(colour.slice(1), 16);
	return [value >> 16, (value >> 8) & 0xff, value & 0xff];
}

const cubeSteps = [0, 95, 135, 175, 215, 255];

/** The nearest colour of the 6x6x6 cube and of the greys, as its index among the 256. */
export function nearest256(colour: string): number {
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

/**
 * The sixteen colours by their SGR codes. Every terminal has its own; these are those of the scheme
 * Campbell, which Windows Terminal comes with.
 */
const sixteen: Readonly<Record<number, string>> = {
	30: '#0c0c0c',
	31: '#c50f1f',
	32: '#13a10e',
	33: '#c19c00',
	34: '#0037da',
	35: '#881798',
	36: '#3a96dd',
	37: '#cccccc',
	90: '#767676',
	91: '#e74856',
	92: '#16c60c',
	93: '#f9f1a5',
	94: '#3b78ff',
	95: '#b4009e',
	96: '#61d6d6',
	97: '#f2f2f2',
};

/** The colour of an SGR code from 30 to 37 or from 90 to 97, on a terminal of the scheme Campbell. */
export function ofSixteen(code: number): string {
	return sixteen[code] ?? '#cccccc';
}

/** What stands for a colour among the sixteen, as an SGR code. */
export function nearestSixteen(colour: string): number {
	const wanted = channels(colour);
	const far = (code: string) =>
		channels(ofSixteen(Number(code))).reduce(
			(sum, channel, at) => sum + (channel - (wanted[at] ?? 0)) ** 2,
			0,
		);
	const [nearest = '37'] = Object.keys(sixteen).toSorted((a, b) => far(a) - far(b));
	return Number(nearest);
}

/** The colour of an index among the 256; the first sixteen are those of `ofSixteen`. */
export function of256(index: number): string {
	if (index < 16) {
		return ofSixteen(index < 8 ? 30 + index : 82 + index);
	}

	if (index >= 232) {
		return hex([8 + 10 * (index - 232), 8 + 10 * (index - 232), 8 + 10 * (index - 232)]);
	}

	const at = index - 16;
	return hex(
		[Math.floor(at / 36), Math.floor(at / 6) % 6, at % 6].map(step => cubeSteps[step] ?? 0),
	);
}

/** A colour over another. @param share - of the first, from 0 to 1 */
export function mixed(colour: string, under: string, share: number): string {
	const below = channels(under);
	return hex(
		channels(colour).map((channel, at) =>
			Math.round(channel * share + (below[at] ?? 0) * (1 - share)),
		),
	);
}

function hex(values: readonly number[]): string {
	return `#${values.map(value => value.toString(16).padStart(2, '0')).join('')}`;
}

/** How far two colours stand out from each other, as WCAG 2.2 defines it: 1 for the same, 21 for black and white. */
export function contrast(one: string, other: string): number {
	const [light = 1, dark = 1] = [luminance(one), luminance(other)].toSorted((a, b) => b - a);
	return (light + 0.05) / (dark + 0.05);
}

function luminance(colour: string): number {
	const [red = 0, green = 0, blue = 0] = channels(colour).map(channel => {
		const share = channel / 255;
		return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
	});
	return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
