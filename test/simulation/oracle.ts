import { readAccount } from '../../source/ingest/account.ts';
import { indexFaults, namespaceOfLeft } from '../../source/ingest/ledger-index.ts';
import type { DeliveredObject, LedgerRow, StoreReader } from '../../store/index.ts';

/** What a reader sees of a store. */
export interface Content {
	/** The text of each record; sorted, so that two that are the same stand side by side. */
	readonly records: readonly string[];
	/** JSON by key. */
	readonly ledger: ReadonlyMap<string, string>;
}

/** Records and ledger rows of one append. */
export interface Written {
	readonly records: readonly string[];
	readonly rows: readonly LedgerRow[];
}

export class Violation extends Error {
	override readonly name = 'Violation';
}

/** What was acknowledged, and with it what the store has to hold, no less and no more. */
export class Durable {
	readonly records = new Set<string>();
	readonly ledger = new Map<string, string>();
	/** Every row that was ever acknowledged; a repair may find one that had another after it. */
	readonly #told = new Set<string>();
	/** Records of a commit that was undone: delivered, written, and never acknowledged. */
	readonly #tried = new Set<string>();
	readonly #mayBeGone: (record: string) => boolean;

	/** @param mayBeGone - whether retention may have dropped a record by now */
	constructor(mayBeGone: (record: string) => boolean) {
		this.#mayBeGone = mayBeGone;
	}

	add({ records, rows }: Written): void {
		for (const record of records) {
			this.records.add(record);
		}

		for (const { key, value } of rows) {
			if (value === undefined) {
				this.ledger.delete(key);
			} else {
				this.ledger.set(key, JSON.stringify(value));
				this.#told.add(toldOf(key, JSON.stringify(value)));
			}
		}
	}

	/** A commit that was undone may lie in the file still, and a repair may find what proves whole of it. */
	tried({ records, rows }: Written): void {
		records.forEach(record => this.#tried.add(record));
		for (const { key, value } of rows) {
			if (value !== undefined) {
				this.#told.add(toldOf(key, JSON.stringify(value)));
			}
		}
	}

	/** Whether a record was ever to be written. */
	wasTried(record: string): boolean {
		return this.records.has(record) || this.#tried.has(record);
	}

	/** Whether a row had this value once, or in that of a source but for the word that it is filled. */
	wasTold(key: string, value: string): boolean {
		return this.#told.has(toldOf(key, value));
	}

	/** Records that have to be there and are not. */
	lacks(records: Iterable<string>): readonly string[] {
		const there = new Set(records);
		return [...this.records].filter(one => !there.has(one) && !this.#mayBeGone(one));
	}

	/** After a repair, which may have lost some, and a loss of everything. */
	become({ records, ledger }: Content): void {
		this.records.clear();
		this.ledger.clear();
		for (const record of records) {
			this.records.add(record);
		}

		for (const [key, value] of ledger) {
			this.ledger.set(key, value);
		}
	}

	/** Undefined when they are the same. */
	differenceTo({ records, ledger }: Content): string | undefined {
		const twice = records.find((record, index) => record === records[index - 1]);
		const made = records.find(record => !this.records.has(record));
		const lost = this.lacks(records).length;
		const rows = [...new Set([...ledger.keys(), ...this.ledger.keys()])];
		const row = rows.find(key => ledger.get(key) !== this.ledger.get(key));
		return twice !== undefined
			? `a record is there twice: ${shortOf(twice)}`
			: made !== undefined
				? `a record is there that nobody was told of: ${shortOf(made)}`
				: lost > 0
					? `${lost} records are gone`
					: row !== undefined
						? `the ledger row ${shortOf(row)} is ${ledger.get(row)} and was ${this.ledger.get(row)}`
						: undefined;
	}
}

function toldOf(key: string, value: string): string {
	const { isFilling: _, ...rest } = JSON.parse(value) as { readonly isFilling?: true };
	return `${key}\n${JSON.stringify(namespaceOfLeft(key) === undefined ? JSON.parse(value) : rest)}`;
}

/** @throws StoreError when the store refuses to be read */
export function contentOf(reader: StoreReader): Content {
	const { segments, counts } = reader.refresh();
	const records = segments
		.flatMap(segment => Array.from({ length: segment.rowCount }, (_, row) => segment.raw(row)))
		.sort();
	if (counts.recordCount !== records.length) {
		throw new Violation(
			`${counts.recordCount} records are counted, and ${records.length} are there`,
		);
	}

	const rows = [...reader.ledgerRange('', '\u{10FFFF}')];
	return {
		records,
		ledger: new Map(rows.map(({ key, value }) => [key, JSON.stringify(value)])),
	};
}

export function recordsOf(objects: readonly DeliveredObject[]): readonly string[] {
	return objects.flatMap(({ inflated, spans }) =>
		Array.from({ length: spans.length / 2 }, (_, index) =>
			Buffer.from(inflated.subarray(spans[index * 2], spans[index * 2 + 1])).toString(),
		),
	);
}

/** The state of each object in a ledger, by its key. */
export function statesOf({ ledger }: Pick<Content, 'ledger'>): ReadonlyMap<string, string> {
	const states = new Map<string, string>();
	for (const [key, value] of ledger) {
		if (key.startsWith('object/')) {
			const { state } = JSON.parse(value) as { state: string };
			states.set(key.slice(key.indexOf('\n') + 1), state);
		}
	}

	return states;
}

/** @returns what the account of all time and the index of the ledger tell otherwise than its rows */
export function accountFault(reader: StoreReader): string | undefined {
	const [fault] = indexFaults(reader);
	if (fault !== undefined) {
		return fault;
	}

	const { states, listed } = readAccount([reader], { fromMs: 0, toMs: 8e15 });
	const counted: Record<string, number> = {};
	const rows = statesOf({ ledger: ledgerOf(reader) });
	for (const state of rows.values()) {
		counted[state] = (counted[state] ?? 0) + 1;
	}

	const wrong = Object.entries(states).find(([state, count]) => count !== (counted[state] ?? 0));
	return wrong === undefined && listed === rows.size
		? undefined
		: `the account tells ${listed} objects, ${wrong?.join(' ')}, and the ledger ${rows.size}`;
}

function ledgerOf(reader: StoreReader): ReadonlyMap<string, string> {
	return new Map(
		[...reader.ledgerRange('object/', 'object0')].map(({ key, value }) => [
			key,
			JSON.stringify(value),
		]),
	);
}

function shortOf(text: string): string {
	const id = /"eventID":"([^"]+)"/.exec(text)?.[1];
	return (id ?? text).slice(-60);
}
