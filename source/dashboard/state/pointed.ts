import type { Item } from '../../panels/model.ts';
import type { Value } from '../../query/value.ts';
import { chosenColumn, chosenRow } from './cursor.ts';
import { fieldBarOf, fieldEntry } from './field-bar.ts';
import { cursorOf, focusedModel, focusedResult } from './panels-shown.ts';
import type { Focused } from './panels-shown.ts';
import { entriesFor } from './record.ts';
import { locationOf } from './state.ts';
import type { State } from './state.ts';

/** A value on the screen that can be used as a filter. */
export interface Pointed {
	readonly column: string;
	readonly value: Value;
}

export function pointedAt(state: State): Pointed | undefined {
	if (fieldBarOf(state) !== undefined) {
		const entry = fieldEntry(state);
		return entry?.kind === 'value' ? { column: entry.field, value: entry.value } : undefined;
	}

	const location = locationOf(state);

	if (location.kind === 'record') {
		const record = state.records[location.id];
		const entry = record === undefined ? undefined : entriesFor(record)[record.cursor];
		return entry === undefined || entry.path === '' || entry.childCount > 0 || entry.kind === 'end'
			? undefined
			: { column: entry.path, value: scalarOf(entry.text) };
	}

	const shown = focusedResult(state);

	if (shown === undefined) {
		return undefined;
	}

	const { focused, result } = shown;

	const cursor = cursorOf(state, focused.key);

	if (focused.kind === 'table') {
		const row = result.rows[chosenRow(result, cursor)];
		const column = chosenColumn(state, focused, result);
		const index = column === undefined ? -1 : result.columns.indexOf(column);
		return row === undefined || column === undefined
			? undefined
			: { column, value: row[index] ?? null };
	}

	const item = cursor.row < 0 ? undefined : focusedModel(state, focused).items[cursor.row];
	const row = item?.rows.length === 1 ? result.rows[item.rows[0] ?? -1] : undefined;
	const column = result.columns[0];
	return row === undefined || column === undefined || item?.bucket !== undefined
		? undefined
		: { column, value: row[0] ?? null };
}

/** Parses a scalar of a record. */
function scalarOf(text: string): Value {
	const value: unknown = JSON.parse(text);
	return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
		? value
		: null;
}

/** What is at the cursor. */
export function itemOf(state: State, focused: Focused, row: number): Item | undefined {
	const cursor = cursorOf(state, focused.key);
	const result = state.slots[focused.key]?.result;

	if (focused.kind !== 'table') {
		return cursor.row < 0 ? undefined : focusedModel(state, focused).items[cursor.row];
	}

	if (row < 0 || result === undefined) {
		return undefined;
	}

	const column = chosenColumn(state, focused, result);
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
