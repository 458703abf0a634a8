import type { TimeSpan } from '../../panels/model.ts';
import { dayMs, hourMs, lengthLabel, minuteMs } from '../../text/duration.ts';
import { formatTime, fromWallMs, zoneOffsetMs } from '../../text/time.ts';
import { readSpoken } from '../../text/when/when.ts';
import type { Objection, Spoken } from '../../text/when/when.ts';

/** A time range as the user chose it. Times in ms since the epoch. */
export type Range =
	/** A length that ends now. */
	| { readonly kind: 'last'; readonly lengthMs: number }
	/** From the last midnight of an IANA zone until now; it begins anew with each day. */
	| { readonly kind: 'today'; readonly timeZone: string }
	/** From a time until now. */
	| { readonly kind: 'since'; readonly fromMs: number }
	| { readonly kind: 'fixed'; readonly fromMs: number; readonly toMs: number };

export interface Preset {
	readonly key: string;
	readonly label: string;
	readonly range: Range;
}

const last = (lengthMs: number) => ({ kind: 'last', lengthMs }) as const;

/** With keys with which no time begins that somebody may type. */
export const presets: readonly Preset[] = [
	{ key: 'c', label: 'last 5m', range: last(5 * minuteMs) },
	{ key: 'q', label: 'last 15m', range: last(15 * minuteMs) },
	{ key: 'h', label: 'last 1h', range: last(hourMs) },
	{ key: 'e', label: 'last 3h', range: last(3 * hourMs) },
	{ key: 'g', label: 'last 6h', range: last(6 * hourMs) },
	{ key: 'i', label: 'last 12h', range: last(12 * hourMs) },
	{ key: 'x', label: 'last 24h', range: last(dayMs) },
	{ key: 'v', label: 'last 3d', range: last(3 * dayMs) },
	{ key: 'k', label: 'last 7d', range: last(7 * dayMs) },
	{ key: 'z', label: 'last 14d', range: last(14 * dayMs) },
];

export const rangeDefault: Range = last(dayMs);

const lengthMsMin = minuteMs;
/** A longer range would have more buckets than a chart has cells. */
export const lengthMsMax = 400 * dayMs;

export function resolveRange(range: Range, nowMs: number): TimeSpan {
	switch (range.kind) {
		case 'last':
			return { fromMs: nowMs - range.lengthMs, toMs: nowMs };
		case 'today':
			// At midnight itself the day has not begun to have records.
			return { fromMs: startOfDay(nowMs - 1, range.timeZone), toMs: nowMs };
		case 'since':
			return { fromMs: Math.min(range.fromMs, nowMs - 1), toMs: nowMs };
		case 'fixed':
			return { fromMs: range.fromMs, toMs: range.toMs };
	}
}

/** The same range for somebody who reads times in another zone: a day begins when it begins there. */
export function inZone(range: Range, timeZone: string): Range {
	return range.kind === 'today' ? { ...range, timeZone } : range;
}

/** Whether its end stays now, but its start does not move with it. */
export function grows(range: Range): boolean {
	return range.kind === 'today' || range.kind === 'since';
}

/** Whether nothing that happens from now on can be in it. */
export function isOver(range: Range, nowMs: number): boolean {
	return range.kind === 'fixed' && range.toMs <= nowMs;
}

/** `last 24h`, `today`, `since 2026-03-01 10:00`, a day, or the two times. */
export function rangeLabel(range: Range, timeZone: string): string {
	const minuteOf = (timeMs: number) => formatTime(timeMs, timeZone, 'full').slice(0, 16);

	switch (range.kind) {
		case 'last':
			return `last ${lengthLabel(range.lengthMs)}`;
		case 'today':
			return 'today';
		case 'since':
			return `since ${minuteOf(range.fromMs)}`;
		case 'fixed': {
			const from = minuteOf(range.fromMs);
			const to = minuteOf(range.toMs);
			const isOneDay = from.slice(0, 10) === to.slice(0, 10);

			if (startOfDay(range.fromMs, timeZone) === range.fromMs && isDayLater(range, timeZone)) {
				return from.slice(0, 10);
			}

			return isOneDay ? `${from} – ${to.slice(11)}` : `${from} – ${to}`;
		}
	}
}

/** Whether the range is one whole day, which has 23 or 25 hours when the clock changes. */
function isDayLater({ fromMs, toMs }: TimeSpan, timeZone: string): boolean {
	return startOfDay(fromMs + 36 * hourMs, timeZone) === toMs;
}

/** Reads a range from a file that something may have damaged; undefined when it is none. */
export function knownRange(saved: unknown): Range | undefined {
	const { kind, lengthMs, fromMs, toMs, timeZone } = { ...(saved as Record<string, unknown>) };

	if (kind === 'last' && isTime(lengthMs)) {
		return checked({ kind, lengthMs });
	}

	if (kind === 'today' && typeof timeZone === 'string' && isZone(timeZone)) {
		return { kind, timeZone };
	}

	if (kind === 'since' && isTime(fromMs)) {
		return { kind, fromMs };
	}

	return kind === 'fixed' && isTime(fromMs) && isTime(toMs)
		? checked({ kind, fromMs, toMs })
		: undefined;
}

/** The largest time that a Date can hold, ms. */
const latestMs = 8.64e15;

function isTime(value: unknown): value is number {
	return typeof value === 'number' && Math.abs(value) <= latestMs;
}

function isZone(name: string): boolean {
	try {
		new Intl.DateTimeFormat('en', { timeZone: name });
		return true;
	} catch {
		return false;
	}
}

function checked(range: Extract<Range, { kind: 'last' | 'fixed' }>): Range | undefined {
	return objectionTo(range, 0, 'UTC') === undefined ? range : undefined;
}

export type RangeOutcome =
	| { readonly ok: true; readonly range: Range }
	| {
			readonly ok: false;
			readonly message: string;
			readonly next: string;
			/** The nearest text that is a range. */
			readonly example: string;
	  };

/**
 * Reads a range as people say it; `text/when/forms.ts` lists how. A moment is the start of a range until now.
 *
 * @param timeZone - the zone of times that name none
 */
export function parseRange(text: string, nowMs: number, timeZone: string): RangeOutcome {
	const outcome = readSpoken(text, { nowMs, timeZone }, spoken =>
		objectionTo(rangeOf(spoken, timeZone), nowMs, timeZone),
	);
	return outcome.ok
		? { ok: true, range: rangeOf(outcome.spoken, timeZone) }
		: {
				ok: false,
				message: outcome.reason,
				next: `write ${outcome.example}`,
				example: outcome.example,
			};
}

function rangeOf(spoken: Spoken, timeZone: string): Range {
	switch (spoken.kind) {
		case 'last':
			return last(spoken.lengthMs);
		case 'today':
			return { kind: 'today', timeZone };
		case 'since':
		case 'moment':
			return { kind: 'since', fromMs: spoken.fromMs };
		case 'period':
		case 'between':
			return { kind: 'fixed', fromMs: spoken.fromMs, toMs: spoken.toMs };
	}
}

/** What is wrong with a range that people can ask for; undefined when nothing is. */
function objectionTo(range: Range, nowMs: number, timeZone: string): Objection | undefined {
	if (range.kind === 'today') {
		return undefined;
	}

	const lengthMs =
		range.kind === 'last'
			? range.lengthMs
			: (range.kind === 'since' ? nowMs : range.toMs) - range.fromMs;
	if (!(lengthMs > 0)) {
		return { reason: 'the range is empty: it ends before it begins', mends: [] };
	}

	return lengthMs > lengthMsMax
		? { reason: 'the range is longer than 400 days', mends: shorter(range, timeZone) }
		: undefined;
}

/** As much of a range that is too long as can be shown, from its beginning. */
function shorter(range: Exclude<Range, { kind: 'today' }>, timeZone: string): readonly string[] {
	if (range.kind === 'last') {
		return [`last ${lengthMsMax / dayMs}d`];
	}

	const [from, to] = [range.fromMs, range.fromMs + lengthMsMax - 2 * dayMs].map(timeMs =>
		formatTime(timeMs, timeZone, 'full').slice(0, 10),
	);
	return [`${from ?? ''} - ${to ?? ''}`];
}

function startOfDay(timeMs: number, timeZone: string): number {
	const wallMs = timeMs + zoneOffsetMs(timeMs, timeZone);
	return fromWallMs(Math.floor(wallMs / dayMs) * dayMs, timeZone);
}

/** Halves or doubles the range around its middle; a range that ends now still ends now. */
export function zoomRange(range: Range, factor: number, nowMs: number): Range {
	const span = resolveRange(range, nowMs);
	const wantedMs = Math.round((span.toMs - span.fromMs) * factor);
	const lengthMs = Math.max(lengthMsMin, Math.min(lengthMsMax, wantedMs));

	if (range.kind !== 'fixed') {
		return last(lengthMs);
	}

	const middle = (span.fromMs + span.toMs) / 2;
	const fromMs = Math.round(middle - lengthMs / 2);
	return { kind: 'fixed', fromMs, toMs: fromMs + lengthMs };
}

/** Moves the window by half its length. */
export function shiftRange(range: Range, direction: -1 | 1, nowMs: number): Range {
	const { fromMs, toMs } = resolveRange(range, nowMs);
	const lengthMs = toMs - fromMs;
	const shifted = fromMs + direction * Math.round(lengthMs / 2);
	return shifted + lengthMs >= nowMs && range.kind !== 'fixed'
		? range
		: { kind: 'fixed', fromMs: shifted, toMs: shifted + lengthMs };
}
