import { numberOf } from '../comparison.ts';
import type { Value } from '../value.ts';
import { define, defineNumeric } from './define.ts';
import type { FunctionSpec } from './function-spec.ts';

/** The radius with which the reference product's documented distance is reproduced. */
const earthRadiusKm = 6372.8;

/** Casts, rounding and arithmetic. */
export const numberFunctions: readonly FunctionSpec[] = [
	defineNumeric(
		'num',
		1,
		{
			syntax: 'num(x)',
			help: 'x as a number; null when it is none',
			aliases: ['number', 'double'],
			replacesArgument: true,
		},
		x => x ?? 0,
	),
	defineNumeric(
		'toInt',
		1,
		{
			syntax: 'toInt(x)',
			help: 'x as a whole number, cut towards 0',
			aliases: ['int'],
			replacesArgument: true,
		},
		x => truncate(x ?? 0),
	),
	defineNumeric(
		'toLong',
		1,
		{
			syntax: 'toLong(x)',
			help: 'x as a whole number, cut towards 0',
			aliases: ['long'],
			replacesArgument: true,
		},
		x => truncate(x ?? 0),
	),
	defineNumeric(
		'round',
		[1, 2],
		{ syntax: 'round(x[, decimals])', help: 'x rounded, halves up' },
		(x = 0, decimals = 0) => round(x, decimals),
	),
	defineNumeric('floor', 1, { syntax: 'floor(x)', help: 'the largest whole number up to x' }, x =>
		Math.floor(x ?? 0),
	),
	defineNumeric('ceil', 1, { syntax: 'ceil(x)', help: 'the smallest whole number from x on' }, x =>
		Math.ceil(x ?? 0),
	),
	defineNumeric('abs', 1, { syntax: 'abs(x)', help: 'x without its sign' }, x => Math.abs(x ?? 0)),
	defineNumeric('min', 2, { syntax: 'min(a, b)', help: 'the smaller of two numbers' }, Math.min),
	defineNumeric('max', 2, { syntax: 'max(a, b)', help: 'the larger of two numbers' }, Math.max),
	define(
		'isNaN',
		1,
		{ syntax: 'isNaN(x)', help: 'true for the result of 0/0', gives: 'test' },
		([x]) => Number.isNaN(numberOf(x ?? null) ?? 0),
	),
	define(
		'isInfinity',
		1,
		{
			syntax: 'isInfinity(x)',
			help: 'true for the result of a division by 0',
			gives: 'test',
			aliases: ['isInfinite'],
		},
		([x]) => Math.abs(numberOf(x ?? null) ?? 0) === Infinity,
	),
	defineNumeric(
		'haversine',
		4,
		{ syntax: 'haversine(lat1, long1, lat2, long2)', help: 'distance of two places in km' },
		(lat1 = 0, long1 = 0, lat2 = 0, long2 = 0) => haversine(lat1, long1, lat2, long2),
	),
	defineNumeric(
		'signum',
		1,
		{ syntax: 'signum(x)', help: '-1, 0 or 1, as x is below, at or above 0' },
		(x = 0) => Math.sign(x) + 0,
	),
	define(
		'hexToDec',
		1,
		{
			syntax: 'hexToDec(s)',
			help: '1 to 16 hexadecimal digits as a number of 64 bits, which may be negative',
			aliases: ['parseHex'],
		},
		([x]) => hexToDec(x ?? null),
	),
	define(
		'decToHex',
		1,
		{ syntax: 'decToHex(x)', help: 'a whole number as hexadecimal text' },
		([x]) => decToHex(numberOf(x ?? null)),
	),
	...elementary(),
];

function truncate(x: number): number {
	// Adding zero turns -0 into 0.
	return Math.trunc(x) + 0;
}

function round(x: number, decimals: number): number {
	const scale = 10 ** Math.max(-15, Math.min(15, Math.trunc(decimals)));
	const scaled = Math.round(x * scale) / scale;
	return Number.isFinite(scaled) ? scaled + 0 : x;
}

function haversine(lat1: number, long1: number, lat2: number, long2: number): number {
	const radians = Math.PI / 180;
	const lat = Math.sin(((lat2 - lat1) * radians) / 2) ** 2;
	const long = Math.sin(((long2 - long1) * radians) / 2) ** 2;
	const a = lat + Math.cos(lat1 * radians) * Math.cos(lat2 * radians) * long;
	return 2 * earthRadiusKm * Math.asin(Math.min(1, Math.sqrt(a)));
}

function hexToDec(value: Value): number | null {
	const digits = /^(?:0x)?([0-9a-f]{1,16})$/i.exec(String(value))?.[1];
	return digits === undefined ? null : Number(BigInt.asIntN(64, BigInt(`0x${digits}`)));
}

function decToHex(x: number | null): string | null {
	return x === null || !Number.isSafeInteger(x) || x < 0 ? null : x.toString(16).toUpperCase();
}

/** Functions of one or two numbers that have the same meaning in JavaScript's Math. */
function elementary(): readonly FunctionSpec[] {
	const one: readonly (readonly [name: string, help: string, apply: (x: number) => number])[] = [
		['sqrt', 'square root', Math.sqrt],
		['cbrt', 'cube root', Math.cbrt],
		['log', 'natural logarithm', Math.log],
		['log10', 'logarithm to base 10', Math.log10],
		['log1p', 'log(1 + x), exact near 0', Math.log1p],
		['exp', 'e to the power of x', Math.exp],
		['expm1', 'exp(x) - 1, exact near 0', Math.expm1],
		['sin', 'sine of an angle in radians', Math.sin],
		['cos', 'cosine of an angle in radians', Math.cos],
		['tan', 'tangent of an angle in radians', Math.tan],
		['asin', 'arc sine in radians', Math.asin],
		['acos', 'arc cosine in radians', Math.acos],
		['atan', 'arc tangent in radians', Math.atan],
		['sinh', 'hyperbolic sine', Math.sinh],
		['cosh', 'hyperbolic cosine', Math.cosh],
		['tanh', 'hyperbolic tangent', Math.tanh],
		['toRadians', 'degrees as radians', x => (x * Math.PI) / 180],
		['toDegrees', 'radians as degrees', x => (x * 180) / Math.PI],
	];
	const two: readonly (readonly [
		name: string,
		help: string,
		apply: (x: number, y: number) => number,
	])[] = [
		['pow', 'x to the power of y', Math.pow],
		['atan2', 'angle of the point (y, x) in radians', Math.atan2],
		['hypot', 'length of the hypotenuse', Math.hypot],
	];
	return [
		...one.map(([name, help, apply]) =>
			defineNumeric(name, 1, { syntax: `${name}(x)`, help }, x => apply(x ?? 0)),
		),
		...two.map(([name, help, apply]) =>
			defineNumeric(name, 2, { syntax: `${name}(x, y)`, help }, (x, y) => apply(x ?? 0, y ?? 0)),
		),
	];
}
