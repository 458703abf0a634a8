import type { LedgerRow } from '../../store/store.ts';
import { toLedgerEntry } from './ledger.ts';
import type { LedgerEntry, ObjectState } from './ledger.ts';

/** An object with its ledger entry. */
export interface LedgerObject {
	/** The source’s title. */
	readonly namespace: string;
	readonly key: string;
	readonly entry: LedgerEntry;
}

/** Access to a ledger: a store's reader or its writer. */
export interface LedgerPort {
	ledger(key: string): unknown;
	ledgerRange(from: string, to: string): Iterable<LedgerRow>;
}

/** States in which records may be missing that a retry could bring. */
export const damagedStates: ReadonlySet<ObjectState> = new Set([
	'partial',
	'quarantined',
	'denied',
	'pending',
]);

/** Every object of the ledger, from any source, in key order. */
export function* ledgerObjects(ledger: LedgerPort): Iterable<LedgerObject> {
	const [from, to] = ['object/', 'object/\u{10FFFF}'];
	for (const row of ledger.ledgerRange(from, to)) {
		const entry = toLedgerEntry(row.value);
		const split = row.key.indexOf('\n');
		if (entry !== undefined && split > 0) {
			yield { namespace: row.key.slice(from.length, split), key: row.key.slice(split + 1), entry };
		}
	}
}

/** The damaged objects of a ledger, the one tried last at the top. */
export function damagedObjects(ledger: LedgerPort): readonly LedgerObject[] {
	const damaged: LedgerObject[] = [];
	for (const object of ledgerObjects(ledger)) {
		if (damagedStates.has(object.entry.state)) {
			damaged.push(object);
		}
	}

	return damaged.sort((a, b) => b.entry.atMs - a.entry.atMs);
}
