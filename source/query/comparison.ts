import type { Value } from './value.ts';

const numericText = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;

/**
 * The number of a value: the number itself, or that of a text that is a complete decimal number.
 */
export function numberOf(value: Value): number | null {
	if (typeof value === 'number') {
		return value;
	}

	if (typeof value !== 'string') {
		return null;
	}

	// Most text of a log is not a number, which the first character shows.
	const first = value.charCodeAt(0);
	const mayStart = (first >= 48 && first <= 57) || first === 43 || first === 45 || first === 46;
	return mayStart && numericText.test(value) ? Number(value) : null;
}

/** The text of a value; null has none. Integers keep all digits up to 2^53 and far beyond. */
export function textOf(value: Value): string {
	return value === null ? '' : String(value);
}

/** Whether `where` and the boolean operators treat a value as true. */
export function truthy(value: Value): boolean {
	return value === true || value === 'true';
}

/**
 * The language's `=`. A number equals numeric text, a boolean equals its word, text equals text
 * exactly, and null equals nothing but null and the empty text.
 */
export function equals(a: Value, b: Value): boolean {
	if (a === b) {
		return true;
	}

	if (a === null || b === null) {
		return a === '' || b === '';
	}

	if (typeof a === 'string') {
		return typeof b === 'string' ? false : equalsText(b, a);
	}

	return typeof b === 'string' && equalsText(a, b);
}

function equalsText(value: number | boolean, text: string): boolean {
	return typeof value === 'boolean' ? String(value) === text : numberOf(text) === value;
}

/**
 * The order behind `< <= > >=`: by number when both look numeric, by code point when both are
 * text.
 *
 * @returns below zero, zero, above zero, or undefined where every comparison is false
 */
export function order(a: Value, b: Value): number | undefined {
	const left = numberOf(a);
	const right = left === null ? null : numberOf(b);

	if (left !== null && right !== null) {
		return left < right ? -1 : left > right ? 1 : left === right ? 0 : undefined;
	}

	return typeof a === 'string' && typeof b === 'string' ? compareText(a, b) : undefined;
}

/** Compares two texts by code point; UTF-16 order differs where surrogate pairs meet U+E000–FFFF. */
export function compareText(a: string, b: string): number {
	if (a === b) {
		return 0;
	}

	const length = Math.min(a.length, b.length);

	for (let index = 0; index < length; index++) {
		const left = a.charCodeAt(index);
		const right = b.charCodeAt(index);

		if (left !== right) {
			return codePointRank(left) - codePointRank(right);
		}
	}

	return a.length - b.length;
}

function codePointRank(unit: number): number {
	if (unit < 0xd800) {
		return unit;
	}

	return unit < 0xe000 ? unit + 0x2000 : unit - 0x800;
}

/**
 * The total order of `sort`: null < booleans < numbers < text; false < true; NaN after all other
 * numbers; text by code point, so numeric text sorts as text until it is cast.
 */
export function compareForSort(a: Value, b: Value): number {
	if (typeof a === 'number' && typeof b === 'number') {
		return compareNumbers(a, b);
	}

	if (typeof a === 'string' && typeof b === 'string') {
		return compareText(a, b);
	}

	const difference = sortRank(a) - sortRank(b);
	return difference !== 0 ? difference : Number(a) - Number(b);
}

function compareNumbers(a: number, b: number): number {
	if (a < b) {
		return -1;
	}

	if (a > b) {
		return 1;
	}

	return a === b ? 0 : Number(Number.isNaN(a)) - Number(Number.isNaN(b));
}

function sortRank(value: Value): number {
	if (value === null) {
		return 0;
	}

	return typeof value === 'boolean' ? 1 : typeof value === 'number' ? 2 : 3;
}

/**
 * One text per distinct value, for grouping, de-duplication and joins: values of different types
 * never share a key, equal values of one type always do.
 */
export function keyOf(value: Value): string {
	if (typeof value === 'string') {
		return `t${value}`;
	}

	return typeof value === 'number' ? `n${value}` : `${value}`;
}

/** One text per distinct row of values; a length before each part keeps the parts apart. */
export function keyOfAll(values: readonly Value[]): string {
	if (values.length === 1) {
		return keyOf(values[0] ?? null);
	}

	let key = '';

	for (const value of values) {
		const part = keyOf(value);
		key += `${part.length}:${part}`;
	}

	return key;
}
