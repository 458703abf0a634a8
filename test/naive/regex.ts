import type { RegexText } from '../../source/query/syntax/tree.ts';
import { escapedForRegExp } from './glob.ts';

const known = new WeakMap<object, RegExp>();

/** A pattern of Java or RE2 as one of JavaScript, which finds every match from `lastIndex` on. */
export function regexOf(regex: Pick<RegexText, 'source' | 'flags'>): RegExp {
	const made = known.get(regex) ?? translated(regex.source, regex.flags);
	known.set(regex, made);
	made.lastIndex = 0;
	return made;
}

const space = ' \\t-\\r';
const notSpace = '\\0-\\x08\\x0e-\\x1f!-\\u{10ffff}';
const blank = '\\t \\xa0\\u1680\\u180e\\u2000-\\u200a\\u202f\\u205f\\u3000';
const posix: Readonly<Record<string, string>> = {
	alnum: 'A-Za-z0-9',
	alpha: 'A-Za-z',
	blank: '\\t ',
	digit: '0-9',
	lower: 'a-z',
	punct: '!-\\/:-@\\[-`\\{-~',
	space,
	upper: 'A-Z',
	word: '\\w',
	xdigit: '0-9A-Fa-f',
};

/** The parts of a pattern: quoted text, escapes, classes of names, openings, repetitions, characters. */
const part =
	/\\Q[^]*?(?:\\E|$)|\\x\{[^}]*\}|\\[pP](?:\{[^}]*\}|\w)|\\[^]|\[:\w+:\]|\(\?P<|(?:[*+?]|\{\d+(?:,\d*)?\})[?+]?|[^]/gu;

function translated(source: string, written: string): RegExp {
	const leading = /^\(\?([a-z]+)\)/.exec(source);
	const flags = written + (leading?.[1] ?? '');
	const body = leading ? source.slice(leading[0].length) : source;
	let inClass = false;
	let isClassStart = false;
	let result = '';

	for (const [piece] of body.matchAll(part)) {
		result += inClass ? inside(piece, isClassStart) : outside(piece, flags);
		const opens: boolean = !inClass && piece === '[';
		const closes: boolean = inClass && piece === ']' && !isClassStart;
		isClassStart = opens || (isClassStart && piece === '^');
		inClass = closes ? false : inClass || opens;
	}

	return new RegExp(result, `gu${flags.includes('i') ? 'i' : ''}`);
}

function outside(piece: string, flags: string): string {
	const isMultiline = flags.includes('m');

	switch (piece) {
		case '.':
			return flags.includes('s') ? '[^]' : '[^\\n]';
		case '^':
			return isMultiline ? '(?<![^\\n])' : '^';
		case '$':
			return isMultiline ? '(?![^\\n])' : '$';
		case '(?P<':
			return '(?<';
		case '\\A':
			return '^';
		case '\\z':
			return '$';
		case '\\Z':
			return '(?=\\n?$)';
		case '\\s':
		case '\\S':
		case '\\h':
			return `[${escape(piece)}]`;
		case ']':
		case '{':
		case '}':
			return `\\${piece}`;
		default:
			// A possessive repetition finds what a greedy one does, or nothing.
			return /^(?:[*+?]|\{\d).*\+$/.test(piece) && piece.length > 1
				? piece.slice(0, -1)
				: escape(piece);
	}
}

function inside(piece: string, isClassStart: boolean): string {
	if (piece === ']' && isClassStart) {
		return '\\]';
	}

	const name = /^\[:(\w+):\]$/.exec(piece)?.[1];
	return name === undefined ? (piece === '\\-' ? piece : escape(piece)) : (posix[name] ?? '');
}

function escape(piece: string): string {
	if (piece.startsWith('\\Q')) {
		return escapedForRegExp(piece.slice(2).replace(/\\E$/, '')).replaceAll('\\-', '-');
	}

	switch (piece) {
		case '\\s':
			return space;
		case '\\S':
			return notSpace;
		case '\\h':
			return blank;
		case '\\a':
			return '\\x07';
		case '\\e':
			return '\\x1b';
		default:
			return piece.startsWith('\\x{')
				? `\\u${piece.slice(2)}`
				: // An escape that JavaScript does not know is the character itself.
					piece.replace(/^\\([^\w\s^$\\.*+?()[\]{}|/])$/u, '$1');
	}
}

/** Replaces every match; in the replacement `$1` and `${name}` are groups, `\` makes a text literal. */
export function replaceMatches(text: string, regex: RegExp, replacement: string): string {
	return text.replace(regex, (...found: unknown[]) => {
		const last = found.at(-1);
		const named = typeof last === 'object' ? (last as Record<string, string | undefined>) : {};
		const groups = found.slice(
			0,
			found.findIndex(item => typeof item === 'number'),
		) as (string | undefined)[];
		return replacement.replace(
			/\\([^])|\$\{(\w+)\}|\$(\d+)/g,
			(whole, literal?: string, name?: string, digits?: string) =>
				literal ??
				(name === undefined ? numbered(groups, digits!) : braced(groups, named, name)) ??
				whole,
		);
	});
}

type Groups = readonly (string | undefined)[];

function braced(
	groups: Groups,
	named: Readonly<Record<string, string | undefined>>,
	name: string,
): string | undefined {
	if (name in named) {
		return named[name] ?? '';
	}

	return /^\d+$/.test(name) && Number(name) < groups.length
		? (groups[Number(name)] ?? '')
		: undefined;
}

/** As many digits as still number a group; the others are text. */
function numbered(groups: Groups, digits: string): string | undefined {
	for (let length = digits.length; length > 0; length--) {
		const number = Number(digits.slice(0, length));

		if (number < groups.length) {
			return (groups[number] ?? '') + digits.slice(length);
		}
	}

	return undefined;
}
