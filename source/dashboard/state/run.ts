import type { TimeSpan } from '../../panels/model.ts';
import { beforeKey, beforeSpan } from '../compose/before-query.ts';
import type { BeforeQuery } from '../compose/before-query.ts';
import { composeQuery } from '../compose/compose.ts';
import type { PanelQuery, Scope } from '../compose/compose.ts';
import { minuteMs } from '../../text/duration.ts';
import { grows } from '../compose/range.ts';
import type { Range } from '../compose/range.ts';
import type { Variables } from '../compose/variables.ts';
import { isSound } from '../input/query-bar.ts';
import type { Effect } from './effect.ts';
import { alarmQueries } from './alarms.ts';
import {
	currentRange,
	focusedPanel,
	ownRange,
	panelOf,
	panelSpan,
	shownPage,
} from './panels-shown.ts';
import { composedPanel, eventsText, lengthToFit } from './running-text.ts';
import { slotKey } from './slot-key.ts';
import { isSoFar } from './so-far.ts';
import { locationOf, timeZoneOf } from './state.ts';
import type { Slot, State, Step } from './state.ts';
import type { Wanted } from './wanted.ts';

/** The slot of the query that is being typed. */
export const typedSlot = 'typed';

/** The slot of the field bar. */
export const fieldsSlot = 'fields';
/** Values that the field bar shows of a field. */
const valuesShown = 8;

/** A typed query is counted; of its rows enter shows those of one screen until the others are there. */
const typedRowsMax = 100;

/** The slot of the values that a filter offers. */
export const valuesSlot = 'values';

/**
 * A window that ends now moves. Without new records, running it again after this many ms is enough.
 */
const slideEveryMs = 15_000;

/** The same for a query that rests between its runs. */
const restSlideMs = 5 * minuteMs;

function wantedQueries(state: State): Wanted[] {
	return [
		...shownQueries(state),
		...typedQuery(state),
		...fieldsQuery(state),
		...alarmQueries(state),
	];
}

/** The typed query, so that its rows are counted before it is asked for. */
function typedQuery(state: State): Wanted[] {
	const { bar } = state;
	if (bar === undefined || !isSound(bar)) {
		return [];
	}

	const location = locationOf(state);
	const own = location.kind === 'rows' ? location.range : undefined;
	return [
		{
			slot: typedSlot,
			text: bar.text,
			range: own ?? currentRange(state),
			chosen: chosenRange(state, own),
			note: '',
			grows: own === undefined && grows(state.range),
			rowsMax: typedRowsMax,
		},
	];
}

/** What the field bar shows: the fields of the events that the focused panel counts. */
function fieldsQuery(state: State): Wanted[] {
	if (state.overlay?.kind !== 'fields') {
		return [];
	}

	const location = locationOf(state);
	const panel = focusedPanel(state)?.panel;
	const rows = location.kind === 'rows' ? location.range : undefined;
	const own = panel === undefined ? undefined : ownRange(state, panel);
	const range = panel === undefined ? (rows ?? currentRange(state)) : panelSpan(state, panel);
	return [
		{
			slot: fieldsSlot,
			text: `${eventsText(state)}\n| fieldsummary maxvals=${valuesShown}`,
			range,
			chosen: chosenRange(state, own ?? rows),
			note: '',
			grows: rows === undefined && grows(own ?? state.range),
		},
	];
}

function shownQueries(state: State): Wanted[] {
	const location = locationOf(state);

	if (location.kind === 'rows') {
		const range = location.range ?? currentRange(state);
		const isGrowing = location.range === undefined && grows(state.range);
		const chosen = chosenRange(state, location.range);
		return [{ slot: location.id, text: location.query, range, chosen, note: '', grows: isGrowing }];
	}

	const page = shownPage(state);

	if (page === undefined) {
		return [];
	}

	// The focused panel runs first, because the user looks at it.
	const ids = page.panels.map(panel => panel.id);
	const ordered = [page.focused, ...ids.filter(id => id !== page.focused)];

	const wanted = ordered.flatMap((id): PanelWanted[] => {
		const panel = panelOf(page.layout, id);

		if (panel === undefined) {
			return [];
		}

		const own = ownRange(state, panel);
		const range = panelSpan(state, panel);
		const composed = composedPanel(
			state,
			page.layout,
			panel,
			lengthToFit(own ?? state.range, range),
		);
		return [
			{
				slot: slotKey(page.layout.name, id),
				range,
				chosen: chosenRange(state, own),
				grows: grows(own ?? state.range),
				...composed,
			},
		];
	});
	return [...wanted, ...wanted.flatMap(beforeWanted)];
}

/** Equal as long as the user chooses no other range. */
function chosenRange(state: State, own: Range | TimeSpan | undefined): string {
	return JSON.stringify([state.range, own]);
}

interface PanelWanted extends Wanted, PanelQuery {
	readonly before: BeforeQuery | undefined;
}

/** The same query over the period before. It runs after all queries that are not for comparison. */
function beforeWanted({ slot, range, chosen, grows: isGrowing, before }: PanelWanted): Wanted[] {
	if (before === undefined) {
		return [];
	}

	const earlier = beforeSpan(range);
	return [{ slot: beforeKey(slot), range: earlier, chosen, note: '', grows: isGrowing, ...before }];
}

/**
 * Starts the queries whose results are missing or out of date.
 *
 * @param force - also those with current results
 */
export function runWanted(state: State, force = false): Step {
	let next = state;
	const effects: Effect[] = [];

	wantedQueries(state).forEach((wanted, order) => {
		if (force || isOld(state, state.slots[wanted.slot], wanted)) {
			const [started, effect] = start(next, wanted, order, force);
			next = started;
			effects.push(effect);
		}
	});
	return [next, effects];
}

function isOld(state: State, slot: Slot | undefined, wanted: Wanted): boolean {
	if (slot === undefined || slot.text !== wanted.text) {
		return true;
	}

	const length = (range: TimeSpan) => range.toMs - range.fromMs;

	if (wanted.grows !== true && length(slot.range) !== length(wanted.range)) {
		return true;
	}

	// A fault is in the text, or is that the query is too large: time alone cannot remove it.
	if (slot.faults.some(fault => fault.severity === 'fault')) {
		return slot.chosen !== wanted.chosen;
	}

	const laterMs = wanted.range.toMs - slot.range.toMs;
	const movedMs = Math.max(laterMs, Math.abs(wanted.range.fromMs - slot.range.fromMs));
	const isJump = laterMs < 0 || movedMs > length(wanted.range) / 10;

	if (slot.stopped) {
		return isJump;
	}

	if (wanted.restMs !== undefined && !isJump) {
		const hasRested = state.nowMs - slot.startedMs >= wanted.restMs;
		const isNewer = slot.dataVersion < state.dataVersion && state.paused === undefined;
		const isElsewhere = laterMs !== 0 && (laterMs >= restSlideMs || state.range.kind === 'fixed');
		return !slot.running && ((isNewer && hasRested) || (isElsewhere && state.paused === undefined));
	}

	if (hasTooFewRows(slot, wanted)) {
		return true;
	}

	// A running query is not restarted for new records; it runs again when it has ended.
	if (slot.running) {
		return isJump;
	}

	// New records belong to the present period. Late ones for the period before wait until it
	// moves.
	const waitsForSlide = wanted.cuts !== undefined && state.range.kind !== 'fixed';
	return (
		isJump ||
		movedMs >= slideEveryMs ||
		(!waitsForSlide && state.paused === undefined && slot.dataVersion < state.dataVersion)
	);
}

/** It was only counted, and now all rows are asked for. */
function hasTooFewRows({ rowsMax, result, running }: Slot, wanted: Wanted): boolean {
	const isFewer = rowsMax !== undefined && rowsMax < (wanted.rowsMax ?? Infinity);
	return isFewer && !running && result !== undefined && result.rows.length < result.rowCount;
}

function start(state: State, wanted: Wanted, order: number, again: boolean): [State, Effect] {
	const ticket = state.sequence + 1;
	const known = state.slots[wanted.slot];
	const hasWhole = known?.text === wanted.text && known.result?.complete === true;
	const slot: Slot = {
		ticket,
		running: true,
		text: wanted.text,
		range: wanted.range,
		chosen: wanted.chosen,
		isSoFar: isSoFar(state, wanted.range),
		// The rows of another query must not be shown under this one.
		result: known?.text === wanted.text ? known.result : undefined,
		resultRange: known?.text === wanted.text ? known.resultRange : undefined,
		resultChosen: known?.text === wanted.text ? known.resultChosen : undefined,
		fresh: known?.text === wanted.text ? known.fresh : undefined,
		elapsedMs: known?.elapsedMs ?? 0,
		faults: [],
		error: undefined,
		dataVersion: state.dataVersion,
		startedMs: state.nowMs,
		note: wanted.note,
		// A partial result of the period before must not be compared with a whole one.
		streams: !hasWhole && wanted.cuts === undefined,
		rowsMax: wanted.rowsMax,
		stopped: false,
		cuts: wanted.cuts,
	};
	return [
		{ ...state, sequence: ticket, slots: { ...state.slots, [wanted.slot]: slot } },
		{
			kind: 'run',
			slot: wanted.slot,
			ticket,
			text: wanted.text,
			range: wanted.range,
			nowMs: state.nowMs,
			timeZone: timeZoneOf(state),
			filled: Object.values(state.variables.params),
			order,
			progress: slot.streams,
			rowsMax: wanted.rowsMax,
			again,
		},
	];
}

/** Ends runs that nobody sees any more: of pages that were left, and of a text that is no longer typed. */
export function leaveRuns(before: State, state: State): Step {
	const location = locationOf(state);
	const shown = location.kind === 'rows' ? location.id : undefined;
	const isLeft = (key: string, { text }: Slot): boolean => {
		if (key === typedSlot) {
			return state.bar?.purpose !== 'query' || state.bar.text !== text;
		}

		return key === fieldsSlot
			? state.overlay?.kind !== 'fields'
			: key.startsWith('#') && key !== shown;
	};

	const left = Object.entries(before.slots).filter(
		([key, slot]) => slot.running && isLeft(key, slot) && state.slots[key]?.running !== false,
	);
	const gone = new Set(left.map(([key]) => key));
	const isStale = (key: string, slot: Slot): boolean =>
		gone.has(key) || ([typedSlot, fieldsSlot].includes(key) && isLeft(key, slot));
	const kept = Object.entries(state.slots).flatMap(([key, slot]) =>
		isStale(key, slot) ? beforeRun(key, slot) : [[key, slot] as const],
	);
	const isSame = kept.every(([key, slot]) => state.slots[key] === slot);
	const slots =
		isSame && kept.length === Object.keys(state.slots).length
			? state.slots
			: Object.fromEntries(kept);
	return [{ ...state, slots }, left.map(([slot]) => ({ kind: 'cancel', slot }))];
}

/** A list that was being counted again, as it was before: whoever comes back to it finds the row that was chosen. */
function beforeRun(key: string, slot: Slot): readonly (readonly [string, Slot])[] {
	const { result, resultRange } = slot;
	return key.startsWith('#') && result?.complete === true && resultRange !== undefined
		? [[key, { ...slot, running: false, range: resultRange, dataVersion: -1 }]]
		: [];
}

/** Cancels a query before it has ended; undefined when none is running. */
export function stopRun(state: State, key: string): Step | undefined {
	const slot = state.slots[key];

	if (slot?.running !== true || !slot.streams) {
		return undefined;
	}

	const stopped: Slot = {
		...slot,
		running: false,
		stopped: true,
		error: { message: 'stopped before it had read all', next: 'r runs it again' },
	};
	return [{ ...state, slots: { ...state.slots, [key]: stopped } }, [{ kind: 'cancel', slot: key }]];
}

/**
 * Queries the values of a field with their counts, most frequent first.
 *
 * @param scope - undefined: of records of every scope
 */
export function runValues(
	state: State,
	field: string,
	variables: Variables,
	scope: Scope | undefined,
): Step {
	const text = composeQuery(
		`* | count as eventCount by ${field} | sort by eventCount, +${field} | limit 200`,
		{ scope, variables },
	);
	const [next, effect] = start(
		state,
		{
			slot: valuesSlot,
			text,
			range: currentRange(state),
			chosen: chosenRange(state, undefined),
			note: '',
		},
		0,
		false,
	);
	return [next, [effect]];
}
