import type { Clock } from './clock.ts';
import type { DeliveredObject, LedgerRow, ObjectOutcome, StoreWriter } from '../../store/store.ts';

/** An object on its way into the store: its records, if any, and the row that says so. */
export interface Committable {
	readonly partition: string;
	readonly delivered: DeliveredObject | undefined;
	row(outcome: ObjectOutcome | undefined): LedgerRow;
	/** After the transaction is durable. */
	committed(outcome: ObjectOutcome | undefined): void;
	/** After the commit, whether it worked or not. */
	release(): void;
}

/** What was thrown, as an error whatever it was. */
export function toError(thrown: unknown): Error {
	return thrown instanceof Error ? thrown : new Error(String(thrown));
}

const batchObjectsMax = 256;
export const batchInflatedMax = 8 << 20;
/** So long may the first of a batch wait, so that a slow source is seen to arrive. */
const batchWaitMax = 1000;

export interface CommitQueueOptions {
	readonly writer: StoreWriter;
	readonly clock: Pick<Clock, 'elapsedMs' | 'pause'>;
	/** Bytes of records in one transaction; less where less may be in memory. */
	readonly inflatedMax: number;
}

/**
 * Gathers objects into one transaction a batch; one transaction runs at a time. After a failed one
 * it takes nothing more: make another.
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

	/** Resolves when there is room for more. Rejects with the error of an earlier commit. */
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

	/** A row that speaks of objects added before: it is written once all of them are. */
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
			// A batch that failed may hold objects that these rows speak of.
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

			// A source that answers at once would leave no room for a word to stop.
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
		if (full.length === 0) {
			await this.#options.writer.putLedger(empty.map(item => item.row(undefined)));
		} else {
			const objects = full.flatMap(item => (item.delivered ? [item.delivered] : []));
			const outcomes = await this.#options.writer.append(partition, objects, found => [
				...full.map((item, index) => item.row(found[index])),
				...empty.map(item => item.row(undefined)),
			]);
			for (const [index, item] of full.entries()) {
				item.committed(outcomes[index]);
			}
		}

		for (const item of empty) {
			item.committed(undefined);
		}
	}
}
