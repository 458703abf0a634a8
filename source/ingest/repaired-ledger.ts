import type { FoundRecords, LedgerRepair, LedgerRow } from '../../store/index.ts';
import { toLedgerEntry } from './ledger.ts';
import type { LedgerEntry } from './ledger.ts';
import { fillingRow, isDayKey, isIndexKey, lostSource, namespaceOfLeft } from './ledger-index.ts';

/**
 * What becomes of the ledger of a store that was repaired. An object of which records were lost is
 * forgotten, so that it is fetched again; its records that are there already are duplicates then. Which
 * days were read whole is forgotten too, or the days of these objects would not be listed. The index is
 * left out: whoever fills the store next makes it anew. Until then the account says of each source that
 * it is not all there, where anything was lost; also of sources that no row is left of.
 */
export class RepairedLedger implements LedgerRepair {
	/** Objects that were forgotten, and the time of their oldest record, ms since the epoch. */
	forgottenCount = 0;
	oldestMs = Infinity;
	/** Bounded by the sources of a store. */
	readonly #sources = new Set<string>();
	readonly #left = new Map<string, LedgerRow>();

	rowOf(row: LedgerRow, found: FoundRecords): LedgerRow | undefined {
		if (isIndexKey(row.key) || isDayKey(row.key)) {
			return undefined;
		}

		const source = namespaceOfLeft(row.key);
		if (source !== undefined) {
			// What else is lost of the ledger is known at its end.
			this.#sources.add(source);
			this.#left.set(row.key, row);
			return undefined;
		}

		const entry = row.key.startsWith('object/') ? toLedgerEntry(row.value) : undefined;
		const split = row.key.indexOf('\n');
		const key = row.key.slice(split + 1);
		if (entry !== undefined) {
			this.#sources.add(row.key.slice('object/'.length, split));
		}

		if (entry === undefined || !hasLost(entry, found.countOf(key), found)) {
			return row;
		}

		this.forgottenCount += 1;
		this.oldestMs = Math.min(this.oldestMs, entry.oldestMs ?? Infinity);
		return undefined;
	}

	lastRows({ lost }: FoundRecords): readonly LedgerRow[] {
		if (lost.length === 0) {
			return [...this.#left.values()];
		}

		const sources = this.#sources.size === 0 ? [lostSource] : [...this.#sources];
		return sources.map(source => fillingRow(source, { ledger: key => this.#left.get(key)?.value }));
	}
}

function hasLost(
	entry: LedgerEntry,
	count: number,
	{ lost, droppedUntilMs }: FoundRecords,
): boolean {
	const { kept, duplicates, oldestMs = -Infinity, newestMs = Infinity } = entry;
	// A duplicate may be of a record that was lost.
	const isThere = count >= kept && duplicates === 0;
	if (lost.length === 0 || isThere || newestMs <= droppedUntilMs) {
		return false;
	}

	return lost.some(
		({ minTimeMs = -Infinity, maxTimeMs = Infinity }) =>
			oldestMs <= maxTimeMs && newestMs >= minTimeMs,
	);
}
