import type { QueryResult, RecordRef } from '../../query/port.ts';
import { formatPlural } from '../../text/number.ts';
import { fit } from '../../text/fit.ts';
import { sanitise } from '../../text/sanitise.ts';
import { formatTime } from '../../text/time.ts';
import type { Mark, Marks } from './mark.ts';
import { timeZoneOf } from './state.ts';
import type { State } from './state.ts';

type ByRef = ReadonlyMap<string, Mark>;

const byRef = new WeakMap<Marks, ByRef>();

function marksByRef(marks: Marks): ByRef {
	const known =
		byRef.get(marks) ??
		new Map(marks.marks.flatMap(mark => (mark.ref ? [[refKey(mark.ref), mark]] : [])));
	byRef.set(marks, known);
	return known;
}

function refKey({ segmentId, row }: RecordRef): string {
	return `${row} ${segmentId}`;
}

export function markAt({ marks }: State, ref: RecordRef): Mark | undefined {
	return marks === undefined ? undefined : marksByRef(marks).get(refKey(ref));
}

const markedRows = new WeakMap<Marks, WeakMap<QueryResult, ReadonlySet<number> | undefined>>();

/** The rows of a result that are marked; undefined for none. The same set for the same result and marks. */
export function markedRowsOf(
	{ marks }: State,
	result: QueryResult | undefined,
): ReadonlySet<number> | undefined {
	if (marks === undefined || marks.marks.length === 0 || result?.refs === undefined) {
		return undefined;
	}

	const known =
		markedRows.get(marks) ?? new WeakMap<QueryResult, ReadonlySet<number> | undefined>();
	markedRows.set(marks, known);
	if (!known.has(result)) {
		const all = marksByRef(marks);
		const rows = result.refs.flatMap((ref, row) => (all.has(refKey(ref)) ? [row] : []));
		known.set(result, rows.length === 0 ? undefined : new Set(rows));
	}

	return known.get(result);
}

const noteColumn = '_note';

/** The result with the notes of its marked rows in a column; the same one when no row has one. */
export function withNotes({ marks }: State, result: QueryResult): QueryResult {
	const all = marks === undefined ? undefined : marksByRef(marks);
	const notes = (result.refs ?? []).map(ref => all?.get(refKey(ref))?.note ?? '');
	return notes.every(note => note === '')
		? result
		: {
				...result,
				columns: [...result.columns, noteColumn],
				rows: result.rows.map((row, index) => [...row, notes[index] || null]),
			};
}

const noteCells = 40;

/** Who marked a record, when and why: for its page. */
export function markWords(state: State, { by, atMs, note }: Mark): string {
	const time = formatTime(atMs, timeZoneOf(state), 'day-minute');
	const why = note === '' ? '' : `: ${fit(sanitise(note), noteCells)}`;
	return `* ${fit(sanitise(by), noteCells)} ${time}${why}`;
}

/** What is wrong with the marks; undefined for nothing. */
export function oddWords({ oddCount, forgottenCount }: Marks): string | undefined {
	const parts = [
		...(oddCount === 0
			? []
			: [`${formatPlural(oddCount, 'line')} of marks.ndjson cannot be read and say nothing`]),
		...(forgottenCount === 0 ? [] : [`${formatPlural(forgottenCount, 'older mark')} not kept`]),
	];
	return parts.length === 0 ? undefined : parts.join('; ');
}
