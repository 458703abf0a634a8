import { keyOf } from '../../comparison.ts';
import { compileGlob } from '../../glob.ts';
import { rowBytes, type StageSpending } from '../../spending.ts';
import type { Value } from '../../value.ts';

/** Bytes of an id's entry besides its characters. */
const idBytes = 64;

/** What ends a transaction. */
export interface TransactionLimits {
	readonly maxSpanMs: number | undefined;
	readonly maxPauseMs: number | undefined;
	readonly maxLogs: number | undefined;
	/** A row whose text has this begins a transaction. */
	readonly startsWith: Border | undefined;
	/** A row whose text has this is the last of its transaction. */
	readonly endsWith: Border | undefined;
}

export interface Border {
	/** With `*` for any text. */
	readonly text: string;
	/** Transactions without it are left out. */
	readonly strict: boolean;
}

/** What of a row decides where it belongs. */
export interface TransactionRow {
	/** Undefined belongs to nothing. */
	readonly timeMs: number | undefined;
	/** The values of the fields; null belongs to nothing. */
	readonly ids: readonly Value[];
	/** The record's text, which only borders read. */
	readonly text: string;
}

export interface Transaction {
	/** From 1, in the order of their first rows. */
	readonly number: number;
	/** Indexes of its rows, oldest first. */
	readonly rows: readonly number[];
	readonly durationMs: number;
	/** Whether a border that is strict left it out. */
	readonly isCut: boolean;
}

interface Open {
	/** In the order of first rows. */
	readonly serial: number;
	readonly firstMs: number;
	lastMs: number;
	rows: number[];
	isOpen: boolean;
	/** The transaction that took its rows. */
	into: Open | undefined;
	hasStart: boolean;
	hasEnd: boolean;
}

/**
 * Groups rows that have the value of at least one field in common, also by way of others.
 *
 * @param rows - in any order; those of one time count as older where they stand earlier
 * @throws TooLarge, Cancelled
 */
export function groupRows(
	rows: readonly TransactionRow[],
	limits: TransactionLimits,
	spending: StageSpending,
): readonly Transaction[] {
	const grouping = new Grouping(limits, spending);
	const timed = rows.flatMap(({ timeMs, ids, text }, index) =>
		timeMs === undefined ? [] : [{ timeMs, ids, text, index }],
	);
	timed.sort((a, b) => a.timeMs - b.timeMs || a.index - b.index);
	timed.forEach(row => {
		grouping.add(row, row.index);
	});

	const rank = new Array<number>(rows.length);
	timed.forEach(({ index }, at) => {
		rank[index] = at;
	});
	return grouping.finish(index => rank[index] ?? 0);
}

/** Whether a text has another in it, of which `*` is any text. Without one it has not. */
function hasText(text: string | undefined): (of: string) => boolean {
	if (text === undefined) {
		return () => false;
	}

	const glob = compileGlob(`*${text}*`);
	return of => glob.test(of);
}

/** A row that has a time. */
type TimedRow = TransactionRow & { readonly timeMs: number };

class Grouping {
	readonly #limits: TransactionLimits;
	readonly #spending: StageSpending;
	readonly #starts: (text: string) => boolean;
	readonly #ends: (text: string) => boolean;
	/** By field and value: at most one entry a value of a row, and rows are bounded. */
	readonly #byId = new Map<string, Open>();
	/** All that were begun: at most one a row. */
	readonly #all: Open[] = [];

	constructor(limits: TransactionLimits, spending: StageSpending) {
		this.#limits = limits;
		this.#spending = spending;
		this.#starts = hasText(limits.startsWith?.text);
		this.#ends = hasText(limits.endsWith?.text);
	}

	add(row: TimedRow, index: number): void {
		const ids = row.ids.flatMap((value, field) =>
			value === null || value === '' ? [] : [`${field}:${keyOf(value)}`],
		);
		this.#spending.add(ids.reduce((sum, id) => sum + idBytes + id.length, rowBytes(2)));
		if (ids.length === 0) {
			return;
		}

		const starts = this.#starts(row.text);
		const target = this.#target(ids, row, starts);
		target.rows.push(index);
		target.lastMs = row.timeMs;
		if (this.#ends(row.text)) {
			target.hasEnd = true;
			target.isOpen = false;
		}

		ids.forEach(id => this.#byId.set(id, target));
	}

	finish(rankOf: (index: number) => number): readonly Transaction[] {
		const { startsWith, endsWith } = this.#limits;
		return this.#all
			.filter(({ into }) => into === undefined)
			.map((open, index) => ({
				number: index + 1,
				rows: open.rows.sort((a, b) => rankOf(a) - rankOf(b)),
				durationMs: open.lastMs - open.firstMs,
				isCut:
					(startsWith?.strict === true && !open.hasStart) ||
					(endsWith?.strict === true && !open.hasEnd),
			}));
	}

	/** The transaction that takes the row: those that it has ids of become one where limits let them. */
	#target(ids: readonly string[], row: TimedRow, starts: boolean): Open {
		const known = new Set(ids.flatMap(id => this.#openOf(id) ?? []));
		const fitting = [...known]
			.filter(open => {
				open.isOpen &&= !starts && this.#fits(open, row);
				return open.isOpen;
			})
			.sort((a, b) => a.serial - b.serial);
		const [first, ...others] = fitting;
		if (first === undefined) {
			const begun: Open = {
				serial: this.#all.length,
				firstMs: row.timeMs,
				lastMs: row.timeMs,
				rows: [],
				isOpen: true,
				into: undefined,
				hasStart: starts,
				hasEnd: false,
			};
			this.#all.push(begun);
			return begun;
		}

		for (const other of others) {
			if (first.rows.length + other.rows.length < (this.#limits.maxLogs ?? Infinity)) {
				this.#join(first, other);
			}
		}

		return first;
	}

	#openOf(id: string): Open | undefined {
		const found = this.#byId.get(id);
		let root = found;
		while (root?.into !== undefined) {
			root = root.into;
		}

		// What was walked leads to the end from now on, so that no walk is long twice.
		for (let open = found; open?.into !== undefined && open !== root;) {
			const next: Open = open.into;
			open.into = root;
			open = next;
		}

		return root;
	}

	#fits({ firstMs, lastMs, rows }: Open, { timeMs }: TimedRow): boolean {
		const { maxSpanMs = Infinity, maxPauseMs = Infinity, maxLogs = Infinity } = this.#limits;
		return timeMs - firstMs <= maxSpanMs && timeMs - lastMs <= maxPauseMs && rows.length < maxLogs;
	}

	#join(first: Open, other: Open): void {
		// Rows are moved to the longer list, so that each moves a few times only.
		const [long, short] =
			first.rows.length < other.rows.length ? [other.rows, first.rows] : [first.rows, other.rows];
		for (const index of short) {
			long.push(index);
		}

		first.rows = long;
		first.hasStart ||= other.hasStart;
		other.rows = [];
		other.into = first;
	}
}
