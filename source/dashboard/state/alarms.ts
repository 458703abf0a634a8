import { alarms } from '../alarm/index.ts';
import type { Alarm, Reading, Situation } from '../alarm/alarm.ts';
import { composeQuery } from '../compose/compose.ts';
import { hourUntil } from '../alarm/spike.ts';
import { hourMs, minuteMs, secondMs } from '../../text/duration.ts';
import { currentRange } from './panels-shown.ts';
import type { Slot, State } from './state.ts';
import type { Wanted } from './wanted.ts';

/** New records are looked at this often, ms. */
const restMs = 30 * secondMs;

function slotOf(alarm: Alarm, id: string): string {
	return `alarms/${alarm.name}/${id}`;
}

/** What the alarms ask: of all records of the environment, whatever is filtered, up to the end of the range. */
export function alarmQueries(state: State): readonly Wanted[] {
	if (!isTold(state)) {
		return [];
	}

	const { toMs } = currentRange(state);
	return composedQueries(state).map(({ slot, text, lengthMs }) => ({
		slot,
		text,
		range: { fromMs: toMs - lengthMs, toMs },
		chosen: JSON.stringify(state.range),
		note: '',
		restMs,
	}));
}

interface ComposedAlarm {
	/** Of the alarm. */
	readonly name: string;
	readonly slot: string;
	readonly text: string;
	readonly lengthMs: number;
}

const composedOf = new WeakMap<
	State['layouts'],
	{ readonly scope: State['scope']; readonly queries: readonly ComposedAlarm[] }
>();

/** Composed once a scope, because that parses each query and is needed at every tick. */
function composedQueries({ layouts, scope }: State): readonly ComposedAlarm[] {
	const known = composedOf.get(layouts);

	if (known !== undefined && known.scope === scope) {
		return known.queries;
	}

	const queries = alarms.flatMap(alarm =>
		alarm.queries(layouts).map(({ id, text, lengthMs }) => ({
			name: alarm.name,
			slot: slotOf(alarm, id),
			text: composeQuery(text, { scope }),
			lengthMs,
		})),
	);
	composedOf.set(layouts, { scope, queries });
	return queries;
}

/**
 * While a source is read, and while nobody asks it any more, the newest hour seems to have less than it has, and those before
 * it too: what is usual is not known.
 */
function isTold({ account, status, nowMs }: State): boolean {
	const nextPollMs = status.source?.nextPollMs;
	const isLate = nextPollMs !== undefined && nowMs > nextPollMs + lateMs;
	return (
		account !== undefined &&
		!['connecting', 'backfilling'].includes(status.state) &&
		!(status.state === 'live' && isLate)
	);
}

/** A poll that is later than this has not happened, as after a machine has slept. */
const lateMs = 2 * minuteMs;

/** What one alarm tells. */
export type AlarmState =
	| { readonly kind: 'read'; readonly reading: Reading }
	| { readonly kind: 'looking' }
	/** It cannot be told, and why. */
	| { readonly kind: 'unknown'; readonly reason: string };

export interface ReadAlarm {
	readonly alarm: Alarm;
	readonly state: AlarmState;
}

const levels = { bad: 0, warn: 1, quiet: 2 } as const;

/** All alarms: the worst first. */
export function readAlarms(state: State): readonly ReadAlarm[] {
	const read = alarms.map(alarm => ({
		alarm,
		state: alarmState(state, alarm),
	}));
	const rankOf = (one: AlarmState) => (one.kind === 'read' ? levels[one.reading.level] : 3);
	return read.toSorted((a, b) => rankOf(a.state) - rankOf(b.state));
}

/** The hour that the alarms are about. */
export function alarmHour(state: State): { readonly fromMs: number; readonly toMs: number } {
	return hourUntil(currentRange(state).toMs);
}

function alarmState(state: State, alarm: Alarm): AlarmState {
	const queries = composedQueries(state).filter(({ name }) => name === alarm.name);
	const slots = queries.map(({ slot }) => state.slots[slot]);
	const reason =
		(queries.length > 0 && isBeyondStored(state)
			? 'no record of this hour is stored'
			: undefined) ?? slots.map(faultOf).find(one => one !== undefined);

	if (reason !== undefined) {
		return { kind: 'unknown', reason };
	}

	const results = slots.flatMap((slot, index) =>
		slot?.result?.complete === true && isOfHour(state, slot) && slot.text === queries[index]?.text
			? [slot.result]
			: [],
	);
	const isReady = isTold(state) && results.length === slots.length;
	const endMs = slots[0]?.resultRange?.toMs ?? currentRange(state).toMs;
	const reading = isReady ? alarm.read(results, situationOf(state, endMs)) : undefined;
	return reading === undefined ? { kind: 'looking' } : { kind: 'read', reading };
}

/** What was counted until another moment is no answer; while time goes by, an answer of some minutes ago is one. */
function isOfHour(state: State, { resultRange }: Slot): boolean {
	const behindMs = currentRange(state).toMs - (resultRange?.toMs ?? Number.NEGATIVE_INFINITY);
	return isStill(state) ? behindMs === 0 : behindMs >= 0 && behindMs < answerMs;
}

/** A range with an end of its own does not move. */
function isStill({ range, paused }: State): boolean {
	return paused === undefined && range.kind === 'fixed';
}

/** An answer stands until the next one has come. */
const answerMs = 10 * minuteMs;

/** Whether the hour is one of which the store cannot have a record: a source that is followed may simply be silent. */
function isBeyondStored(state: State): boolean {
	const { times, status } = state;
	const { fromMs, toMs } = alarmHour(state);
	return (
		times === undefined ||
		toMs <= times.oldestMs ||
		(fromMs > times.newestMs && !['live', 'waiting'].includes(status.state))
	);
}

/** A 0 of a query that failed or that lacks a feed is no answer. */
function faultOf(slot: Slot | undefined): string | undefined {
	return (
		slot?.faults.find(({ severity }) => severity === 'fault')?.message ??
		slot?.error?.message ??
		slot?.result?.lacks?.[0]
	);
}

function situationOf(state: State, endMs: number): Situation {
	const { account, status, times } = state;
	const { fromMs, toMs } = alarmHour(state);
	return {
		endMs,
		oldestMs: times?.oldestMs ?? endMs,
		lackingCount: (account?.spans ?? [])
			.filter(
				span => span.toMs > fromMs && span.fromMs < toMs && span.toMs - span.fromMs < knownSpanMs,
			)
			.reduce((sum, { lackingCount }) => sum + lackingCount, 0),
		badTrailCount: (status.trails ?? []).filter(one => one.state === 'bad').length,
		unlistedCount: account?.unlistedCount ?? 0,
		isWaiting: status.state === 'waiting',
	};
}

/** Objects without a time in their names may hold records of any time: they are no news of this hour. */
const knownSpanMs = 7 * 24 * hourMs;
