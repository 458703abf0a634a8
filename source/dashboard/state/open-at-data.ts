import { dayMs, minuteMs } from '../../text/duration.ts';
import { formatTime } from '../../text/time.ts';
import { rangeDefault, resolveRange } from '../compose/range.ts';
import type { Range } from '../compose/range.ts';
import { runWanted } from './run.ts';
import { timeZoneOf } from './state.ts';
import type { State, Step } from './state.ts';
import { notify } from './toast.ts';

/** As long as the range that a console opens with. */
const lengthMs = dayMs;

/**
 * The first look at a source whose records are all older than the default range goes to where they
 * are. While the source is being read, newer records move it on; a range that the user chose stays.
 *
 * @param isData - the store has new records, rather than the source a new state
 */
export function openAtData(state: State, isData: boolean): Step {
	const { times, nowMs } = state;

	if (state.rangeBy !== 'opening' || times === undefined) {
		return [state, []];
	}

	const isRecent = times.newestMs >= resolveRange(rangeDefault, nowMs).fromMs;
	const isRead = !['connecting', 'backfilling', 'waiting'].includes(state.status.state);
	// The last records of a source may arrive after it has said that it was read.
	const rangeBy = isRead && (isData || isRecent) ? 'console' : 'opening';
	const range = isRecent ? rangeDefault : upTo(times.newestMs);
	const isSame = JSON.stringify(range) === JSON.stringify(state.range);

	// What the user looks at stays: one moment, or a time that was paused at.
	if (isSame || state.moment !== undefined || state.paused !== undefined) {
		return [rangeBy === state.rangeBy ? state : { ...state, rangeBy }, []];
	}

	const moved: State = { ...state, range, rangeBy };
	return runWanted(isRecent ? moved : notify(moved, wordsOf(state, times.newestMs), 'warn'));
}

/** The last day that has records. */
export function upTo(newestMs: number): Range {
	const toMs = (Math.floor(newestMs / minuteMs) + 1) * minuteMs;
	return { kind: 'fixed', fromMs: toMs - lengthMs, toMs };
}

function wordsOf(state: State, newestMs: number): string {
	const newest = formatTime(newestMs, timeZoneOf(state), 'full').slice(0, 16);
	return `newest record ${newest}: the 24 h up to it are shown; = last 24 h`;
}
