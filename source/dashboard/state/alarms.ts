import { alarms } from '../alarm/index.ts';
import type { Alarm, Reading, Situation } from '../alarm/alarm.ts';
import { composeQuery } from '../compose/compose.ts';
import { hourMs, secondMs } from '../../text/duration.ts';
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
		chosen: '',
		note: '',
		restMs,
	}));
}

interface ComposedAlarm {
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
			slot: slotOf(alarm, id),
			text: composeQuery(text, { scope }),
			lengthMs,
		})),
	);
	composedOf.set(layouts, { scope, queries });
	return queries;
}

/**
 * Before the last day was read, what is usual is not known, and the newest hour seems to be more than it. A source is read
 * from its newest day on.
 */
function isTold(state: State): boolean {
	const { account, status, times } = state;
	const isFilling = ['connecting', 'backfilling'].includes(status.state);
	const isDayRead = (times?.oldestMs ?? Infinity) < currentRange(state).toMs - readMs;
	return account !== undefined && (!isFilling || isDayRead);
}

/** The longest that an alarm looks back, and an hour more for objects that come in another order. */
const readMs = 26 * hourMs;

/** What one alarm tells. */
export type AlarmState =
	| { readonly kind: 'read'; readonly reading: Reading }
	| { readonly kind: 'looking' }
	/** It cannot be told, and why. */
	| { readonly kind: 'unknown'; readonly reason: string };

export interface ReadAlarm {
	readonly alarm: Alarm;
	readonly state: AlarmState;
	readonly key: string | undefined;
}

const levels = { bad: 0, warn: 1, quiet: 2 } as const;

/** All alarms: the worst first. */
export function readAlarms(state: State): readonly ReadAlarm[] {
	const read = alarms.map(alarm => ({
		alarm,
		state: alarmState(state, alarm),
		key: alarm.keyFor(state.layouts),
	}));
	const rankOf = (one: AlarmState) => (one.kind === 'read' ? levels[one.reading.level] : 3);
	return read.toSorted((a, b) => rankOf(a.state) - rankOf(b.state));
}

/** The hour that the alarms are about. */
export function alarmHour(state: State): { readonly fromMs: number; readonly toMs: number } {
	const { toMs } = currentRange(state);
	return { fromMs: toMs - hourMs, toMs };
}

function alarmState(state: State, alarm: Alarm): AlarmState {
	const slots = alarm.queries(state.layouts).map(({ id }) => state.slots[slotOf(alarm, id)]);
	const reason = slots.map(faultOf).find(one => one !== undefined);

	if (reason !== undefined) {
		return { kind: 'unknown', reason };
	}

	const results = slots.flatMap(slot =>
		slot?.result?.complete === true && slot.resultRange !== undefined ? [slot.result] : [],
	);
	// During a later backfill the last results hold.
	const isReady = results.length === slots.length && (slots.length > 0 || isTold(state));
	const endMs = slots[0]?.resultRange?.toMs ?? currentRange(state).toMs;
	const reading = isReady ? alarm.read(results, situationOf(state, endMs)) : undefined;
	return reading === undefined ? { kind: 'looking' } : { kind: 'read', reading };
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
