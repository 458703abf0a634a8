import type { FoundRecords, LedgerRow } from '../../store/index.ts';
import { toLedgerEntry } from './ledger.ts';
import type { LedgerEntry } from './ledger.ts';
import { isDayKey, isIndexKey } from './ledger-index.ts';

/**
 * What becomes of the ledger of a store that was repaired. An object of which records were lost is
 * forgotten, so that it is fetched again; its records that are there already are duplicates then. Which
 * days were read whole is forgotten too, or the days of these objects would not be listed. The index is
 * left out: whoever fills the store next makes it anew.
 */
export class RepairedLedger {
	/** Objects that were forgotten, and the time of their oldest record, ms since the epoch. */
	forgottenCount = 0;
	oldestMs = Infinity;

	/** Undefined: the row is left out. */
	readonly rowOf = (row: LedgerRow, found: FoundRecords): LedgerRow | undefined => {
		if (isIndexKey(row.key) || isDayKey(row.key)) {
			return undefined;
		}

		const entry = row.key.startsWith('object/') ? toLedgerEntry(row.value) : undefined;
		const key = row.key.slice(row.key.indexOf('\n') + 1);
		if (entry === undefined || !hasLost(entry, found.countOf(key), found)) {
			return row;
		}

		this.forgottenCount += 1;
		this.oldestMs = Math.min(this.oldestMs, entry.oldestMs ?? Infinity);
		return undefined;
	};
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
