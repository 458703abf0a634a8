import type { DamagedList } from '../../dashboard/state/source-status.ts';
import { damagedObjects } from '../../ingest/damaged.ts';
import type { LedgerPort } from '../../ingest/damaged.ts';

/** Damaged objects that the console lists; `trailtop damaged` lists all. */
const listedMax = 50;

/** The part of the ledger that the sources screen shows. */
export function damagedList(ledger: LedgerPort): DamagedList {
	const damaged = damagedObjects(ledger);
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
