import { afterAll } from '../../store/index.ts';
import type { LedgerRow, StoreWriter } from '../../store/store.ts';
import { parseObjectKey } from '../trail/object-key.ts';
import { toLedgerEntry } from './ledger.ts';
import { removedRows } from './ledger-index.ts';
import type { LedgerChange } from './ledger-index.ts';
import { dayOf } from './tail-plan.ts';

const objects = 'object/';
/** Rows of one transaction, so that no other write waits long. */
const rowsAtOnceMax = 2_000;

/**
 * Removes the rows of objects of days before a time, with their places in the index. Within a prefix
 * keys are in order of their days, so only what goes is read; rows without a day stay.
 *
 * @param beforeMs - the UTC day of this time is the first that stays, ms since the epoch
 * @param pause - called between transactions
 * @returns how many were removed
 */
export async function pruneLedger(
	writer: Pick<StoreWriter, 'ledger' | 'ledgerRange' | 'putLedger'>,
	beforeMs: number,
	pause: () => Promise<void>,
): Promise<number> {
	const day = dayOf(beforeMs).replaceAll('-', '/');
	const end = objects + afterAll;
	const removal = new Removal(writer, pause);
	let from = objects;
	for (;;) {
		const [row] = writer.ledgerRange(from, end);
		if (row === undefined) {
			return await removal.end();
		}

		const prefix = prefixOf(row.key);
		if (prefix === undefined) {
			from = `${row.key}\0`;
			continue;
		}

		for (const old of writer.ledgerRange(prefix, prefix + day)) {
			await removal.add(old);
		}

		from = prefix + afterAll;
	}
}

/** Rows that are removed together, of whatever prefixes. */
class Removal {
	readonly #writer: Pick<StoreWriter, 'ledger' | 'putLedger'>;
	readonly #pause: () => Promise<void>;
	#changes: LedgerChange[] = [];
	#strays: LedgerRow[] = [];
	#count = 0;

	constructor(writer: Pick<StoreWriter, 'ledger' | 'putLedger'>, pause: () => Promise<void>) {
		this.#writer = writer;
		this.#pause = pause;
	}

	async add({ key, value }: LedgerRow): Promise<void> {
		const entry = toLedgerEntry(value);
		const split = key.indexOf('\n');
		if (entry === undefined) {
			this.#strays.push({ key, value: undefined });
		} else {
			const namespace = key.slice(objects.length, split);
			this.#changes.push({ namespace, key: key.slice(split + 1), entry });
		}

		if (this.#changes.length + this.#strays.length === rowsAtOnceMax) {
			await this.#flush();
		}
	}

	/** @returns how many objects were removed */
	async end(): Promise<number> {
		if (this.#changes.length + this.#strays.length > 0) {
			await this.#flush();
		}

		return this.#count;
	}

	async #flush(): Promise<void> {
		const rows = [...this.#strays, ...removedRows(this.#changes, this.#writer)];
		this.#count += this.#changes.length;
		this.#changes = [];
		this.#strays = [];
		await this.#writer.putLedger(rows);
		await this.#pause();
	}
}

/** The part of a row's key before the year, month and day; undefined when it has none. */
function prefixOf(rowKey: string): string | undefined {
	const split = rowKey.indexOf('\n');
	const { day } = parseObjectKey(rowKey.slice(split + 1));
	const at = day === undefined ? -1 : rowKey.lastIndexOf(`/${day.replaceAll('-', '/')}/`);
	return at < split ? undefined : rowKey.slice(0, at + 1);
}
