import type { CompiledRegex } from '../regex/compiled.ts';

/** What may part a key from its value, the longest first. */
export const keyDelimiters: readonly string[] = ['->', '=', ':'];

interface Pair {
	readonly value: string;
	/** Offset behind the value. */
	readonly end: number;
}

const keyStart = /[A-Za-z_]/;
const keyPart = /[A-Za-z0-9_.-]/;
/** Ends a value without quotes. */
const valueEnd = /[\s,;&|"'{}()[\]]/;

/**
 * The value that a text gives a key: in quotes, or up to the next blank or punctuation. The key may
 * stand in quotes too, also escaped ones; as a part of a longer word it does not count. The first
 * place with a value counts.
 */
export function valueOfKey(text: string, key: string): string | undefined {
	for (let at = text.indexOf(key); at >= 0 && key !== ''; at = text.indexOf(key, at + key.length)) {
		const isWhole = at === 0 || !keyPart.test(text[at - 1] as string) || !keyPart.test(key[0]!);
		const pair = isWhole ? pairBehind(text, at + key.length, keyDelimiters) : undefined;
		if (pair !== undefined) {
			return pair.value;
		}
	}

	return undefined;
}

/** Every key and its value, from left to right, as `valueOfKey` reads them. */
export function* keysAndValues(
	text: string,
	delimiters: readonly string[],
): Generator<readonly [key: string, value: string]> {
	for (let at = 0; at < text.length;) {
		if (!keyPart.test(text[at] as string)) {
			at++;
			continue;
		}

		const start = at;
		while (at < text.length && keyPart.test(text[at] as string)) {
			at++;
		}

		// The dash of an arrow belongs to it.
		const end = text[at - 1] === '-' && text[at] === '>' ? at - 1 : at;
		const pair = keyStart.test(text[start] as string)
			? pairBehind(text, end, delimiters)
			: undefined;
		if (pair !== undefined) {
			yield [text.slice(start, end), pair.value];
			at = pair.end;
		}
	}
}

/** The delimiter and the value behind a key that ends at `keyEnd`. */
function pairBehind(text: string, keyEnd: number, delimiters: readonly string[]): Pair | undefined {
	const before = afterBlanks(text, afterQuote(text, keyEnd)?.end ?? keyEnd);
	const delimiter = delimiters.find(mark => text.startsWith(mark, before));
	if (delimiter === undefined || text.startsWith('://', before)) {
		return undefined;
	}

	const start = afterBlanks(text, before + delimiter.length);
	const quote = afterQuote(text, start);
	if (quote !== undefined) {
		return quotedValue(text, quote.end, quote.mark);
	}

	let end = start;
	while (end < text.length && !valueEnd.test(text[end] as string)) {
		end++;
	}

	return end === start ? undefined : { value: text.slice(start, end), end };
}

/** A quote at `at`, perhaps escaped because it stands inside of a text in quotes. */
function afterQuote(
	text: string,
	at: number,
): { readonly mark: string; readonly end: number } | undefined {
	const from = text[at] === '\\' ? at + 1 : at;
	const isQuote = text[from] === '"' || text[from] === "'";
	return isQuote ? { mark: text.slice(at, from + 1), end: from + 1 } : undefined;
}

/** Up to the same quote; one that is never closed takes the rest. */
function quotedValue(text: string, start: number, mark: string): Pair {
	let at = start;
	while (at < text.length && !text.startsWith(mark, at)) {
		at += mark.length === 1 && text[at] === '\\' ? 2 : 1;
	}

	const end = Math.min(at, text.length);
	const inside = text.slice(start, end);
	const value = mark.length === 1 ? inside.replace(/\\(["'\\])/g, '$1') : inside;
	return { value, end: Math.min(end + mark.length, text.length) };
}

function afterBlanks(text: string, start: number): number {
	let at = start;
	while (text[at] === ' ' || text[at] === '\t') {
		at++;
	}

	return at;
}

/** Matches that are read of one text. */
const matchesMax = 10_000;

/**
 * The values of keys by a pattern: of two groups the first is the key and the second its value; one
 * group is the value, and its nearest match behind the first place of the key counts.
 */
export function valuesByPattern(
	text: string,
	regex: CompiledRegex,
	groupCount: number,
	keys: readonly string[],
	warn: (message: string) => void,
): ReadonlyMap<string, string> {
	const values = new Map<string, string>();
	if (groupCount === 1) {
		for (const key of keys) {
			const at = text.indexOf(key);
			const value = at < 0 ? null : regex.exec(text, at + key.length)?.group(1);
			if (value !== null && value !== undefined) {
				values.set(key, value);
			}
		}

		return values;
	}

	const wanted = new Set(keys);
	let at = 0;
	for (let count = 0; values.size < wanted.size; count++) {
		const match = at > text.length ? undefined : regex.exec(text, at);
		if (match === undefined) {
			break;
		}

		if (count === matchesMax) {
			warn(`keyvalue regex reads ${matchesMax} matches of one text at most`);
			break;
		}

		const [key, value] = [match.group(1), match.group(2)];
		if (key !== null && value !== null && wanted.has(key) && !values.has(key)) {
			values.set(key, value);
		}

		at = match.end === match.index ? match.end + 1 : match.end;
	}

	return values;
}
