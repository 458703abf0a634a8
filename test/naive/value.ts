import type { Value } from '../../source/query/value.ts';

/** The text of a value; that of null is empty. */
export function asText(value: Value): string {
	return value === null ? '' : `${value}`;
}

/** The number that a value is or that its text spells in decimal digits, else undefined. */
export function asNumber(value: Value): number | undefined {
	if (typeof value === 'number') {
		return value;
	}

	const spelled = typeof value === 'string' && value !== '' && !/[^0-9.eE+-]/.test(value);
	const number = spelled ? Number(value) : NaN;
	return Number.isNaN(number) ? undefined : number;
}

/** Numbers among some values, in their order. */
export function numbersIn(values: readonly Value[]): readonly number[] {
	return values.map(asNumber).filter(number => number !== undefined);
}

export function isTrue(value: Value): boolean {
	return asText(value) === 'true';
}

/** `=` of the language. */
export function areEqual(a: Value, b: Value): boolean {
	if (a === null || b === null) {
		return asText(a) === '' && asText(b) === '';
	}

	if (typeof a === 'number' || typeof b === 'number') {
		return asNumber(a) !== undefined && asNumber(a) === asNumber(b);
	}

	return asText(a) === asText(b);
}

/** `<` of the language, false where the two have no order. */
export function isLess(a: Value, b: Value): boolean {
	const [left, right] = [asNumber(a), asNumber(b)];

	if (left !== undefined && right !== undefined) {
		return left < right;
	}

	return typeof a === 'string' && typeof b === 'string' && byCodePoint(a, b) < 0;
}

/** Whether two values are the same for `<=` and `>=`: by number, or text by text. */
export function isSame(a: Value, b: Value): boolean {
	const [left, right] = [asNumber(a), asNumber(b)];

	if (left !== undefined && right !== undefined) {
		return left === right;
	}

	return typeof a === 'string' && a === b;
}

export function byCodePoint(a: string, b: string): number {
	const [left, right] = [a, b].map(text => Array.from(text, char => char.codePointAt(0)!));
	const place = left!.findIndex((point, index) => point !== right![index]);

	if (place < 0) {
		return left!.length - right!.length;
	}

	return left![place]! - (right![place] ?? -1);
}

/** The order of `sort`: null, false, true, numbers, NaN, text. */
export function bySortOrder(a: Value, b: Value): number {
	if (typeof a === 'string' && typeof b === 'string') {
		return byCodePoint(a, b);
	}

	const [left, right] = [kindRank(a), kindRank(b)];

	if (left === right && typeof a === 'number' && typeof b === 'number' && a !== b) {
		return left === kindRank(NaN) ? 0 : a < b ? -1 : 1;
	}

	return left - right;
}

function kindRank(value: Value): number {
	if (typeof value === 'string') {
		return 5;
	}

	return typeof value === 'number'
		? Number.isNaN(value)
			? 4
			: 3
		: [null, false, true].indexOf(value);
}

/** One text for each row of values; values of two types have two. */
export function identityOf(values: readonly Value[]): string {
	return JSON.stringify(
		values.map(value => (typeof value === 'number' ? { number: String(value) } : value)),
	);
}

/** Rows that agree in some values, groups and rows in the order in which they come. */
export function grouped<Row>(
	rows: readonly Row[],
	valuesOf: (row: Row) => readonly Value[],
): ReadonlyMap<string, readonly Row[]> {
	const groups = new Map<string, Row[]>();

	for (const row of rows) {
		const key = identityOf(valuesOf(row));
		groups.set(key, [...(groups.get(key) ?? []), row]);
	}

	return groups;
}

export function sumOf(numbers: readonly number[]): number {
	let sum = 0;

	for (const number of numbers) {
		sum += number;
	}

	return sum;
}

export function meanOf(numbers: readonly number[]): number {
	return sumOf(numbers) / numbers.length;
}

/** Of the whole population. Times are large numbers near to each other: distances from one keep their digits. */
export function deviationOf(numbers: readonly number[]): number {
	const distances = numbers.map(number => number - numbers[0]!);
	const mean = meanOf(distances);
	return Math.sqrt(meanOf(distances.map(distance => (distance - mean) ** 2)));
}
