import { MergedReader, openReader } from '../../../store/index.ts';
import type { LedgerRow, MemoryBudget, StoreReader, StoreSnapshot } from '../../../store/index.ts';
import { recordSchema } from '../../trail/schema.ts';
import { openIfThere } from '../open-if-there.ts';
import { describeError } from '../describe-error.ts';

interface NamedDir {
	readonly name: string;
	readonly dir: string;
	/** Its `_sourceCategory`. */
	readonly category: string;
	readonly isFilled?: boolean;
}

/**
 * Reads one store, or several as one. When there are several, a store that does not exist yet is
 * added when it does, and a store that cannot be read is reported once and left out.
 */
export class OpeningReader implements StoreReader {
	readonly #isOne: boolean;
	readonly #memory: MemoryBudget;
	readonly #notify: (text: string) => void;
	readonly #merged = new MergedReader();
	#reader: StoreReader = this.#merged;
	#waiting: readonly NamedDir[];
	/** No more than there are stores. */
	readonly #opened: (NamedDir & { readonly reader: StoreReader })[] = [];
	#opening: Promise<void> | undefined;

	constructor(stores: readonly NamedDir[], memory: MemoryBudget, notify: (text: string) => void) {
		this.#isOne = stores.length === 1;
		this.#memory = memory;
		this.#waiting = stores;
		this.#notify = notify;
	}

	/**
	 * Opens the stores that are not open yet.
	 *
	 * @throws StoreError when there is only one store and it cannot be opened
	 */
	async open(): Promise<void> {
		if (this.#waiting.length > 0) {
			this.#opening ??= this.#openWaiting().finally(() => {
				this.#opening = undefined;
			});
			await this.#opening;
		}
	}

	refresh(): StoreSnapshot {
		return this.#reader.refresh();
	}

	/** The stores that are open, each with its reader. */
	get opened(): readonly (NamedDir & { readonly reader: StoreReader })[] {
		return this.#opened;
	}

	/** Each store's own; none before it is open. */
	get ledgers(): readonly StoreReader[] {
		return this.#reader === this.#merged ? this.#merged.readers : [this.#reader];
	}

	ledger(key: string): unknown {
		return this.#reader.ledger(key);
	}

	ledgerRange(from: string, to: string): Iterable<LedgerRow> {
		return this.#reader.ledgerRange(from, to);
	}

	async close(): Promise<void> {
		await this.#opening;
		await this.#reader.close();
	}

	async #openWaiting(): Promise<void> {
		const waiting: NamedDir[] = [];
		for (const store of this.#waiting) {
			if (this.#isOne) {
				this.#reader = await openReader({
					dir: store.dir,
					schema: recordSchema,
					memory: this.#memory,
				});
				this.#opened.push({ ...store, reader: this.#reader });
				continue;
			}

			try {
				const reader = await openIfThere(store.dir, this.#memory);
				if (reader === undefined) {
					waiting.push(store);
				} else {
					this.#merged.add(store.name, reader);
					this.#opened.push({ ...store, reader });
				}
			} catch (error) {
				const found = describeError(error);
				this.#notify(`${store.name} is left out: ${found}`);
			}
		}

		this.#waiting = waiting;
	}
}
