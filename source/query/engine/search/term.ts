/** A word or phrase of the search, ready to test any part of a record's compact text. */
export interface TermTest {
	/** Terms of the same text have the same name; used as a cache key. */
	readonly name: string;
	test(text: string): boolean;
	/** A text that every match contains, lower-case; empty when there is none. */
	readonly needle: string;
	/** Whether a match can begin in one value or key and end in another. */
	readonly straddles: boolean;
	/** Set for `"key":value` phrases: the lower-case key, and the test of the token after it. */
	readonly keyed:
		| {
				readonly key: string;
				/** Like `needle`, for the value alone. */
				readonly needle: string;
				token(token: string): boolean;
		  }
		| undefined;
}

const termCharacter = /[\p{L}\p{N}_]/u;

/**
 * Whether the UTF-16 code unit is part of a term. For a surrogate, the whole character is tested.
 */
function isTermAt(text: string, index: number): boolean {
	const unit = text.charCodeAt(index);
	if (unit < 128) {
		return (
			(unit >= 97 && unit <= 122) ||
			(unit >= 65 && unit <= 90) ||
			(unit >= 48 && unit <= 57) ||
			unit === 95
		);
	}

	const isLow = unit >= 0xdc00 && unit < 0xe000 && index > 0;
	return termCharacter.test(String.fromCodePoint(text.codePointAt(isLow ? index - 1 : index) ?? 0));
}

/**
 * An unquoted word: `*` stands for any run of term characters, `?` for one, everything else for
 * itself. An end without a star must be at a term boundary.
 */
export function wordTest(word: string): TermTest {
	const opensWithStar = word.startsWith('*');
	const endsWithStar = word.endsWith('*') && word.length > 1;
	const core = word.replace(/^\*+/, '').replace(/\*+$/, '');
	if (!/[*?]/.test(core)) {
		return {
			...literalTest(core, !opensWithStar, !endsWithStar),
			name: `word ${word.toLowerCase()}`,
			straddles: mayStraddle(core),
		};
	}

	const term = '[\\p{L}\\p{N}_]';
	const pattern = core
		.split(/(\*+|\?)/)
		.map(piece => (piece.startsWith('*') ? `${term}*` : piece === '?' ? term : escaped(piece)))
		.join('');
	const before = opensWithStar || !startsTerm(core) ? '' : `(?<!${term})`;
	const after = endsWithStar || !endsTerm(core) ? '' : `(?!${term})`;
	const regex = new RegExp(before + pattern + after, 'iu');
	return {
		name: `word ${word.toLowerCase()}`,
		test: text => regex.test(text),
		needle: longestOf(core.split(/[*?ks]+/i)),
		// A colon of a record's structure follows a quote, and a word contains no quote.
		straddles: /[,{}]/.test(core) || core.startsWith(':'),
		keyed: undefined,
	};
}

/**
 * A quoted phrase: literal, any white space matches any other, and an end inside a term must be at
 * a term boundary.
 */
export function phraseTest(phrase: string): TermTest {
	return {
		...literalTest(phrase, true, true),
		name: `phrase ${phrase.toLowerCase()}`,
		straddles: mayStraddle(phrase),
		keyed: keyedTest(phrase),
	};
}

function startsTerm(text: string): boolean {
	return text.startsWith('?') || (text !== '' && isTermAt(text, 0));
}

function endsTerm(text: string): boolean {
	return text.endsWith('?') || (text !== '' && isTermAt(text, text.length - 1));
}

function escaped(text: string): string {
	return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}

/**
 * The longest part without white space, lower-case. When case is folded by the Unicode tables, a k
 * also matches the Kelvin sign and an s the long s, so the part then contains neither.
 */
function longestPart(text: string, folds: boolean): string {
	return longestOf(text.split(folds ? /[\sks]+/i : /\s+/));
}

function longestOf(parts: readonly string[]): string {
	return parts.reduce((a, b) => (b.length > a.length ? b : a), '').toLowerCase();
}

function isAsciiText(text: string): boolean {
	return /^[\0-\x7f]*$/.test(text);
}

function literalTest(
	text: string,
	boundaryBefore: boolean,
	boundaryAfter: boolean,
): Pick<TermTest, 'test' | 'needle' | 'keyed'> {
	const spaced = /\s/.test(text);
	// Outside ASCII, upper and lower case need the Unicode tables.
	const isAscii = isAsciiText(text);
	const pattern = spaced ? text.split(/\s+/).map(escaped).join('\\s+') : escaped(text);
	const flags = isAscii ? 'i' : 'iu';
	const checksBefore = boundaryBefore && text !== '' && isTermAt(text, 0);
	const checksAfter = boundaryAfter && text !== '' && isTermAt(text, text.length - 1);
	const base = { needle: longestPart(text, !isAscii), keyed: undefined };
	if (!checksBefore && !checksAfter) {
		const regex = new RegExp(pattern, flags);
		return { ...base, test: candidate => regex.test(candidate) };
	}

	const regex = new RegExp(pattern, `g${flags}`);
	return {
		...base,
		test: candidate => {
			regex.lastIndex = 0;
			for (let match = regex.exec(candidate); match !== null; match = regex.exec(candidate)) {
				const end = match.index + match[0].length;
				if (
					!(checksBefore && match.index > 0 && isTermAt(candidate, match.index - 1)) &&
					!(checksAfter && end < candidate.length && isTermAt(candidate, end))
				) {
					return true;
				}

				regex.lastIndex = match.index + 1;
			}

			return false;
		},
	};
}

const valueStarts = '"-0123456789tfnTFN[{';
const valueEnds = '"0123456789elEL]}';

/**
 * A match crosses from a key into a value, or from a value to what follows, only at a structural
 * character in a position where JSON has one. `arn:aws:iam` never does: in a record's structure the
 * character before a colon is a quote.
 */
export function mayStraddle(text: string): boolean {
	for (let index = 0; index + 1 < text.length; index++) {
		const here = text[index] as string;
		const next = text[index + 1] as string;
		const before = text[index - 1];
		const after = text[index + 2];
		if (valueStarts.includes(next) && opens(here, before)) {
			return true;
		}

		if (valueEnds.includes(here) && closes(next, after)) {
			return true;
		}
	}

	return false;
}

function opens(structural: string, before: string | undefined): boolean {
	switch (structural) {
		case ':':
			return before === undefined || before === '"';
		case ',':
			return before === undefined || valueEnds.includes(before);
		case '[':
			return before === undefined || ':,['.includes(before);
		default:
			return false;
	}
}

function closes(structural: string, after: string | undefined): boolean {
	switch (structural) {
		case ',':
			return after === undefined || valueStarts.includes(after);
		case '}':
		case ']':
			return after === undefined || ',}]'.includes(after);
		default:
			return false;
	}
}

/** `"key":"value"` and similar phrases, which are tested on the columns under that key. */
function keyedTest(phrase: string): TermTest['keyed'] {
	const [, key, rest] = /^"([^"\\]+)":(["\-0-9a-z].*)$/is.exec(phrase) ?? [];
	if (key === undefined || rest === undefined || mayStraddle(rest)) {
		return undefined;
	}

	const isAscii = isAsciiText(rest);
	const pattern = `^${rest.split(/\s+/).map(escaped).join('\\s+')}`;
	const regex = new RegExp(pattern, isAscii ? 'i' : 'iu');
	const checksAfter = isTermAt(rest, rest.length - 1);
	return {
		key: key.toLowerCase(),
		needle: longestPart(rest, !isAscii),
		token: token => {
			const length = regex.exec(token)?.[0].length;
			return (
				length !== undefined && !(checksAfter && length < token.length && isTermAt(token, length))
			);
		},
	};
}
