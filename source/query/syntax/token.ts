import { isNameCharacter } from './scanner.ts';
import type { Scanner } from './scanner.ts';

type TokenKind =
	| 'word'
	| 'number'
	| 'string'
	/** In single quotes: only options take it. */
	| 'single-quoted'
	/** `%"any text"` */
	| 'quoted-name'
	| 'symbol'
	| 'end';

export interface Token {
	readonly kind: TokenKind;
	readonly start: number;
	readonly end: number;
	/** As written. */
	readonly text: string;
	/** Lower case, for comparing with keywords; empty unless it is a word. */
	readonly word: string;
	/** False for a string without its closing quote. */
	readonly closed: boolean;
}

const pairs: ReadonlySet<string> = new Set(['||', '&&', '==', '!=', '<>', '<=', '>=']);
const numberPattern = /\d+(?:\.\d+)?(?:[eE][+-]?\d+)?([A-Za-z]*)/y;
const wordPattern = /[A-Za-z0-9_]+(?:\.[A-Za-z0-9_]+|\[(?:\d+|\*)\])*/y;

/** The token at `at`, which must not be blank; an end token when `at` is `limit`. */
export function readToken(scanner: Scanner, at: number, limit: number): Token {
	const { text } = scanner;
	if (at >= limit) {
		return { kind: 'end', start: limit, end: limit, text: '', word: '', closed: true };
	}

	const character = text[at] as string;
	if (character === '"') {
		return quoted(scanner, at, at, 'string', limit);
	}

	if (character === '%' && text[at + 1] === '"') {
		return quoted(scanner, at, at + 1, 'quoted-name', limit);
	}

	if (character === "'") {
		const region = scanner.singleQuoted(at);
		const kind = region.closed ? 'single-quoted' : 'symbol';
		return token(scanner, kind, at, Math.min(region.end, limit));
	}

	if (isNameCharacter(character)) {
		return wordOrNumber(scanner, at, limit);
	}

	if (pairs.has(text.slice(at, at + 2)) && at + 2 <= limit) {
		return token(scanner, 'symbol', at, at + 2);
	}

	// A surrogate pair is one character in the message of a fault.
	const size = (text.codePointAt(at) as number) > 0xff_ff ? 2 : 1;
	return token(scanner, 'symbol', at, Math.min(at + size, limit));
}

function quoted(scanner: Scanner, start: number, quote: number, kind: TokenKind, limit: number) {
	const region = scanner.string(quote);
	return { ...token(scanner, kind, start, Math.min(region.end, limit)), closed: region.closed };
}

function wordOrNumber(scanner: Scanner, at: number, limit: number): Token {
	const { text } = scanner;
	numberPattern.lastIndex = at;
	const number = numberPattern.exec(text);
	if (number !== null && (number[1] === '' || numberUnits.has(number[1] as string))) {
		const end = at + number[0].length;
		const goesOn =
			isNameCharacter(text[end]) || (text[end] === '.' && isNameCharacter(text[end + 1]));
		if (!goesOn) {
			return token(scanner, 'number', at, Math.min(end, limit));
		}
	}

	wordPattern.lastIndex = at;
	const word = wordPattern.exec(text) as RegExpExecArray;
	return token(scanner, 'word', at, Math.min(at + word[0].length, limit));
}

function token(scanner: Scanner, kind: TokenKind, start: number, end: number): Token {
	scanner.meter.steps += end - start;
	const text = scanner.text.slice(start, end);
	return { kind, start, end, text, word: kind === 'word' ? text.toLowerCase() : '', closed: true };
}

/** Number suffixes and their factors; those of time give ms. */
const numberUnits: ReadonlyMap<string, number> = new Map([
	['K', 1e3],
	['k', 1e3],
	['M', 1e6],
	['G', 1e9],
	['B', 1e9],
	['T', 1e12],
	['P', 1e15],
	['Ki', 2 ** 10],
	['Mi', 2 ** 20],
	['Gi', 2 ** 30],
	['Ti', 2 ** 40],
	['Pi', 2 ** 50],
	['ns', 1e-6],
	['us', 1e-3],
	['ms', 1],
	['s', 1e3],
	['m', 60e3],
	['h', 3600e3],
	['d', 86_400e3],
	['w', 604_800e3],
]);

export type TimeUnit = 's' | 'm' | 'h' | 'd' | 'w';

export function isTimeUnit(unit: string): unit is TimeUnit {
	return unit === 's' || unit === 'm' || unit === 'h' || unit === 'd' || unit === 'w';
}

/** Splits a number token: `5m` is 5 and `m`. */
export function numberParts(text: string): { readonly digits: number; readonly unit: string } {
	const unit = /(?<=[0-9])[A-Za-z]+$/.exec(text)?.[0] ?? '';
	return { digits: Number(text.slice(0, text.length - unit.length)), unit };
}

/** The value of a number token. */
export function numberValue(text: string): number {
	const { digits, unit } = numberParts(text);
	return digits * (numberUnits.get(unit) ?? 1);
}
