import type { StoreAccount } from '../../dashboard/state/source-status.ts';
import { lackingCount, objectSpans, readTotals } from '../../ingest/account.ts';
import { wordsOf } from '../../ingest/account-words.ts';
import type { LedgerPort } from '../../ingest/damaged.ts';

/** The account of everything in the stores, for the console; undefined when one has no index. */
export function storeAccount(ledgers: readonly LedgerPort[]): StoreAccount | undefined {
	const totals = readTotals(ledgers);
	return totals === undefined
		? undefined
		: {
				readCount: totals.states.ok + totals.states.partial,
				lackingCount: lackingCount(totals),
				unlistedCount: totals.deniedPrefixes.length,
				untimedCount: totals.timeGuessed,
				isFilling: totals.filling.length > 0,
				words: wordsOf(totals),
				spans: objectSpans(ledgers),
			};
}
