import type { Cursor } from '../../panels/model.ts';
import { sortedRows } from '../../panels/table-order.ts';
import { columnIndex, splitColumns } from '../../panels/split-columns.ts';
import type { QueryResult } from '../../query/port.ts';
import { bodySize, cursorOf, focusedFrame, focusedPanel } from './panels-shown.ts';
import type { Focused } from './panels-shown.ts';
import { sameRef } from './record.ts';
import { locationOf } from './state.ts';
import type { State } from './state.ts';

/**
 * In a list of rows one row is always selected, so that enter opens its record. At the start it is
 * the first. When newer rows arrive above, the selected row stays selected.
 */
export function pointAtRow(
	state: State,
	key: string,
	before: QueryResult | undefined,
	after: QueryResult,
): State {
	// Also of a list below the record that is open: whoever goes back means the same row.
	const location = state.locations.find(one => one.kind === 'rows' && one.id === key);

	if (location?.kind !== 'rows' || after.refs === undefined) {
		return state;
	}

	const cursor = cursorOf(state, key);
	const count = after.rows.length;
	const isChosen = cursor.row > 0 || cursor.isHeld === true;
	const chosen =
		isChosen && before !== undefined ? before.refs?.[chosenRow(before, cursor)] : undefined;
	// As long as its rows come, nobody has chosen another.
	const isComing = before?.complete !== true && chosen === undefined;
	const known = isComing ? location.around?.ref : chosen;
	const found =
		known === undefined || cursor.sort !== undefined
			? -1
			: after.refs.findIndex(ref => sameRef(ref, known));
	const row = Math.min(count - 1, found >= 0 ? found : Math.max(0, cursor.row));

	if (isComing && found > 0) {
		// With what came before it in sight.
		const scroll = Math.max(0, row - Math.floor(bodySize(state).rows / 3));
		return { ...state, cursors: { ...state.cursors, [key]: { ...cursor, row, scroll } } };
	}

	return row === cursor.row
		? state
		: {
				...state,
				cursors: {
					...state.cursors,
					// Visible rows keep their position on the screen.
					[key]: { ...cursor, row, scroll: Math.max(0, cursor.scroll + row - cursor.row) },
				},
			};
}

/** From now on the first row of a list stays chosen too: whoever does something with a record means that one. */
export function holdRow(state: State): State {
	return withHold(state, true);
}

/** From now on the first row is the newest again. */
export function withoutHold(state: State): State {
	return withHold(state, undefined);
}

function withHold(state: State, isHeld: true | undefined): State {
	const key = focusedPanel(state)?.key;
	return key === undefined || locationOf(state).kind !== 'rows'
		? state
		: {
				...state,
				cursors: { ...state.cursors, [key]: { ...cursorOf(state, key), isHeld } },
			};
}

/** The result's row at the cursor of a table; -1 when none is selected. */
export function chosenRow(result: QueryResult, cursor: Cursor): number {
	return cursor.row < 0 ? -1 : (sortedRows(result, cursor.sort)[cursor.row] ?? -1);
}

/** Title of the column at the cursor of the focused table. */
export function chosenColumn(
	state: State,
	focused: Focused,
	result: QueryResult,
): string | undefined {
	const { shown } = splitColumns(result, focusedFrame(state, focused));
	const titles = shown.map(index => result.columns[index] ?? '');
	return titles[columnIndex(cursorOf(state, focused.key), titles)];
}
