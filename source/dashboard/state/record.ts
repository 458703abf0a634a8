import { recordEntries } from '../../panels/record.ts';
import type { RecordEntry } from '../../panels/record.ts';
import type { RecordRef } from '../../query/port.ts';
import type { Event } from './event.ts';
import { goTo } from './location.ts';
import type { OpenRecord, State } from './state.ts';

// Cached by the list of folds: moving the cursor makes a new record object with the same list.
const entriesOf = new WeakMap<
	readonly string[],
	{ readonly json: string; readonly entries: readonly RecordEntry[] }
>();

export function sameRef(a: RecordRef, b: RecordRef): boolean {
	return a.row === b.row && a.segmentId === b.segmentId;
}

/** The lines of an open record. */
export function entriesFor(record: OpenRecord): readonly RecordEntry[] {
	const { json, folded } = record;
	const known = entriesOf.get(folded);

	if (json === undefined) {
		return [];
	}

	if (known?.json === json) {
		return known.entries;
	}

	const entries = recordEntries(json, new Set(folded));
	entriesOf.set(folded, { json, entries });
	return entries;
}

/** Opens the page of a record that is still to be fetched; with the id of the page. */
export function openPage(
	state: State,
	ref: RecordRef,
	title: string,
): { readonly id: string; readonly next: State } {
	const sequence = state.sequence + 1;
	const id = `#${sequence}`;
	const record: OpenRecord = {
		ref,
		json: undefined,
		error: undefined,
		folded: state.folds,
		cursor: 0,
		scroll: 0,
		search: '',
	};
	const next = goTo({ ...state, sequence }, { kind: 'record', id, title });
	return { id, next: { ...next, records: { ...next.records, [id]: record } } };
}

/** An open record has arrived, or is gone. */
export function withRecord(
	state: State,
	{ id, json, ref }: Extract<Event, { readonly kind: 'record' }>,
): State {
	return json === undefined
		? updateRecord(state, id, { error: 'this record is gone: its segment has left the store' })
		: updateRecord(state, id, { json, ...(ref && { ref }) });
}

export function updateRecord(state: State, id: string, change: Partial<OpenRecord>): State {
	const record = state.records[id];
	return record === undefined
		? state
		: { ...state, records: { ...state.records, [id]: { ...record, ...change } } };
}
