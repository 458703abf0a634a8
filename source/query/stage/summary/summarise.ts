import { parseWithin, valueOfJson } from '../../json-text.ts';
import { memberName } from '../../record-path.ts';
import type { Spending } from '../../spending.ts';
import type { Span, Value } from '../../value.ts';

/** What the rows have of one field. */
export interface FieldSummary {
	/** As the first row spells it. */
	readonly name: string;
	/** Rows that have a value, of a list any. */
	readonly count: number;
	readonly distinctCount: number;
	/** The most frequent values with their rows, at most as many as were asked for. */
	readonly values: readonly ValueCount[];
}

export interface ValueCount {
	readonly value: Value;
	readonly count: number;
}

interface Tally {
	readonly name: string;
	count: number;
	/** The last row that was counted, because a list may have several values. */
	row: number;
	readonly values: Map<Value, { count: number; row: number }>;
}

/** What is deeper is one value. */
const depthMax = 64;
/** Bytes of an entry of a map with its tally, without the text. */
const entryBytes = 96;

/**
 * Counts the values of the fields of rows, one row after the other.
 *
 * A member of an object inside a list is a field of the path without an index, as everywhere in the
 * language; a list of plain values is one value.
 */
export class FieldTally {
	readonly #fields = new Map<string, Tally>();
	readonly #spending: Spending;
	readonly #span: Span;
	#row = 0;

	constructor(spending: Spending, span: Span) {
		this.#spending = spending;
		this.#span = span;
	}

	/** Rows so far. */
	get rowCount(): number {
		return this.#row;
	}

	/** To be called before each row. */
	begin(): void {
		this.#spending.work();
		this.#row++;
	}

	/** @throws TooLarge, Cancelled */
	add(name: string, value: Value): void {
		if (value === null) {
			return;
		}

		const tally = this.#tallyOf(name);
		if (tally.row !== this.#row) {
			tally.row = this.#row;
			tally.count++;
		}

		const known = tally.values.get(value);
		if (known === undefined) {
			this.#spending.add(entryBytes + lengthOf(value) * 2, this.#span);
			tally.values.set(value, { count: 1, row: this.#row });
		} else if (known.row !== this.#row) {
			known.row = this.#row;
			known.count++;
		}
	}

	/**
	 * Adds every value of a record's JSON; of a text without JSON nothing.
	 *
	 * @param except - fields in lower case that are left out
	 */
	addRecord(text: string, except: ReadonlySet<string>): void {
		const json = parseWithin(text);
		if (typeof json === 'object' && json !== null) {
			this.#addMembers(json, '', 1, except);
		}
	}

	/** In the order in which the fields were first seen. */
	summaries(valuesMax: number): readonly FieldSummary[] {
		return [...this.#fields.values()].map(({ name, count, values }) => ({
			name,
			count,
			distinctCount: values.size,
			values: mostFrequent(values, valuesMax),
		}));
	}

	#addMembers(json: object, path: string, depth: number, except: ReadonlySet<string>): void {
		for (const [key, member] of Object.entries(json) as [string, unknown][]) {
			this.#addJson(member, memberName(path, key), depth, except);
		}
	}

	#addJson(json: unknown, path: string, depth: number, except: ReadonlySet<string>): void {
		if (except.size > 0 && except.has(path.toLowerCase())) {
			return;
		}

		if (typeof json !== 'object' || json === null || depth >= depthMax) {
			this.add(path, valueOfJson(json));
			return;
		}

		if (!Array.isArray(json)) {
			if (Object.keys(json).length === 0) {
				this.add(path, '{}');
			}

			this.#addMembers(json, path, depth + 1, except);
			return;
		}

		if (json.every(isPlain)) {
			this.add(path, valueOfJson(json));
			return;
		}

		for (const element of json) {
			this.#addJson(element, path, depth + 1, except);
		}
	}

	#tallyOf(name: string): Tally {
		const key = name.toLowerCase();
		const known = this.#fields.get(key);
		if (known !== undefined) {
			return known;
		}

		this.#spending.add(entryBytes + name.length * 4, this.#span);
		const made: Tally = { name, count: 0, row: 0, values: new Map() };
		this.#fields.set(key, made);
		return made;
	}
}

function isPlain(json: unknown): boolean {
	return typeof json !== 'object' || json === null;
}

function lengthOf(value: Value): number {
	return typeof value === 'string' ? value.length : 0;
}

/** Equally frequent values in the order of their text. */
function mostFrequent(
	values: ReadonlyMap<Value, { readonly count: number }>,
	valuesMax: number,
): readonly ValueCount[] {
	return [...values]
		.map(([value, { count }]) => ({ value, count }))
		.sort((a, b) => b.count - a.count || (String(a.value) < String(b.value) ? -1 : 1))
		.slice(0, valuesMax);
}
