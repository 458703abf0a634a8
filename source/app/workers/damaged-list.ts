import type { DamagedList } from '../../dashboard/state/source-status.ts';
import { listedObjects } from '../../ingest/account.ts';
import type { LedgerPort } from '../../ingest/damaged.ts';
import type { ObjectState } from '../../ingest/ledger.ts';

/** Damaged objects that the console lists; `trailtop damaged` lists all. */
const listedMax = 50;

/** Whole objects with something unusual, and other kinds: only `trailtop damaged` lists them. */
const quietStates: ReadonlySet<ObjectState> = new Set(['ok', 'unasked', 'skipped']);

/** The part of the ledger that the sources screen shows. */
export function damagedList(ledgers: readonly LedgerPort[]): DamagedList {
	const damaged = listedObjects(ledgers).filter(({ entry }) => !quietStates.has(entry.state));
	return {
		count: damaged.length,
		objects: damaged.slice(0, listedMax).map(({ key, entry }) => ({
			key,
			state: entry.state,
			atMs: entry.atMs,
			recordCount: entry.kept + entry.duplicates,
			reason: entry.reason ?? 'no reason was kept',
		})),
	};
}
