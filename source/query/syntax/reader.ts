import { didYouMean, partsOf } from './advice.ts';
import { nearest } from './nearest.ts';
import type { Advice } from './advice.ts';
import type { Fault, Span } from '../value.ts';
import { isReserved, stringBody, unescapeString } from './escape.ts';
import type { FilledText } from './params.ts';
import type { Scanner } from './scanner.ts';
import { readToken } from './token.ts';
import type { Token } from './token.ts';
import type { Field, Search, StageNode } from './tree.ts';

/** State that all readers of one query share. */
export interface Reading {
	readonly filled: FilledText;
	readonly scanner: Scanner;
	readonly faults: Fault[];
	/** Stages read so far, those inside `join` too. */
	stageCount: number;
	/** Subqueries read so far, and those around the place that is read. */
	subqueryCount: number;
	subqueryDepth: number;
	/**
	 * Parses the stages in `[start, end)`; passed in because of the circle between stages and
	 * readers.
	 */
	readStages(start: number, end: number): StageNode[];
	/** Parses the search in `[start, limit)`, up to its pipe. */
	readSearch(start: number, limit: number): { readonly search: Search; readonly end: number };
}

/** Stages of one query. A query with more was pasted by mistake, and every check walks them all. */
export const stagesMax = 500;

/**
 * Thrown to leave a stage that cannot be parsed. Its fault is already recorded, so the error has no
 * data; it never leaves `parse`.
 */
export class StageUnreadable extends Error {
	constructor() {
		super('stage unreadable');
	}
}

/** One shared error, because making a stack trace costs more than parsing the stage. */
export const unreadable = new StageUnreadable();

/** Names of one list, such as those behind `by`: each row has a cell for every one. */
export const listNamesMax = 1_000;

/** Nesting of parentheses, calls, `not` and conditionals in one expression. */
export const nestingMax = 100;

/** Reads the tokens of one stage on demand, because the context decides how a slash is read. */
export class Reader {
	readonly reading: Reading;
	readonly limit: number;
	/** Stages that what was read needs before its own: they compute what it takes as fields. */
	readonly computed: StageNode[] = [];
	/** Operators read so far that follow another one of their chain. */
	chained = 0;
	#at: number;
	#lastEnd: number;
	#next: Token | undefined;
	#depth = 0;

	constructor(reading: Reading, start: number, limit: number) {
		this.reading = reading;
		this.limit = limit;
		this.#at = start;
		this.#lastEnd = start;
	}

	get text(): string {
		return this.reading.scanner.text;
	}

	/** Offset after the token taken last. */
	get lastEnd(): number {
		return this.#lastEnd;
	}

	peek(): Token {
		if (this.#next === undefined) {
			const { scanner } = this.reading;
			this.#next = readToken(scanner, scanner.skipBlank(this.#at, this.limit), this.limit);
		}

		return this.#next;
	}

	/** The token after the next one. */
	peekSecond(): Token {
		return this.peekAfter(this.peek());
	}

	peekAfter(token: Token): Token {
		const { scanner } = this.reading;
		return readToken(scanner, scanner.skipBlank(token.end, this.limit), this.limit);
	}

	take(): Token {
		const token = this.peek();
		this.moveTo(token.end);
		return token;
	}

	/** Continues after text that is not a token, such as a regex literal. */
	moveTo(offset: number): void {
		this.#at = offset;
		this.#lastEnd = offset;
		this.#next = undefined;
	}

	isWord(...words: readonly string[]): boolean {
		const { kind, word } = this.peek();
		return kind === 'word' && words.includes(word);
	}

	takeWord(...words: readonly string[]): Token | undefined {
		return this.isWord(...words) ? this.take() : undefined;
	}

	isSymbol(...symbols: readonly string[]): boolean {
		const { kind, text } = this.peek();
		return kind === 'symbol' && symbols.includes(text);
	}

	takeSymbol(...symbols: readonly string[]): Token | undefined {
		return this.isSymbol(...symbols) ? this.take() : undefined;
	}

	expectSymbol(symbol: string, next: string): Token {
		return this.takeSymbol(symbol) ?? this.failHere(`Expected "${symbol}"`, next);
	}

	expectWord(word: string, next: string): Token {
		const found = this.takeWord(word);
		const { kind, word: written } = this.peek();
		const near = kind === 'word' ? nearest(written, [word]) : undefined;
		return found ?? this.failHere(`Expected "${word}"`, didYouMean(near, next));
	}

	/** The typed span of `[start, end)`. */
	span(start: number, end = this.#lastEnd): Span {
		return this.reading.filled.span(start, Math.max(start, end));
	}

	note(severity: Fault['severity'], span: Span, message: string, advice: Advice): void {
		this.reading.faults.push({ severity, span, message, ...partsOf(advice) });
	}

	fault(span: Span, message: string, advice: Advice): void {
		this.note('fault', span, message, advice);
	}

	/** Records the fault and leaves the stage. */
	fail(span: Span, message: string, advice: Advice): never {
		this.fault(span, message, advice);
		throw unreadable;
	}

	/** Fails at the next token, or right after the last one when the stage ends here. */
	failHere(message: string, advice: Advice): never {
		const token = this.peek();
		if (this.isStar()) {
			this.failWithoutValue(this.span(token.start, token.end));
		}

		const span =
			token.kind === 'end'
				? this.span(this.#lastEnd, this.#lastEnd)
				: this.span(token.start, token.end);
		return this.fail(span, message, advice);
	}

	/** Fails where a parameter has no value of its own and needs one. */
	failWithoutValue(span: Span): never {
		this.fail(span, 'the variable has no value here', 'choose a value for the variable');
	}

	/** Runs `read` one level deeper, and fails beyond the nesting limit. */
	nested<T>(read: () => T): T {
		if (++this.#depth > nestingMax) {
			this.failHere(
				`nested deeper than ${nestingMax} levels`,
				'compute a part first: expression as name',
			);
		}

		const result = read();
		this.#depth--;
		return result;
	}

	/** The stages of a pipeline inside this stage, in `[start, end)`. */
	stages(start: number, end: number): StageNode[] {
		return this.reading.readStages(start, end);
	}

	// ── names and literals ─────────────────────────────────────────────────────────────────────

	isField(): boolean {
		const { kind, word, text } = this.peek();
		return (
			kind === 'quoted-name' ||
			this.#isMarkedName() ||
			(kind === 'word' && !isReserved(word)) ||
			(kind === 'number' && /^[A-Za-z0-9_]+$/.test(text))
		);
	}

	/** `%name`, without quotes: where a name must stand, the mark is no operator. */
	#isMarkedName(): boolean {
		const mark = this.peek();
		const second = mark.text === '%' ? this.peekSecond() : undefined;
		return second?.kind === 'word' && second.start === mark.end;
	}

	field(): Field {
		if (!this.isField()) {
			this.failHere('Expected a field name', 'write a name such as eventName, or %"any text"');
		}

		const isMarked = this.#isMarkedName();
		const first = this.take();
		const token = isMarked ? { ...this.take(), start: first.start } : first;
		this.requireClosed(token);
		const name = token.kind === 'quoted-name' ? unescapeString(stringBody(token.text)) : token.text;
		return { name, span: this.span(token.start) };
	}

	/**
	 * `a, b, c`, optionally in parentheses. `stop` ends the list before a comma that is not part of
	 * it.
	 */
	fields(stop?: () => boolean): Field[] {
		const open = this.takeSymbol('(') !== undefined;
		const fields = [this.field()];
		while (this.isSymbol(',')) {
			if (!open && stop?.() === true) {
				break;
			}

			this.take();
			if (fields.length === listNamesMax) {
				this.failHere(`more than ${listNamesMax} names in a list`, 'name fewer fields');
			}

			fields.push(this.field());
		}

		if (open) {
			this.expectSymbol(')', 'close the list of names with )');
		}

		return fields;
	}

	isString(): boolean {
		return this.peek().kind === 'string';
	}

	/** A string token that is closed; `what` names it in the fault. */
	stringToken(what: string): Token {
		if (!this.isString()) {
			this.failHere(`Expected ${what} in double quotes`, `write ${what} as "…"`);
		}

		const token = this.take();
		this.requireClosed(token);
		return token;
	}

	/** An ordinary string, its escapes resolved. */
	string(what: string): string {
		return unescapeString(stringBody(this.stringToken(what).text));
	}

	requireClosed(token: Token): void {
		if (!token.closed) {
			this.fail(
				this.span(token.start, token.end),
				'unterminated double quoted string',
				'close it with "; a quote inside it is written \\"',
			);
		}
	}

	optionalAs(): Field | undefined {
		return this.takeWord('as') === undefined ? undefined : this.newName();
	}

	/** The name behind `as`, where plain double quotes make a name too: no text can stand there. */
	newName(): Field {
		if (!this.isString()) {
			return this.field();
		}

		const { start } = this.peek();
		return { name: this.string('a name'), span: this.span(start) };
	}

	/**
	 * Paths or keys with the names that they get: `"a", "b" as x, y`, or each with its own as in
	 * `"a" as x, "b" as y`.
	 *
	 * @param read - takes one path
	 * @param own - what a path is called without a name
	 */
	named<T>(what: string, read: () => T, own: (path: T) => string) {
		const { start } = this.peek();
		const paths: T[] = [];
		const owns: Field[] = [];
		const names: Field[] = [];
		do {
			if (paths.length === listNamesMax) {
				this.failHere(`more than ${listNamesMax} paths in a list`, 'take fewer');
			}

			const at = this.peek().start;
			const path = read();
			paths.push(path);
			owns.push({ name: own(path), span: this.span(at) });
			if (this.takeWord('as') !== undefined) {
				// A comma before a string starts the next path, not the next name.
				names.push(...this.fields(() => this.peekSecond().kind === 'string'));
				if (names.length !== paths.length) {
					this.fail(
						this.span(start),
						`${what}: ${paths.length} path(s) but ${names.length} name(s)`,
						'give one name for each path',
					);
				}
			}
		} while (this.takeSymbol(',') !== undefined);

		names.push(...owns.slice(names.length));
		return { paths, names };
	}

	optionalBy(stop?: () => boolean): Field[] {
		if (this.takeWord('group') !== undefined) {
			this.expectWord('by', 'write group by and the fields');
			return this.fields(stop);
		}

		return this.takeWord('by') === undefined ? [] : this.fields(stop);
	}

	/** Whether a parameter that has no value of its own stands in `[start, end)`. */
	hasStar(start: number, end: number): boolean {
		return this.reading.filled.hasStar(start, end);
	}

	/** Whether the next token is a parameter without a value of its own. */
	isStar(): boolean {
		return this.isSymbol('*') && this.reading.filled.isStar(this.peek().start);
	}

	/**
	 * Takes a parameter without a value of its own, and warns of what then counts.
	 *
	 * @param counts - such as `limit 10`
	 */
	takeStar(counts: string): boolean {
		if (!this.isStar()) {
			return false;
		}

		const { start, end } = this.take();
		const message = `the variable has no value here: ${counts} counts`;
		this.note('warning', this.span(start, end), message, 'choose a value for the variable');
		return true;
	}

	/** A whole number, perhaps with a sign when `signed`. */
	integer(what: string, signed = false): number {
		const negative = signed && this.takeSymbol('-') !== undefined;
		const token = this.peek();
		if (token.kind !== 'number' || !/^\d+$/.test(token.text)) {
			this.failHere(`Expected ${what}`, `write ${what} as a whole number`);
		}

		this.take();
		return negative ? -Number(token.text) : Number(token.text);
	}
}
