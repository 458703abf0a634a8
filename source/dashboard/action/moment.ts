import type { Cursor, TimeSpan } from '../../panels/model.ts';
import { minuteMs } from '../../text/duration.ts';
import { rangeLabel } from '../compose/range.ts';
import { timeOfRow } from '../state/chosen-record.ts';
import { chosenRow } from '../state/cursor.ts';
import { goTo } from '../state/location.ts';
import { cursorOf, focusedPanel } from '../state/panels-shown.ts';
import { itemOf } from '../state/pointed.ts';
import { runWanted } from '../state/run.ts';
import { layoutOf, locationOf, timeZoneOf } from '../state/state.ts';
import type { State, Step } from '../state/state.ts';
import { notify } from '../state/toast.ts';
import { lists } from './action.ts';
import type { Action } from './action.ts';

export const moment: Action = {
	name: 'moment',
	keys: ['m'],
	contexts: lists,
	help: 'every panel to this moment',
	footer: undefined,
	inPalette: true,
	run: moveToMoment,
};

/** Half of the time window around a record, in ms: shows what happened before and after it. */
const aroundMs = 5 * minuteMs;

/**
 * Moves every panel to the moment under the cursor: the bucket of a chart, the minutes around a
 * record. Without a moment it goes back to the earlier range.
 */
function moveToMoment(state: State): Step {
	const moment = momentOf(state);

	if (moment !== undefined) {
		return goToMoment(state, moment);
	}

	const { moment: back } = state;
	return back === undefined
		? [notify(state, 'choose a moment first: ← → in a chart, ↑ ↓ a record', 'warn'), []]
		: runWanted({
				...withoutCursors(state),
				range: back.range,
				paused: back.paused,
				moment: undefined,
			});
}

function goToMoment(state: State, moment: TimeSpan): Step {
	const range = { kind: 'fixed', ...moment } as const;
	const { moment: known, range: before, paused } = state;
	const moved: State = {
		...withoutCursors(state),
		range,
		paused: undefined,
		waitingCount: 0,
		moment: known ?? { range: before, paused },
	};
	const location = locationOf(state);
	const layout = layoutOf(state);
	const shown =
		location.kind === 'dashboard' || layout === undefined
			? moved
			: goTo(moved, { kind: 'dashboard', dashboard: layout.name, zoomed: undefined });
	return runWanted(
		notify(shown, `every panel at ${rangeLabel(range, timeZoneOf(state))}; m goes back`),
	);
}

/** The bucket, or the minutes around the record, at the cursor; undefined when there is neither. */
function momentOf(state: State): TimeSpan | undefined {
	const focused = focusedPanel(state);
	const slot = focused === undefined ? undefined : state.slots[focused.key];

	if (focused === undefined || slot?.result === undefined) {
		return undefined;
	}

	const { result } = slot;
	const row = focused.kind === 'table' ? chosenRow(result, cursorOf(state, focused.key)) : -1;
	const bucket = itemOf(state, focused, row)?.bucket;

	if (bucket !== undefined) {
		return bucket;
	}

	const timeMs = timeOfRow(result, row);
	return timeMs === undefined ? undefined : { fromMs: timeMs - aroundMs, toMs: timeMs + aroundMs };
}

/**
 * Another range has other buckets and rows, so the old cursors would select something at random.
 */
function withoutCursors(state: State): State {
	const cursors = Object.fromEntries(
		Object.entries(state.cursors).map(([key, cursor]): [string, Cursor] => [
			key,
			// In a list of rows one row is always selected.
			key.startsWith('#') ? cursor : { ...cursor, row: -1, scroll: 0 },
		]),
	);
	return { ...state, cursors };
}
