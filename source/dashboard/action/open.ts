import type { Item } from '../../panels/model.ts';
import { recordEntries } from '../../panels/record.ts';
import type { RecordEntry } from '../../panels/record.ts';
import type { RecordRef } from '../../query/engine.ts';
import { chosenColumn, chosenRow, focusedModel } from '../state/cursor.ts';
import { drill } from '../compose/drill.ts';
import { cursorOf, focusedPanel } from '../state/panels-shown.ts';
import type { Focused } from '../state/panels-shown.ts';
import { goTo } from '../state/place.ts';
import { runWanted } from '../state/run.ts';
import { placeOf } from '../state/state.ts';
import type { OpenRecord, State, Step } from '../state/state.ts';

/** Enter: from a panel to the rows behind it, from a row to its record. */
export function openChosen(state: State): Step {
	const place = placeOf(state);

	if (place.kind === 'record') {
		return [toggleFold(state, place.id), []];
	}

	const focused = focusedPanel(state);
	const slot = focused === undefined ? undefined : state.slots[focused.key];

	if (focused === undefined || slot?.result === undefined) {
		return [state, []];
	}

	const cursor = cursorOf(state, focused.key);
	const row = focused.kind === 'table' ? chosenRow(slot.result, cursor) : -1;
	const ref = slot.result.refs?.[row];

	if (ref !== undefined) {
		return openRecord(state, ref, `record ${cursor.row + 1}`);
	}

	if (slot.result.kind === 'rows' && place.kind === 'rows') {
		return [state, []];
	}

	const { query, range, title } = drill(
		slot.text,
		slot.result,
		itemOf(state, focused, row),
		focused.title,
		slot.resultRange ?? slot.range,
	);
	const sequence = state.sequence + 1;
	const next = goTo(
		{ ...state, sequence },
		{
			kind: 'rows',
			id: `#${sequence}`,
			title,
			query,
			// Rows of a panel that looks back further look back as far.
			range: range ?? (focused.panel?.range === undefined ? undefined : slot.range),
			view: 'auto',
		},
	);

	return runWanted(next);
}

/** What the cursor stands on. */
export function itemOf(state: State, focused: Focused, row: number): Item | undefined {
	const cursor = cursorOf(state, focused.key);
	const result = state.slots[focused.key]?.result;

	if (focused.kind !== 'table') {
		return cursor.row < 0 ? undefined : focusedModel(state, focused).items[cursor.row];
	}

	if (row < 0 || result === undefined) {
		return undefined;
	}

	const column = chosenColumn(result, cursor, focused.columns);
	const time = result.timeslice;
	const startMs =
		time === undefined ? undefined : result.rows[row]?.[result.columns.indexOf(time.column)];

	return {
		rows: [row],
		column,
		bucket:
			time === undefined || typeof startMs !== 'number'
				? undefined
				: { fromMs: startMs, toMs: startMs + time.stepMs },
		label: `row ${cursor.row + 1}`,
		value: undefined,
	};
}

function openRecord(state: State, ref: RecordRef, title: string): Step {
	const sequence = state.sequence + 1;
	const id = `#${sequence}`;
	const record: OpenRecord = {
		ref,
		json: undefined,
		error: undefined,
		folded: [],
		cursor: 0,
		scroll: 0,
		search: '',
	};
	const next = goTo({ ...state, sequence }, { kind: 'record', id, title });

	return [
		{ ...next, records: { ...next.records, [id]: record } },
		[{ kind: 'fetch-record', id, ref }],
	];
}

// Moving the cursor makes a new record with the same list of folds: that list finds its lines again.
const entriesOf = new WeakMap<
	readonly string[],
	{ readonly json: string; readonly entries: readonly RecordEntry[] }
>();

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

export function updateRecord(state: State, id: string, change: Partial<OpenRecord>): State {
	const record = state.records[id];

	return record === undefined
		? state
		: { ...state, records: { ...state.records, [id]: { ...record, ...change } } };
}

export function toggleFold(state: State, id: string): State {
	const record = state.records[id];
	const entry = record === undefined ? undefined : entriesFor(record)[record.cursor];

	if (record === undefined || entry === undefined || entry.childCount === 0) {
		return state;
	}

	return updateRecord(state, id, {
		folded: entry.folded
			? record.folded.filter(path => path !== entry.path)
			: [...record.folded, entry.path],
	});
}

/** Folds everything below the first level, or unfolds all. */
export function toggleFoldAll(state: State, id: string): State {
	const record = state.records[id];

	if (record === undefined) {
		return state;
	}

	const folded =
		record.folded.length > 0
			? []
			: entriesFor(record)
					.filter(entry => entry.depth === 1 && entry.childCount > 0)
					.map(entry => entry.path);

	return updateRecord(state, id, { folded, cursor: 0, scroll: 0 });
}
