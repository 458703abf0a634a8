import { formatNumber } from '../../text/number.ts';
import { stringBody, unescapeString } from './escape.ts';
import { nestingMax } from './reader.ts';
import type { Reading } from './reader.ts';
import { opensSubquery, readSubquery } from './read-subquery.ts';
import { isSpace } from './scanner.ts';
import type { Span } from '../value.ts';
import type { Search } from './tree.ts';
import { joinedSearch } from './joined-search.ts';

const wordEnds: ReadonlySet<string> = new Set(['"', '(', ')', '|', '=', '[', ']']);
const quoteIt = 'put text with other characters in double quotes: "…"';

/** Characters of one term: V8 has no stack for the regex of a term twice as long. */
export const termCharactersMax = 8_000;

/** The search in `[start, limit)`, and the offset of the pipe that ends it (or the limit). */
export function readSearch(
	reading: Reading,
	start: number,
	limit: number,
): { readonly search: Search; readonly end: number } {
	const reader = new SearchReader(reading, start, limit);
	const search = reader.read();
	return { search, end: reader.at };
}

/**
 * Parses everything before the first pipe. It records faults and continues, so that it always
 * returns a search.
 */
class SearchReader {
	at: number;
	readonly #reading: Reading;
	readonly #limit: number;
	#depth = 0;
	/** Beyond the nesting limit every open parenthesis lacks its end, and one fault is enough. */
	#overflowed = false;

	constructor(reading: Reading, start: number, limit: number) {
		this.#reading = reading;
		this.at = start;
		this.#limit = limit;
	}

	read(): Search {
		const items: Search[] = [];
		for (;;) {
			const item = this.#or();
			if (item !== undefined) {
				items.push(item);
			}

			const character = this.#peek();
			if (character === undefined) {
				break;
			}

			// Only a stray mark can stop `#or` before the pipe: it is reported and skipped.
			this.at++;
			this.#fault(this.at - 1, this.at, `Unexpected "${character}" in the search`, quoteIt);
		}

		return joinedSearch('and', items) ?? { kind: 'all', span: this.#span(0, 0) };
	}

	/** The next character that is neither blank nor comment; undefined at the pipe or the end. */
	#peek(): string | undefined {
		const { scanner } = this.#reading;
		const { text, meter } = scanner;
		while (this.at < this.#limit) {
			meter.steps++;
			const character = text[this.at];
			if (isSpace(character)) {
				this.at++;
				continue;
			}

			const end = scanner.searchComment(this.at);
			if (end === undefined) {
				return character === '|' ? undefined : character;
			}

			this.at = end;
		}

		return undefined;
	}

	#or(): Search | undefined {
		const items = this.#list('or', () => this.#and());
		return joinedSearch('or', items);
	}

	#and(): Search | undefined {
		const items: Search[] = [];
		for (;;) {
			const and = this.#keyword('and');
			const item = this.#not();
			if (item !== undefined) {
				items.push(item);
			} else if (and !== undefined) {
				this.#missingTerm('AND', and);
			}

			if (and !== undefined && items.length < 2 && item !== undefined) {
				this.#missingBefore('AND', and);
			}

			if (item === undefined) {
				return joinedSearch('and', items);
			}
		}
	}

	#list(word: 'or', readItem: () => Search | undefined): Search[] {
		const items: Search[] = [];
		const first = readItem();
		if (first !== undefined) {
			items.push(first);
		}

		for (let or = this.#keyword(word); or !== undefined; or = this.#keyword(word)) {
			if (items.length === 0) {
				this.#missingBefore('OR', or);
			}

			const item = readItem();
			if (item === undefined) {
				this.#missingTerm('OR', or);
			} else {
				items.push(item);
			}
		}

		return items;
	}

	#not(): Search | undefined {
		const character = this.#peek();
		const start = this.at;
		const { text } = this.#reading.scanner;
		const bang = character === '!' && text[this.at + 1] !== '=';
		if (bang) {
			this.at++;
		} else if (this.#keyword('not') === undefined) {
			return this.#primary();
		}

		const item = this.#deeper(start, () => this.#not());
		if (item === undefined) {
			this.#missingTerm('NOT', { start, end: this.at });
			return undefined;
		}

		return { kind: 'not', item, span: this.#span(start, this.at) };
	}

	/** Undefined where no term starts: at a pipe, a closing parenthesis, OR, AND, a stray mark. */
	#primary(): Search | undefined {
		const character = this.#peek();
		const start = this.at;
		if (character === '(') {
			this.at++;
			const inner = this.#deeper(start, () => this.#or());
			if (this.#peek() === ')') {
				this.at++;
			} else if (!this.#overflowed) {
				this.#fault(start, start + 1, 'Expected ")"', 'close this parenthesis with )');
			}

			return inner ?? { kind: 'all', span: this.#span(start, this.at) };
		}

		if (character === '"') {
			const phrase = this.#string();
			const end = this.at;
			const operator = this.#operator('');
			if (operator === undefined) {
				return { kind: 'phrase', text: phrase, span: this.#span(start, end) };
			}

			// Text in quotes is looked for, and never a name: it would find other records, unsaid.
			const name = this.#reading.scanner.text.slice(start, end);
			this.#fault(start, end, `${name} is text to look for, and no field`, `write %${name}`);
			const { value, quoted } = this.#value(start);
			const field = { name: phrase, span: this.#span(start, end) };
			const { negated } = operator;
			return { kind: 'field', field, value, quoted, negated, span: this.#span(start, this.at) };
		}

		if (character === '[') {
			return this.#subquery();
		}

		const strayMark = character === undefined || wordEnds.has(character) || character === '!';
		return strayMark || this.#isKeyword() ? undefined : this.#wordOrField();
	}

	#wordOrField(): Search {
		const start = this.at;
		const { text } = this.#reading.scanner;
		const quotedName = text.startsWith('%"', start);
		let name: string;
		if (quotedName) {
			this.at++;
			name = this.#string();
		} else {
			name = this.#word();
		}

		const nameEnd = this.at;
		const operator = this.#operator(name);
		if (operator === undefined) {
			const span = this.#span(start, nameEnd);
			if (quotedName) {
				return { kind: 'phrase', text: name, span };
			}

			return /^\*+$/.test(name) ? { kind: 'all', span } : { kind: 'word', text: name, span };
		}

		const bare = !quotedName && operator.fromName ? name.slice(0, -1) : name;
		const fieldEnd = nameEnd - (name.length - bare.length);
		const field = { name: bare, span: this.#span(start, fieldEnd) };
		const { value, quoted } = this.#value(start);
		const { negated } = operator;
		return { kind: 'field', field, value, quoted, negated, span: this.#span(start, this.at) };
	}

	/** `=`, `==` or `!=` behind a name, white space between; `a!=b` leaves the `!` in the name. */
	#operator(name: string): { readonly negated: boolean; readonly fromName: boolean } | undefined {
		const { text } = this.#reading.scanner;
		const before = this.at;
		const character = this.#peek();
		if (character === '=') {
			const fromName = this.at === before && name.length > 1 && name.endsWith('!');
			this.at += !fromName && text[this.at + 1] === '=' ? 2 : 1;
			return { negated: fromName, fromName };
		}

		if (character === '!' && text[this.at + 1] === '=') {
			this.at += 2;
			return { negated: true, fromName: false };
		}

		this.at = before;
		return undefined;
	}

	#value(start: number): { readonly value: string; readonly quoted: boolean } {
		const character = this.#peek();
		if (character === '"') {
			return { value: this.#string(), quoted: true };
		}

		if (character === undefined || wordEnds.has(character)) {
			const next =
				character === '('
					? 'write each test whole: (name=a OR name=b)'
					: 'write name=value, name="some text" or name=*';
			this.#fault(start, this.at, 'Expected a value after =', next);
			return { value: '*', quoted: false };
		}

		return { value: this.#word(), quoted: false };
	}

	#word(): string {
		const { text, meter } = this.#reading.scanner;
		const start = this.at;
		while (this.at < this.#limit) {
			const character = text[this.at] as string;
			if (isSpace(character) || wordEnds.has(character)) {
				break;
			}

			meter.steps++;
			this.at++;
		}

		this.#refuseLong(start);
		return text.slice(start, this.at);
	}

	/** Records a fault when the term from `start` to here is longer than can be looked for. */
	#refuseLong(start: number): void {
		const length = this.at - start;
		if (length > termCharactersMax) {
			this.#fault(
				start,
				this.at,
				`a term of ${formatNumber(length)} characters: at most ${formatNumber(termCharactersMax)} are looked for`,
				'search for its start or another part of it',
			);
		}
	}

	#string(): string {
		const { scanner } = this.#reading;
		const start = this.at;
		const region = scanner.string(start);
		this.at = region.end;
		if (!region.closed) {
			this.#fault(
				start,
				region.end,
				'unterminated double quoted string',
				'close it with "; a quote inside it is written \\"',
			);
		}

		this.#refuseLong(start);
		return unescapeString(stringBody(scanner.text.slice(start, region.end)));
	}

	#subquery(): Search | undefined {
		const start = this.at;
		if (!opensSubquery(this.#reading.scanner.text, start)) {
			return undefined;
		}

		const { subquery, end } = readSubquery(this.#reading, start, this.#limit);
		this.at = end;
		const span = this.#span(start, end);
		return subquery === undefined ? { kind: 'all', span } : { kind: 'subquery', subquery, span };
	}

	#deeper(start: number, read: () => Search | undefined): Search | undefined {
		if (this.#depth < nestingMax) {
			this.#depth++;
			const found = read();
			this.#depth--;
			return found;
		}

		// Nothing below this level is parsed, so nothing can overflow; the fault stops the query.
		this.#overflowed = true;
		this.#fault(
			start,
			this.at,
			`nested deeper than ${nestingMax} levels`,
			'write the search with fewer parentheses',
		);
		const { text } = this.#reading.scanner;
		while (this.#peek() !== undefined) {
			this.at = text[this.at] === '"' ? this.#reading.scanner.string(this.at).end : this.at + 1;
		}

		return { kind: 'all', span: this.#span(start, this.at) };
	}

	#isKeyword(): boolean {
		const at = this.at;
		const found = ['and', 'or', 'not'].some(word => this.#keyword(word) !== undefined);
		this.at = at;
		return found;
	}

	#keyword(word: string): { readonly start: number; readonly end: number } | undefined {
		this.#peek();
		const { text } = this.#reading.scanner;
		const start = this.at;
		const end = start + word.length;
		const following = text[end];
		const whole = following === undefined || isSpace(following) || wordEnds.has(following);
		if (!whole || following === '=' || text.slice(start, end).toLowerCase() !== word) {
			return undefined;
		}

		this.at = end;
		return { start, end };
	}

	#missingTerm(word: string, at: { readonly start: number; readonly end: number }): void {
		this.#fault(at.start, at.end, `Expected a term after ${word}`, 'write a word or "a phrase"');
	}

	#missingBefore(word: string, at: { readonly start: number; readonly end: number }): void {
		this.#fault(
			at.start,
			at.end,
			`Expected a term before ${word}`,
			`remove ${word} or write a term`,
		);
	}

	#fault(start: number, end: number, message: string, next: string): void {
		this.#reading.faults.push({ severity: 'fault', span: this.#span(start, end), message, next });
	}

	#span(start: number, end: number): Span {
		return this.#reading.filled.span(start, end);
	}
}
