import type { Value } from '../../source/query/value.ts';
import { elementsOf, fieldOf, type NaiveRecord } from './record.ts';
import { asText } from './value.ts';

/** A row on its way through the stages: what stages made, over the fields of its record. */
export class NaiveRow {
	/** None after an aggregate. */
	readonly record: NaiveRecord | undefined;
	/** Whether an extraction with `nodrop` matched since the last strict one. */
	readonly matched: boolean;
	/** Orders the rows that stages made of one record, as they were made. */
	readonly place: number;
	/** Title → value, in the order in which they were made. */
	readonly #made: ReadonlyMap<string, Value>;
	/** Fields of the record that `fields` took away, by their lower-case name. */
	readonly #isHidden: (lower: string) => boolean;

	constructor(
		record: NaiveRecord | undefined,
		made: ReadonlyMap<string, Value> = new Map(),
		isHidden: (lower: string) => boolean = () => false,
		matched = false,
		place = 0,
	) {
		this.record = record;
		this.#made = made;
		this.#isHidden = isHidden;
		this.matched = matched;
		this.place = place;
	}

	/** The title that a name means: spelled so, else in another case. */
	titleOf(name: string): string | undefined {
		return titleOf(this.titles(), name);
	}

	get(name: string): Value {
		const title = this.titleOf(name);

		if (title !== undefined) {
			return this.#made.get(title) ?? null;
		}

		return this.record && !this.#isHidden(name.toLowerCase()) ? fieldOf(this.record, name) : null;
	}

	/** The elements of its record that a name means, unless a stage made a field of that name. */
	elements(name: string): readonly Value[] {
		const isOfRecord = this.titleOf(name) === undefined && !this.#isHidden(name.toLowerCase());
		return this.record && isOfRecord ? elementsOf(this.record, name) : [];
	}

	/** Whether a field of its record was taken away, by its lower-case name. */
	hides(lower: string): boolean {
		return this.#isHidden(lower);
	}

	titles(): readonly string[] {
		return [...this.#made.keys()];
	}

	all(fields: readonly { readonly name: string }[]): readonly Value[] {
		return fields.map(({ name }) => this.get(name));
	}

	/** The text that an extraction reads; null has none. */
	text(name: string): string | undefined {
		const value = this.get(name);
		return value === null ? undefined : asText(value);
	}

	/** The row with one field set, in the place of the field of that name. */
	with(name: string, value: Value): NaiveRow {
		const old = this.titleOf(name);
		const entries = [...this.#made].map(
			([title, before]) => (title === old ? [name, value] : [title, before]) as [string, Value],
		);
		const added: readonly [string, Value][] = old === undefined ? [[name, value]] : [];
		return this.#copy({ made: new Map([...entries, ...added]) });
	}

	withMatched(matched: boolean): NaiveRow {
		return this.#copy({ matched });
	}

	/** The row as one of several that a stage makes of it. */
	withPlace(index: number): NaiveRow {
		return this.#copy({ place: this.place * 4_096 + index });
	}

	/** The row without some fields, made or of its record. */
	hiding(isHidden: (lower: string) => boolean): NaiveRow {
		return this.#copy({
			made: new Map([...this.#made].filter(([title]) => !isHidden(title.toLowerCase()))),
			isHidden: lower => isHidden(lower) || this.#isHidden(lower),
		});
	}

	#copy(change: {
		made?: ReadonlyMap<string, Value>;
		isHidden?: (lower: string) => boolean;
		matched?: boolean;
		place?: number;
	}): NaiveRow {
		const { made = this.#made, isHidden = this.#isHidden } = change;
		const { matched = this.matched, place = this.place } = change;
		return new NaiveRow(this.record, made, isHidden, matched, place);
	}
}

/** A row of a table. */
export function rowOf(titles: readonly string[], values: readonly Value[]): NaiveRow {
	return new NaiveRow(
		undefined,
		new Map(titles.map((title, index) => [title, values[index] ?? null])),
	);
}

/** The title that a name means among some: the one spelled so, else the first in another case. */
export function titleOf(titles: readonly string[], name: string): string | undefined {
	return titles.includes(name)
		? name
		: titles.find(title => title.toLowerCase() === name.toLowerCase());
}

/** What a stage gets and gives: rows of records, or those of a table. */
export interface Rows {
	readonly isTable: boolean;
	/** What stages made so far, in order. */
	readonly columns: readonly string[];
	readonly rows: readonly NaiveRow[];
}

/** Sets one field of every row. */
export function setColumn(state: Rows, name: string, values: readonly Value[]): Rows {
	return {
		...state,
		columns: columnsWith(state.columns, [name]),
		rows: state.rows.map((row, index) => row.with(name, values[index] ?? null)),
	};
}

export function columnsWith(
	columns: readonly string[],
	names: readonly string[],
): readonly string[] {
	return names.reduce((before, name) => {
		const old = titleOf(before, name);
		return old === undefined
			? [...before, name]
			: before.map(title => (title === old ? name : title));
	}, columns);
}

/** What a stage may know beside its rows. */
export interface Context {
	readonly fromMs: number;
	readonly toMs: number;
	readonly nowMs: number;
	readonly timeZone: string;
	/** Buckets of the query's `timeslice`: their column, and their width unless it is the range. */
	readonly timeslice: { readonly column: string; readonly widthMs: number | undefined } | undefined;
	/** The keys of the last aggregate. */
	readonly keys: readonly string[];
	/** Whether the columns are those of a transpose. */
	readonly isTransposed: boolean;
	warn(message: string): void;
}

export function timeColumn(context: Context): string {
	return context.timeslice?.column ?? '_timeslice';
}
