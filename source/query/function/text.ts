import { textOf } from '../comparison.ts';
import { textLengthMax, TooLarge } from '../spending.ts';
import type { Value } from '../value.ts';
import { argsUnbounded, define, defineLoose, defineText } from './define.ts';
import type { FunctionSpec } from './function-spec.ts';

/** Functions of text. Lengths and positions count code points. */
export const textFunctions: readonly FunctionSpec[] = [
	defineLoose(
		'concat',
		[1, argsUnbounded],
		{ syntax: 'concat(a, b, …)', help: 'the arguments joined to one text; null is ""' },
		args => joined(args.map(textOf)),
	),
	defineText(
		'toLowerCase',
		{ syntax: 'toLowerCase(s)', help: 's in lower case', replacesArgument: true },
		text => text.toLowerCase(),
	),
	defineText(
		'toUpperCase',
		{ syntax: 'toUpperCase(s)', help: 's in upper case', replacesArgument: true },
		text => text.toUpperCase(),
	),
	defineText(
		'trim',
		{ syntax: 'trim(s)', help: 's without white space at its ends', replacesArgument: true },
		text => text.trim(),
	),
	defineText(
		'toString',
		{ syntax: 'toString(x)', help: 'x as text', replacesArgument: true },
		text => text,
	),
	defineLoose(
		'length',
		1,
		{ syntax: 'length(s)', help: 'number of characters; 0 for null' },
		([value]) => codePointCount(textOf(value ?? null)),
	),
	define(
		'substring',
		[2, 3],
		{
			syntax: 'substring(s, from[, to])',
			help: 'characters from (counted from 0) up to, not including, to',
		},
		([value, from, to]) => substring(textOf(value ?? null), from ?? null, to),
	),
	define(
		'contains',
		2,
		{
			syntax: 'contains(s, part)',
			help: 'true when part occurs in s, case-sensitive',
			gives: 'test',
		},
		([value, part]) => textOf(value ?? null).includes(textOf(part ?? null)),
	),
	{
		name: 'replace',
		syntax: 'replace(s, "text" or /regex/, "new")',
		help: 'every occurrence replaced; with a regex, $1 and ${name} are its groups',
		argsMin: 3,
		argsMax: 3,
		regexArgs: [1],
		gives: 'value',
		pure: true,
		apply([value, pattern, replacement]) {
			if (isMissing(value) || isMissing(pattern) || isMissing(replacement)) {
				return null;
			}

			const text = String(value);

			if (typeof pattern === 'object') {
				return pattern.replaceAll(text, String(replacement));
			}

			return pattern === '' ? text : replaced(text, String(pattern), String(replacement));
		},
	},
];

function isMissing<T>(value: T): value is T & (null | undefined) {
	return value === null || value === undefined;
}

/** The texts one after the other. */
function joined(texts: readonly string[]): string {
	if (texts.reduce((sum, text) => sum + text.length, 0) > textLengthMax) {
		throw TooLarge.text();
	}

	return texts.join('');
}

function replaced(text: string, pattern: string, replacement: string): string {
	const growth = replacement.length - pattern.length;
	// Counting takes as long as replacing, and is hardly ever needed.
	if (
		text.length * replacement.length > textLengthMax &&
		text.length + countOf(text, pattern) * growth > textLengthMax
	) {
		throw TooLarge.text();
	}

	// A function as the replacement, because JavaScript would interpret `$&` in a text.
	return text.replaceAll(pattern, () => replacement);
}

function countOf(text: string, pattern: string): number {
	let count = 0;
	for (let at = text.indexOf(pattern); at >= 0; at = text.indexOf(pattern, at + pattern.length)) {
		count++;
	}

	return count;
}

function codePointCount(text: string): number {
	let count = text.length;

	for (let index = 0; index < text.length - 1; index++) {
		if ((text.codePointAt(index) ?? 0) > 0xffff) {
			count--;
			index++;
		}
	}

	return count;
}

function substring(text: string, from: Value, to: Value | undefined): string | null {
	const start = wholeNumber(from);
	const end = to === undefined ? Infinity : wholeNumber(to);

	if (start === undefined || end === undefined || start < 0 || end < start) {
		return null;
	}

	return /[\ud800-\udfff]/.test(text)
		? [...text].slice(start, end).join('')
		: text.slice(start, end);
}

function wholeNumber(value: Value): number | undefined {
	const number = value === null || value === '' ? NaN : Number(value);
	return Number.isNaN(number) ? undefined : Math.trunc(number);
}
