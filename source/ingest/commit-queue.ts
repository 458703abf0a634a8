import type { Clock } from './clock.ts';
import type { DeliveredObject, LedgerRow, ObjectOutcome, StoreWriter } from '../../store/store.ts';
import { changedRows } from './ledger-index.ts';
import type { LedgerChange } from './ledger-index.ts';

/** An object to be committed: its records, if any, and its ledger row. */
export interface Committable {
	readonly partition: string;
	readonly delivered: DeliveredObject | undefined;
	change(outcome: ObjectOutcome | undefined): LedgerChange;
	/** Called when the transaction is durable. */
	committed(outcome: ObjectOutcome | undefined): void;
	/** Called after the commit, whether it succeeded or failed. */
	release(): void;
}

/** The thrown value as an Error, whatever it was. */
export function toError(thrown: unknown): Error {
	return thrown instanceof Error ? thrown : new Error(String(thrown));
}

const batchObjectsMax = 256;
export const batchInflatedMax = 8 << 20;
/**
 * The first object of a batch waits at most this many ms, so that records of a slow source appear
 * soon.
 */
const batchWaitMax = 1000;

export interface CommitQueueOptions {
	readonly writer: StoreWriter;
	readonly clock: Pick<Clock, 'elapsedMs' | 'pause'>;
	/** Bytes of records in one transaction; less when the limit of bytes in flight is lower. */
	readonly inflatedMax: number;
}

/**
 * Collects objects into batches and commits each in one transaction; one transaction runs at a
 * time. After a failed commit the queue accepts nothing more; create a new one.
 */
export class CommitQueue {
	readonly #options: CommitQueueOptions;
	#batch: Committable[] = [];
	#after: LedgerRow[] = [];
	#inflatedBytes = 0;
	#batchStartMs = 0;
	#running: Promise<void> = Promise.resolve();
	#error: Error | undefined;

	constructor(options: CommitQueueOptions) {
		this.#options = options;
	}

	/**
	 * Resolves when there is room for another object. Rejects with the error of an earlier commit.
	 */
	async add(item: Committable): Promise<void> {
		if (this.#error !== undefined) {
			item.release();
			throw this.#error;
		}

		const nowMs = this.#options.clock.elapsedMs();
		if (this.#batch.length === 0) {
			this.#batchStartMs = nowMs;
		}

		this.#batch.push(item);
		this.#inflatedBytes += item.delivered?.inflated.byteLength ?? 0;
		if (
			this.#batch.length >= batchObjectsMax ||
			this.#inflatedBytes >= this.#options.inflatedMax ||
			nowMs - this.#batchStartMs >= batchWaitMax
		) {
			await this.drain();
		}
	}

	/**
	 * Adds a row about objects that were added before; it is written once all of them are
	 * committed.
	 */
	addAfter(row: LedgerRow): void {
		this.#after.push(row);
	}

	/** Resolves when everything added so far is durable. */
	async drain(): Promise<void> {
		const batch = this.#batch;
		const after = this.#after;
		this.#batch = [];
		this.#after = [];
		this.#inflatedBytes = 0;
		this.#running = this.#running.then(() => this.#commit(batch, after));
		await this.#running;
		if (this.#error !== undefined) {
			throw this.#error;
		}
	}

	async #commit(batch: readonly Committable[], after: readonly LedgerRow[]): Promise<void> {
		try {
			// A failed batch may contain objects that these rows are about.
			if (this.#error !== undefined) {
				return;
			}

			for (const partition of new Set(batch.map(item => item.partition))) {
				await this.#commitPartition(
					partition,
					batch.filter(item => item.partition === partition),
				);
			}

			if (after.length > 0) {
				await this.#options.writer.putLedger(after);
			}

			// A source that answers at once would otherwise never let a signal through.
			await this.#options.clock.pause();
		} catch (error) {
			this.#error ??= toError(error);
		} finally {
			for (const item of batch) {
				item.release();
			}
		}
	}

	async #commitPartition(partition: string, items: readonly Committable[]): Promise<void> {
		const full = items.filter(item => item.delivered !== undefined);
		const empty = items.filter(item => item.delivered === undefined);
		const { writer } = this.#options;
		// The writer calls this inside of its commit, so that no other commit changes the tallies.
		const rows = (found: readonly ObjectOutcome[]) =>
			changedRows(
				[
					...full.map((item, index) => item.change(found[index])),
					...empty.map(item => item.change(undefined)),
				],
				writer,
			);
		if (full.length === 0) {
			await writer.putLedger(rows([]));
		} else {
			const objects = full.flatMap(item => (item.delivered ? [item.delivered] : []));
			const outcomes = await writer.append(partition, objects, rows);
			for (const [index, item] of full.entries()) {
				item.committed(outcomes[index]);
			}
		}

		for (const item of empty) {
			item.committed(undefined);
		}
	}
}
