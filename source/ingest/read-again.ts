import type { ObjectOutcome } from '../../store/store.ts';
import type { LedgerEntry } from './ledger.ts';

/** What a window is made of once it was read again. */
interface ReadAgain {
	/** Over all times that it was read, for the ledger. */
	readonly inAll: ObjectOutcome;
	/** What this time has added, for the counts of the run. */
	readonly added: ObjectOutcome;
}

/**
 * A window that fills up is read again, and what it brought before is in the store. That is no
 * duplicate: a duplicate is a record that another object brought.
 *
 * @param previous - its row before
 */
export function readAgain(previous: LedgerEntry, outcome: ObjectOutcome): ReadAgain {
	const keptCount = previous.kept + outcome.keptCount;
	const others = outcome.recordCount - keptCount - outcome.conflictCount;
	const duplicateCount = Math.max(0, others);
	return {
		inAll: { ...outcome, keptCount, duplicateCount },
		added: { ...outcome, duplicateCount: Math.max(0, duplicateCount - previous.duplicates) },
	};
}
