import type { RecordEntry } from '../../panels/record.ts';
import { scrollFor } from '../../panels/table.ts';
import type { Event } from './event.ts';
import { findingPage } from './finding-page.ts';
import { bodySize } from './panels-shown.ts';
import { entriesFor, updateRecord } from './record.ts';
import { recordRows } from './record-rows.ts';
import { locationOf } from './state.ts';
import type { OpenRecord, State } from './state.ts';

/** The rule of the finding whose records are listed; undefined elsewhere. */
export function ruleOfRows(state: State): string | undefined {
	const before = state.locations[state.location - 1];
	return locationOf(state).kind === 'rows' && before?.kind === 'record'
		? findingPage(state.records[before.id])?.rule
		: undefined;
}

export function withMatched(
	state: State,
	{ id, rule, parts }: Extract<Event, { readonly kind: 'matched' }>,
): State {
	const next = updateRecord(state, id, { matched: { rule, parts } });
	const record = next.records[id];
	return record === undefined || record.cursor > 0 ? next : atFirstMark(next, id, record);
}

/** What made it a hit is in sight, unless somebody has moved in the record meanwhile. */
function atFirstMark(state: State, id: string, record: OpenRecord): State {
	const entries = entriesFor(record);
	const cursor = entries.findIndex(markOf(record));
	const rows = recordRows(record, Math.max(1, bodySize(state).rows - 2));
	return cursor < 0
		? state
		: updateRecord(state, id, { cursor, scroll: scrollFor(cursor, 0, entries.length, rows) });
}

/** Whether a line of a record is why it is a hit, or hides what is. */
export function markOf({ matched }: OpenRecord): (entry: RecordEntry) => boolean {
	const wanted = new Set(
		matched?.parts.filter(({ isAbsent }) => !isAbsent).flatMap(({ fields }) => fields.map(plain)),
	);
	return ({ path, kind, folded }) => {
		const own = plain(path);
		return (
			kind !== 'end' &&
			path !== '' &&
			(wanted.has(own) || (folded && [...wanted].some(name => name.startsWith(`${own}.`))))
		);
	};
}

/** Names ignore case, and the places in lists. */
function plain(path: string): string {
	return path
		.replaceAll(/\[\d+\]/g, '')
		.replaceAll(
			/\['((?:[^'\\]|\\.)*)'\]/g,
			(_, key: string) => `.${key.replaceAll(/\\(.)/g, '$1')}`,
		)
		.toLowerCase();
}
