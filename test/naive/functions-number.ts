import type { Value } from '../../source/query/value.ts';
import type { NaiveFunction } from './function.ts';
import { asNumber, asText } from './value.ts';

/** Null where an argument is no number. */
const ofNumbers =
	(apply: (x: number, y: number, ...more: readonly number[]) => number): NaiveFunction =>
	args => {
		const [x, y, ...more] = args.map(asNumber);
		return args.some(arg => asNumber(arg) === undefined)
			? null
			: apply(x ?? 0, y ?? 0, ...(more as number[]));
	};

const cut = ofNumbers(x => (x < 0 ? 0 - Math.floor(-x) : Math.floor(x)));

export const numberFunctions: Readonly<Record<string, NaiveFunction>> = {
	num: ofNumbers(x => x),
	toInt: cut,
	toLong: cut,
	round: ofNumbers(rounded),
	floor: ofNumbers(x => Math.floor(x)),
	ceil: ofNumbers(x => 0 - Math.floor(0 - x)),
	abs: ofNumbers(x => (x < 0 ? 0 - x : x)),
	min: ofNumbers((x, y) => (Number.isNaN(x + y) ? NaN : x < y ? x : y)),
	max: ofNumbers((x, y) => (Number.isNaN(x + y) ? NaN : x > y ? x : y)),
	isNaN: ([x = null]) => asNumber(x) !== undefined && Number.isNaN(asNumber(x)),
	isInfinity: ([x = null]) => [Infinity, -Infinity].includes(asNumber(x) ?? 0),
	haversine: ofNumbers((lat1, long1, lat2 = 0, long2 = 0) =>
		distanceKm([lat1, long1], [lat2, long2]),
	),
	hexToDec([x = null]) {
		const digits = asText(x).replace(/^0x/i, '');

		if (!/^[0-9A-Fa-f]{1,16}$/.test(digits)) {
			return null;
		}

		const isNegative = digits.length === 16 && /^[89a-f]/i.test(digits);
		return Number(BigInt(`0x${digits}`) - (isNegative ? 2n ** 64n : 0n));
	},
	signum([value = null]) {
		const x = asNumber(value);
		return x === undefined ? null : x > 0 ? 1 : x < 0 ? -1 : x === 0 ? 0 : NaN;
	},
	decToHex([value = null]): Value {
		const x = asNumber(value);
		return x === undefined || x < 0 || !Number.isSafeInteger(x)
			? null
			: BigInt(x).toString(16).toUpperCase();
	},
	sqrt: ofNumbers(Math.sqrt),
	cbrt: ofNumbers(Math.cbrt),
	log: ofNumbers(Math.log),
	log10: ofNumbers(Math.log10),
	log1p: ofNumbers(Math.log1p),
	exp: ofNumbers(Math.exp),
	expm1: ofNumbers(Math.expm1),
	sin: ofNumbers(Math.sin),
	cos: ofNumbers(Math.cos),
	tan: ofNumbers(Math.tan),
	asin: ofNumbers(Math.asin),
	acos: ofNumbers(Math.acos),
	atan: ofNumbers(Math.atan),
	sinh: ofNumbers(Math.sinh),
	cosh: ofNumbers(Math.cosh),
	tanh: ofNumbers(Math.tanh),
	toRadians: ofNumbers(degrees => (degrees * Math.PI) / 180),
	toDegrees: ofNumbers(radians => (radians * 180) / Math.PI),
	pow: ofNumbers((x, y) => x ** y),
	atan2: ofNumbers(Math.atan2),
	hypot: ofNumbers((x, y) => Math.hypot(x, y)),
};

/** Halves go up, to so many digits behind the point, or before it. */
function rounded(x: number, decimals: number): number {
	const scale = 10 ** Math.max(-15, Math.min(15, Math.trunc(decimals)));
	const scaled = x * scale;
	const whole = scaled - Math.floor(scaled) >= 0.5 ? Math.ceil(scaled) : Math.floor(scaled);
	return Number.isFinite(whole / scale) ? whole / scale : x;
}

/** By the chord through a sphere of 6,372.8 km between two places of the unit sphere. */
function distanceKm(
	from: readonly [lat: number, long: number],
	to: readonly [lat: number, long: number],
): number {
	const [a, b] = [from, to].map(place => {
		const [lat, long] = place.map(degrees => degrees * (Math.PI / 180)) as [number, number];
		return [Math.cos(lat) * Math.cos(long), Math.cos(lat) * Math.sin(long), Math.sin(lat)];
	});
	const chord = Math.hypot(...a!.map((part, axis) => part - b![axis]!));
	return 2 * 6_372.8 * Math.asin(Math.min(1, chord / 2));
}
