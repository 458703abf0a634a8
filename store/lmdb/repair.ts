import { join } from 'node:path';
import { messageOf, StoreError } from '../errors.ts';
import { openSealed } from '../segment/sealed.ts';
import type { SegmentView } from '../segment/view.ts';
import type { DeliveredObject, LedgerRow, RecordSchema } from '../store.ts';
import { faultsListedMax } from './check.ts';
import type { StoreFault } from './check.ts';
import { dataFileName } from './environment.ts';
import { FoundRows } from './found-rows.ts';
import { journalPieces } from './journal.ts';
import { inflateEntry } from './journal-entry.ts';
import type { JournalEntry } from './journal-entry.ts';
import { catalogue, doomed, headerKey, headers, ledger, numberInKey } from './keys.ts';
import { rowFrom } from './ledger.ts';
import { openWriter } from './open-store.ts';
import { guessedTimes, metadataOf, piecesOf } from './pieces.ts';
import type { RowReading } from './pieces.ts';
import { ledgerRowsMax, refuseStoreAt } from './rebuild.ts';
import { readDrops } from './retention.ts';
import { groupReader } from './sealed-segments.ts';
import { checkFormat, readState } from './state.ts';
import type { StoreKeeper } from './writer.ts';

export interface Repairing {
	/** A store that may be damaged, which is not changed and which nobody writes meanwhile. */
	readonly from: string;
	/** The folder of the new store; it must not contain a store. */
	readonly to: string;
	readonly schema: RecordSchema;
	readonly groupAccess?: boolean;
	/** Metadata that names the object of a record. */
	readonly objectMeta: string;
	readonly ledger: LedgerRepair;
	/** Called after every segment with the records so far. */
	onProgress?(recordCount: number): void;
}

/** Decides what becomes of a ledger. */
export interface LedgerRepair {
	/** Called once a row, in the order of keys; undefined leaves it out. */
	rowOf(row: LedgerRow, found: FoundRecords): LedgerRow | undefined;
	/** Called at the end, when all that is lost is known: rows that are written beside the others. */
	lastRows(found: FoundRecords): readonly LedgerRow[];
}

/** What a repair knows when it comes to the ledger. */
export interface FoundRecords {
	/** Records of an object that are in the new store. */
	countOf(object: string): number;
	/** Everything that could not be brought over. */
	readonly lost: readonly StoreFault[];
	/** Retention dropped records up to this time, ms since the epoch; -Infinity: none. */
	readonly droppedUntilMs: number;
}

export interface Repaired {
	readonly recordCount: number;
	/** What the damaged store said that it held; undefined when it could not say. */
	readonly statedCount: number | undefined;
	readonly ledgerRowCount: number;
	/** What could not be brought over, at most `faultsListedMax`. */
	readonly lost: readonly StoreFault[];
	readonly lostCount: number;
}

/**
 * Writes everything that proves whole in a damaged store into a new one: records by segment and
 * journal entry, of a damaged segment those rows whose values can all be read, and the ledger. The
 * file is read without LMDB.
 *
 * @throws StoreError `store-exists`, `not-a-store`, `format-newer`, `store-written`, and the errors of
 *   `openWriter`
 */
export async function repairStore(options: Repairing): Promise<Repaired> {
	const { from, to, schema, groupAccess = false } = options;
	refuseStoreAt(to);
	const rows = new FoundRows(join(from, dataFileName));
	try {
		checkFormat(rows);
		const unfinished = `a repair of ${from}`;
		const writer = await openWriter({ dir: to, schema, groupAccess, unfinished });
		try {
			const repaired = await new Repair(rows, writer, options).run();
			if (rows.isWritten()) {
				throw new StoreError('store-written', `${from} was written meanwhile`);
			}

			await writer.finish();
			return repaired;
		} finally {
			await writer.close();
		}
	} finally {
		rows.close();
	}
}

class Repair {
	readonly #rows: FoundRows;
	readonly #writer: StoreKeeper;
	readonly #options: Repairing;
	/** Records of each object in the new store. Bounded by the objects that the old one has. */
	readonly #counts = new Map<string, number>();
	readonly #lost: StoreFault[] = [];
	#lostCount = 0;
	#recordCount = 0;

	constructor(rows: FoundRows, writer: StoreKeeper, options: Repairing) {
		this.#rows = rows;
		this.#writer = writer;
		this.#options = options;
	}

	async run(): Promise<Repaired> {
		for (const fault of this.#rows.faults) {
			this.#lose({ where: 'the file', found: fault.message });
		}

		const sealed = await this.#segments();
		await this.#journal(sealed);
		const ledgerRowCount = await this.#ledger();
		return {
			recordCount: this.#recordCount,
			statedCount: this.#statedCount(),
			ledgerRowCount,
			lost: this.#lost,
			lostCount: this.#lostCount,
		};
	}

	/** @returns the numbers of the segments that were sealed */
	async #segments(): Promise<ReadonlySet<number>> {
		const doomedNow = new Set(this.#rows.keys(doomed).map(numberInKey));
		const stored = [...this.#rows.keys(catalogue), ...this.#rows.keys(headers)].map(numberInKey);
		const segments = new Set(stored.filter(segment => !doomedNow.has(segment)));
		for (const segment of [...segments].sort((a, b) => a - b)) {
			await this.#segment(segment);
			this.#options.onProgress?.(this.#recordCount);
		}

		return segments;
	}

	async #segment(segment: number): Promise<void> {
		const header = this.#rows.copy(headerKey(segment));
		const where = `segment ${segment}`;
		let view: SegmentView;
		try {
			if (header === undefined) {
				throw new StoreError('segment-damaged', 'it has no header');
			}

			view = openSealed(header, groupReader(this.#rows, segment));
			// Without them no row can be read.
			view.shapeIds();
		} catch (error) {
			this.#lose({ where, found: messageOf(error) });
			return;
		}

		const reading = new CarefulReading(view, this.#options.schema);
		for (const piece of piecesOf(view, this.#options.schema, reading)) {
			await this.#append(where, piece);
		}

		await this.#writer.seal();
		const { rowCount, minTimeMs, maxTimeMs } = view;
		if (reading.lostCount > 0) {
			this.#lose({
				where,
				found: `${reading.lostCount} of its ${rowCount} records cannot be read: ${reading.reason}`,
				recordCount: reading.lostCount,
				minTimeMs,
				maxTimeMs,
			});
		}
	}

	/** @param sealed - entries of these segments are left from before they were sealed */
	async #journal(sealed: ReadonlySet<number>): Promise<void> {
		for (const { sequence, read } of journalPieces(this.#rows)) {
			try {
				const entry = read();
				if (!sealed.has(entry.segment)) {
					await this.#append(`journal`, objectOf(entry));
				}
			} catch (error) {
				if (!(error instanceof StoreError) || error.code !== 'journal-damaged') {
					throw error;
				}

				this.#lose({ where: `journal entry ${sequence}`, found: error.message });
			}
		}
	}

	async #append(partition: string, piece: DeliveredObject): Promise<void> {
		const [outcome] = await this.#writer.append(partition, [piece], () => []);
		const kept = outcome?.keptCount ?? 0;
		this.#recordCount += kept;
		const object = piece.meta[this.#options.objectMeta];
		if (typeof object === 'string') {
			this.#counts.set(object, (this.#counts.get(object) ?? 0) + kept);
		}
	}

	/** @returns the rows that were brought over */
	async #ledger(): Promise<number> {
		const found: FoundRecords = {
			countOf: object => this.#counts.get(object) ?? 0,
			lost: this.#lost,
			droppedUntilMs: this.#droppedUntilMs(),
		};
		let count = 0;
		for (const keys of pagesOf(this.#rows.keys(ledger), ledgerRowsMax)) {
			const rows: LedgerRow[] = [];
			for (const key of keys) {
				const row = this.#ledgerRow(Buffer.from(key));
				const kept = row && this.#options.ledger.rowOf(row, found);
				rows.push(...(kept === undefined ? [] : [kept]));
			}

			count += rows.length;
			await this.#writer.putLedger(rows);
		}

		const last = this.#options.ledger.lastRows(found);
		await this.#writer.putLedger(last);
		return count + last.length;
	}

	#ledgerRow(key: Buffer): LedgerRow | undefined {
		try {
			return this.#rows.read(key, value => rowFrom(key, value));
		} catch (error) {
			const name = Buffer.from(key.subarray(1)).toString();
			this.#lose({ where: `ledger row ${name}`, found: messageOf(error) });
			return undefined;
		}
	}

	#droppedUntilMs(): number {
		try {
			return Math.max(-Infinity, ...readDrops(this.#rows).map(({ maxTimeMs }) => maxTimeMs));
		} catch {
			// Then more is fetched again than needs be.
			return -Infinity;
		}
	}

	#statedCount(): number | undefined {
		try {
			return readState(this.#rows).recordCount;
		} catch {
			return undefined;
		}
	}

	#lose(fault: StoreFault): void {
		this.#lostCount += 1;
		if (this.#lost.length < faultsListedMax) {
			this.#lost.push(fault);
		}
	}
}

/** Reads the rows of a segment of which blocks may be damaged. */
class CarefulReading implements RowReading {
	readonly metaOf: RowReading['metaOf'];
	readonly fallbackOf: RowReading['fallbackOf'];
	/** Rows that cannot be read, and why the first of them cannot. */
	lostCount = 0;
	reason = '';
	readonly #view: SegmentView;
	/** Records of one shape have the same columns: where one is damaged, all of them are lost. */
	readonly #lostShapes = new Set<number>();

	constructor(view: SegmentView, schema: RecordSchema) {
		this.#view = view;
		const names = view.metaNames().filter(name => isReadable(() => view.meta(name)?.codes()));
		this.metaOf = metadataOf(view, names);
		const hasTimes = isReadable(() => {
			view.times();
			view.column(schema.timePath)?.codes();
		});
		this.fallbackOf = hasTimes ? guessedTimes(view, schema) : () => undefined;
	}

	recordOf(row: number): Uint8Array | undefined {
		const shape = this.#view.shapeIds()[row] ?? 0;
		if (!this.#lostShapes.has(shape)) {
			try {
				return this.#view.delivered(row);
			} catch (error) {
				if (!(error instanceof StoreError)) {
					throw error;
				}

				this.reason ||= error.message;
				this.#lostShapes.add(shape);
			}
		}

		this.lostCount += 1;
		return undefined;
	}
}

function isReadable(read: () => unknown): boolean {
	try {
		read();
		return true;
	} catch (error) {
		if (error instanceof StoreError) {
			return false;
		}

		throw error;
	}
}

/** A journal entry as it was delivered. */
function objectOf(entry: JournalEntry): DeliveredObject {
	const { delivered, encoding, spans, meta, fallbackTimeMs } = entry;
	return { delivered, encoding, inflated: inflateEntry(entry), spans, meta, fallbackTimeMs };
}

function* pagesOf<T>(items: readonly T[], countMax: number): Iterable<readonly T[]> {
	for (let at = 0; at < items.length; at += countMax) {
		yield items.slice(at, at + countMax);
	}
}
