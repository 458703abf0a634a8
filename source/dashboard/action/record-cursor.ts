import { hitAfter, hitFrom } from '../state/next-hit.ts';
import { recordEntries, recordHits } from '../../panels/record.ts';
import { scrollFor } from '../../panels/table.ts';
import { bodySize } from '../state/panels-shown.ts';
import { withFolds } from '../state/folds.ts';
import { entriesFor, updateRecord } from '../state/record.ts';
import { recordRows } from '../state/record-rows.ts';
import type { OpenRecord, State } from '../state/state.ts';
import type { Move } from './move-cursor.ts';

function screenRows(state: State, record: OpenRecord): number {
	const rows = Math.max(1, bodySize(state).rows - 2);
	return recordRows(record, rows);
}

/** Whether the line of the cursor has lines below it that can be folded. */
export function canFold(record: OpenRecord): boolean {
	return (entriesFor(record)[record.cursor]?.childCount ?? 0) > 0;
}

/** Moves the cursor of a record. Left folds the line or goes to its container; right unfolds. */
export function moveInRecord(state: State, id: string, to: Move): State {
	const record = state.records[id];

	if (record === undefined) {
		return state;
	}

	const entries = entriesFor(record);
	const rows = screenRows(state, record);
	const half = Math.max(1, Math.floor(rows / 2));
	const steps: Readonly<Record<Move, number>> = {
		up: -1,
		down: 1,
		left: 0,
		right: 0,
		'screen-up': -half,
		'screen-down': half,
		'page-previous': -rows,
		'page-next': rows,
		top: -entries.length,
		bottom: entries.length,
	};
	const entry = entries[record.cursor];

	if (to === 'left' && entry !== undefined) {
		return entry.childCount > 0 && !entry.folded
			? toggleFold(state, id)
			: jump(state, id, parentOf(entries, record.cursor));
	}

	if (to === 'right') {
		return entry?.folded === true ? toggleFold(state, id) : jump(state, id, record.cursor + 1);
	}

	return jump(state, id, record.cursor + steps[to]);
}

function parentOf(entries: ReturnType<typeof entriesFor>, cursor: number): number {
	const depth = entries[cursor]?.depth ?? 0;

	for (let index = cursor - 1; index >= 0; index--) {
		const entry = entries[index];

		if (entry !== undefined && entry.depth < depth && entry.childCount > 0) {
			return index;
		}
	}

	return cursor;
}

function jump(state: State, id: string, to: number): State {
	const record = state.records[id];

	if (record === undefined) {
		return state;
	}

	const count = entriesFor(record).length;
	const cursor = Math.max(0, Math.min(count - 1, to));
	return updateRecord(state, id, {
		cursor,
		scroll: scrollFor(cursor, record.scroll, count, screenRows(state, record)),
	});
}

/** Moves to the next match of the search, and from the last one to the first. */
export function nextHit(state: State, id: string, direction: 1 | -1): State {
	const record = state.records[id];
	const hits = record === undefined ? [] : recordHits(entriesFor(record), record.search);

	if (record === undefined || hits.length === 0) {
		return state;
	}

	return jump(state, id, hitAfter(hits, record.cursor, direction) ?? record.cursor);
}

/** While a search is typed, the cursor moves to the first match at or after its line. */
export function searchRecord(state: State, id: string, search: string): State {
	const searched = unfoldHits(updateRecord(state, id, { search }), id, search);
	const record = searched.records[id];
	const hits = record === undefined ? [] : recordHits(entriesFor(record), search);
	const hit = hitFrom(hits, record?.cursor ?? 0);
	return hit === undefined ? searched : jump(searched, id, hit);
}

/** What is folded hides no hit: it is unfolded in this record, as long as the search finds something in it. */
function unfoldHits(state: State, id: string, search: string): State {
	const record = state.records[id];
	const before = record?.beforeSearch ?? record?.folded ?? [];

	if (record?.json === undefined || before.length === 0) {
		return state;
	}

	const all = recordEntries(record.json, new Set());
	const hits = recordHits(all, search).map(index => all[index]?.path ?? '');
	const isAround = (path: string) =>
		hits.some(hit => hit.startsWith(`${path}.`) || hit.startsWith(`${path}[`));
	const folded = before.filter(path => !isAround(path));
	return updateRecord(state, id, { folded, beforeSearch: search === '' ? undefined : before });
}

export function toggleFold(state: State, id: string): State {
	const record = state.records[id];
	const entry = record === undefined ? undefined : entriesFor(record)[record.cursor];

	if (record === undefined || entry === undefined || entry.childCount === 0) {
		return state;
	}

	const { path, folded } = entry;
	const others = (folds: readonly string[]) => folds.filter(one => one !== path);
	return withFolds(state, id, folds => (folded ? others(folds) : [...others(folds), path]));
}

/** Folds everything below the first level; if that is folded already, unfolds everything. */
export function toggleFoldAll(state: State, id: string): State {
	const record = state.records[id];

	if (record === undefined) {
		return state;
	}

	const folded = entriesFor(record).some(entry => entry.folded)
		? []
		: entriesFor(record)
				.filter(entry => entry.depth === 1 && entry.childCount > 0)
				.map(entry => entry.path);
	return withFolds(updateRecord(state, id, { cursor: 0, scroll: 0 }), id, () => folded);
}
