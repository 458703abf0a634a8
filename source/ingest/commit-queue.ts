import type { DeliveredObject, LedgerRow, ObjectOutcome, StoreWriter } from '../../store/store.ts';

/** An object on its way into the store: its records, if any, and the row that says so. */
export interface Committable {
	readonly lane: string;
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

export const batchObjectsMax = 256;
export const batchInflatedMax = 8 << 20;

/** Gathers objects into one transaction a batch; one transaction runs at a time. */
export class CommitQueue {
	readonly #writer: StoreWriter;
	#batch: Committable[] = [];
	#inflatedBytes = 0;
	#running: Promise<void> = Promise.resolve();
	#error: Error | undefined;

	constructor(writer: StoreWriter) {
		this.#writer = writer;
	}

	/** Resolves when there is room for more. Rejects with the error of an earlier commit. */
	async add(item: Committable): Promise<void> {
		this.#batch.push(item);
		this.#inflatedBytes += item.delivered?.inflated.byteLength ?? 0;
		if (this.#batch.length >= batchObjectsMax || this.#inflatedBytes >= batchInflatedMax) {
			await this.drain();
		}
	}

	/** Resolves when everything added so far is durable. */
	async drain(): Promise<void> {
		const batch = this.#batch;
		this.#batch = [];
		this.#inflatedBytes = 0;
		this.#running = this.#running.then(() => this.#commit(batch));
		await this.#running;
		if (this.#error !== undefined) {
			const error = this.#error;
			this.#error = undefined;
			throw error;
		}
	}

	async #commit(batch: readonly Committable[]): Promise<void> {
		try {
			for (const lane of new Set(batch.map(item => item.lane))) {
				await this.#commitLane(
					lane,
					batch.filter(item => item.lane === lane),
				);
			}
		} catch (error) {
			this.#error ??= toError(error);
		} finally {
			for (const item of batch) {
				item.release();
			}
		}
	}

	async #commitLane(lane: string, items: readonly Committable[]): Promise<void> {
		const full = items.filter(item => item.delivered !== undefined);
		const empty = items.filter(item => item.delivered === undefined);
		if (full.length === 0) {
			await this.#writer.putLedger(empty.map(item => item.row(undefined)));
		} else {
			const objects = full.flatMap(item => (item.delivered ? [item.delivered] : []));
			const outcomes = await this.#writer.append(lane, objects, found => [
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
