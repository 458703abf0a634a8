import type { QueryResult, RecordRef } from '../../query/port.ts';
import { parseIsoTime } from '../../text/time.ts';
import { chosenRow } from './cursor.ts';
import { cursorOf, focusedResult } from './panels-shown.ts';
import { locationOf } from './state.ts';
import type { State } from './state.ts';

/** A record that is open, or that the chosen row of a list is of. */
export interface ChosenRecord {
	/** Its `row` is below 0 while nobody knows where it is. */
	readonly ref: RecordRef;
	/** Ms since the epoch; undefined when neither the record nor its row says when it was. */
	readonly timeMs: number | undefined;
}

/** Where that record is. */
export function chosenRef(state: State): RecordRef | undefined {
	const location = locationOf(state);
	return location.kind === 'record' ? state.records[location.id]?.ref : rowRef(state)?.ref;
}

export function chosenRecord(state: State): ChosenRecord | undefined {
	const location = locationOf(state);

	if (location.kind === 'record') {
		const record = state.records[location.id];
		return record && { ref: record.ref, timeMs: timeOfRecord(record.json) };
	}

	const chosen = rowRef(state);
	return chosen && { ref: chosen.ref, timeMs: timeOfRow(chosen.result, chosen.row) };
}

function rowRef(state: State) {
	const shown = focusedResult(state);
	const row =
		shown?.focused.kind === 'table'
			? chosenRow(shown.result, cursorOf(state, shown.focused.key))
			: -1;
	const ref = shown?.result.refs?.[row];
	return shown === undefined || ref === undefined ? undefined : { ref, row, result: shown.result };
}

/** When the record of a row was, in ms; undefined when no column says it. */
export function timeOfRow(result: QueryResult, row: number): number | undefined {
	const column = result.columns.findIndex(title => /^(eventTime|_messageTime)$/i.test(title));
	const value = result.rows[row]?.[column];
	return typeof value === 'number' ? value : parseIsoTime(String(value ?? ''));
}

function timeOfRecord(json: string | undefined): number | undefined {
	const time = fieldOfRecord(json, 'eventTime');
	return time === undefined ? undefined : parseIsoTime(time);
}

/** A text at the top of a record; undefined where it has none, or has not come. */
export function fieldOfRecord(json: string | undefined, name: string): string | undefined {
	const value: unknown = json === undefined ? undefined : parsed(json);
	if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) {
		return undefined;
	}

	const field = (value as Readonly<Record<string, unknown>>)[name];
	return typeof field === 'string' ? field : undefined;
}

function parsed(json: string): unknown {
	try {
		return JSON.parse(json);
	} catch {
		return undefined;
	}
}
