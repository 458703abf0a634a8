import { join } from 'node:path';
import { messageOf, StoreError } from '../errors.ts';
import { checkSealed } from '../segment/sealed.ts';
import type { CatalogueRow } from './catalogue.ts';
import { readConflicts } from './conflicts.ts';
import { dataFileName } from './environment.ts';
import { FoundRows } from './found-rows.ts';
import type { RowReads } from './found-rows.ts';
import { journalPieces } from './journal.ts';
import { inflateEntry } from './journal-entry.ts';
import {
	aside,
	catalogue,
	catalogueKey,
	doomed,
	drops,
	groups,
	headerKey,
	headers,
	ledger,
	numberInKey,
} from './keys.ts';
import type { KeyRange } from './keys.ts';
import { readLease } from './lease.ts';
import { openForReading } from './open-store.ts';
import { decodeJson } from './rows.ts';
import { groupReader } from './sealed-segments.ts';
import { readState } from './state.ts';
import type { StoreState } from './state.ts';

/** Something that a store says and that is not so. */
export interface StoreFault {
	/** Where: `segment 12`, `journal entry 7`, `ledger row …`, `page 40`. */
	readonly where: string;
	/** Words that follow it, without a full stop. */
	readonly found: string;
	/** Records of it, as far as that is known. */
	readonly recordCount?: number;
	/** Their times, ms since the epoch. */
	readonly minTimeMs?: number;
	readonly maxTimeMs?: number;
}

export interface StoreCheck {
	/** What was held against a checksum or another count. */
	readonly segmentCount: number;
	readonly blockCount: number;
	readonly journalEntryCount: number;
	readonly ledgerRowCount: number;
	/** Records that were found; NaN where a segment does not say how many it has. */
	readonly recordCount: number;
	/** Records that the store says it holds; undefined when it cannot say. */
	readonly statedCount: number | undefined;
	/** The first `faultsListedMax`. */
	readonly faults: readonly StoreFault[];
	readonly faultCount: number;
}

export interface CheckOptions {
	readonly dir: string;
	/** Called after each segment. */
	onProgress?(segmentCount: number, ofCount: number): void;
}

export const faultsListedMax = 1_000;
const ledgerPageRows = 1_000;

/**
 * Reads everything in a store and holds it against its checksums and counts. Changes nothing. A store
 * whose pages are damaged is read without LMDB, as far as it goes.
 *
 * @throws StoreError `not-a-store`, `format-newer`, `format-unknown`, `network-filesystem`
 */
export async function checkStore(options: CheckOptions): Promise<StoreCheck> {
	try {
		const environment = await openForReading(options.dir);
		try {
			return new Check(environment, options).run(run => environment.atOneMoment(run));
		} finally {
			await environment.close();
		}
	} catch (error) {
		if (!(error instanceof StoreError) || !isOfPages(error)) {
			throw error;
		}

		return checkPages(options, error);
	}
}

/** Whether LMDB may not open the file. */
export function isOfPages({ code }: StoreError): boolean {
	return code === 'file-cut' || code === 'file-damaged' || code === 'row-damaged';
}

function checkPages(options: CheckOptions, refusal: StoreError): StoreCheck {
	const rows = new FoundRows(join(options.dir, dataFileName));
	try {
		const check = new Check(rows, options);
		const found = [...rows.faults, ...rows.harmless];
		// What is wrong may be where no row is, such as in the list of free pages.
		for (const fault of found.length === 0 ? [refusal] : found) {
			check.note({ where: 'the file', found: fault.message });
		}

		return check.run(run => run());
	} finally {
		rows.close();
	}
}

class Check {
	readonly #reads: RowReads;
	readonly #options: CheckOptions;
	readonly #faults: StoreFault[] = [];
	#faultCount = 0;
	#blockCount = 0;

	constructor(reads: RowReads, options: CheckOptions) {
		this.#reads = reads;
		this.#options = options;
	}

	/** @param atOneMoment - all reads inside see the same commit */
	run(atOneMoment: <T>(run: () => T) => T): StoreCheck {
		const { state, open, rows } = atOneMoment(() => {
			const sealed = this.#catalogue();
			return { state: this.#state(), open: this.#journal(sealed), rows: sealed };
		});
		const sealedCount = this.#segments(rows);
		const recordCount = sealedCount + open.recordCount;
		const statedCount = state?.recordCount;
		if (statedCount !== undefined && recordCount !== statedCount) {
			const found = Number.isNaN(recordCount) ? 'not all of them' : String(recordCount);
			this.note({
				where: 'the state',
				found: `says that there are ${statedCount} records, and ${found} were found`,
			});
		}

		atOneMoment(() => this.#strays());
		return {
			segmentCount: rows.size,
			blockCount: this.#blockCount,
			journalEntryCount: open.entryCount,
			ledgerRowCount: this.#ledger(),
			recordCount,
			statedCount,
			faults: this.#faults,
			faultCount: this.#faultCount,
		};
	}

	note(fault: StoreFault): void {
		this.#faultCount += 1;
		if (this.#faults.length < faultsListedMax) {
			this.#faults.push(fault);
		}
	}

	#state(): StoreState | undefined {
		try {
			return readState(this.#reads);
		} catch (error) {
			this.note({ where: 'the state', found: messageOf(error) });
			return undefined;
		}
	}

	/** @param sealed - what is left from before a segment was sealed is there twice */
	#journal(sealed: ReadonlyMap<number, unknown>): {
		readonly entryCount: number;
		readonly recordCount: number;
	} {
		let entryCount = 0;
		let recordCount = 0;
		for (const { sequence, read } of journalPieces(this.#reads)) {
			entryCount += 1;
			try {
				const entry = read();
				inflateEntry(entry);
				recordCount += sealed.has(entry.segment) ? 0 : entry.spans.length / 2;
			} catch (error) {
				this.note({ where: `journal entry ${sequence}`, found: messageOf(error) });
			}
		}

		return { entryCount, recordCount };
	}

	/** The row of each segment; undefined when it cannot be read. */
	#catalogue(): ReadonlyMap<number, CatalogueRow | undefined> {
		const rows = new Map<number, CatalogueRow | undefined>();
		for (const key of this.#reads.keys(catalogue)) {
			const segment = numberInKey(key);
			try {
				const row = this.#reads.read(catalogueKey(segment), bytes => decodeJson(bytes));
				rows.set(segment, row as CatalogueRow | undefined);
			} catch (error) {
				rows.set(segment, undefined);
				this.note({ where: `catalogue row of segment ${segment}`, found: messageOf(error) });
			}
		}

		return rows;
	}

	/** @returns records of all segments; NaN when one does not say how many it has */
	#segments(rows: ReadonlyMap<number, CatalogueRow | undefined>): number {
		let recordCount = 0;
		let done = 0;
		for (const [segment, row] of rows) {
			recordCount += this.#segment(segment, row) ?? row?.rowCount ?? NaN;
			done += 1;
			this.#options.onProgress?.(done, rows.size);
		}

		return recordCount;
	}

	/** @returns its rows; undefined when it does not say how many it has */
	#segment(segment: number, row: CatalogueRow | undefined): number | undefined {
		const header = this.#reads.copy(headerKey(segment));
		try {
			if (header === undefined) {
				throw new StoreError('segment-damaged', 'it has no header');
			}

			const checked = checkSealed(header, groupReader(this.#reads, segment));
			this.#blockCount += checked.blockCount;
			for (const found of checked.faults) {
				this.#noteSegment(segment, found, row);
			}

			const { rowCount, minTimeMs, maxTimeMs } = checked;
			const isSame =
				row === undefined ||
				(row.rowCount === rowCount &&
					row.minTimeMs === minTimeMs &&
					row.maxTimeMs === maxTimeMs &&
					Object.values(row.days).reduce((sum, count) => sum + count, 0) === rowCount);
			if (!isSame) {
				this.#noteSegment(segment, 'its catalogue row and its header tell different rows', row);
			}

			return rowCount;
		} catch (error) {
			this.#noteSegment(segment, messageOf(error), row);
			return undefined;
		}
	}

	/** Retention may have dropped it since. */
	#noteSegment(segment: number, found: string, row: CatalogueRow | undefined): void {
		if (this.#reads.keys(rangeOf(catalogueKey(segment))).length > 0) {
			this.note({
				where: `segment ${segment}`,
				found,
				...(row && {
					recordCount: row.rowCount,
					minTimeMs: row.minTimeMs,
					maxTimeMs: row.maxTimeMs,
				}),
			});
		}
	}

	/** What belongs to no segment, and rows of other kinds. */
	#strays(): void {
		const known = new Set([
			...this.#reads.keys(catalogue).map(numberInKey),
			...this.#reads.keys(doomed).map(numberInKey),
			...this.#reads.keys(aside).map(numberInKey),
		]);
		const stored = [...this.#reads.keys(headers), ...this.#reads.keys(groups)].map(numberInKey);
		for (const segment of new Set(stored)) {
			if (!known.has(segment)) {
				this.note({ where: `segment ${segment}`, found: 'is in no catalogue' });
			}
		}

		for (const segment of readConflicts(this.#reads).keys()) {
			if (!known.has(segment) && !this.#isOpen(segment)) {
				this.note({ where: `flags of segment ${segment}`, found: 'belong to no segment' });
			}
		}

		this.#decode('the lease', () => readLease(this.#reads));
		for (const range of [doomed, drops, aside]) {
			for (const { value } of this.#reads.page(range, Infinity)) {
				this.#decode('row of what retention dropped', () => decodeJson(value));
			}
		}
	}

	#isOpen(segment: number): boolean {
		return this.#state()?.openSegments.includes(segment) ?? true;
	}

	/** @returns the rows */
	#ledger(): number {
		let count = 0;
		let { start } = ledger;
		for (;;) {
			const rows = this.#reads.page({ ...ledger, start }, ledgerPageRows);
			for (const { key, value } of rows) {
				count += 1;
				this.#decode(`ledger row ${Buffer.from(key.subarray(1)).toString()}`, () =>
					decodeJson(value, key),
				);
			}

			const last = rows.at(-1);
			if (last === undefined || rows.length < ledgerPageRows) {
				return count;
			}

			start = Buffer.concat([last.key, Buffer.of(0)]);
		}
	}

	#decode(where: string, decode: () => unknown): void {
		try {
			decode();
		} catch (error) {
			this.note({ where, found: messageOf(error) });
		}
	}
}

/** One key alone. */
function rangeOf(key: Buffer): KeyRange {
	return { start: key, end: Buffer.concat([key, Buffer.of(0)]) };
}
