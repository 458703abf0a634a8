import type { TimeSpan } from '../../panels/model.ts';
import { dayMs, hourMs, lengthLabel, minuteMs, parseDuration } from '../../text/duration.ts';
import { formatTime, fromWallMs, zoneOffsetMs } from '../../text/time.ts';

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

export const presets: readonly Preset[] = [
	{ key: '0', label: 'last 5m', range: last(5 * minuteMs) },
	{ key: '1', label: 'last 15m', range: last(15 * minuteMs) },
	{ key: '2', label: 'last 1h', range: last(hourMs) },
	{ key: '3', label: 'last 3h', range: last(3 * hourMs) },
	{ key: '4', label: 'last 6h', range: last(6 * hourMs) },
	{ key: '5', label: 'last 12h', range: last(12 * hourMs) },
	{ key: '6', label: 'last 24h', range: last(dayMs) },
	{ key: '7', label: 'last 3d', range: last(3 * dayMs) },
	{ key: '8', label: 'last 7d', range: last(7 * dayMs) },
	{ key: '9', label: 'last 14d', range: last(14 * dayMs) },
];

export const rangeDefault: Range = last(dayMs);

const lengthMsMin = minuteMs;
const lengthMsMax = 400 * dayMs;

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
	const outcome = bounded(range);
	return outcome.ok ? outcome.range : undefined;
}

export type RangeOutcome =
	| { readonly ok: true; readonly range: Range }
	| { readonly ok: false; readonly message: string; readonly next: string };

const help = 'write last 3h, yesterday, 2026-03-01, or 2026-03-01 10:00 .. 12:30';

/**
 * Reads a range as people write it: `last 3h`, `3h`, `-3h`, `today`, `yesterday`, a day, or two
 * times with `..`, `to` or `–` between them; the second may be a clock time alone.
 *
 * @param timeZone - the zone of times that name none
 */
export function parseRange(text: string, nowMs: number, timeZone: string): RangeOutcome {
	const trimmed = text.trim().toLowerCase().replace(/\s+/g, ' ');
	const length = parseDuration(trimmed.replace(/^(last |past |-)\s*/, ''));

	if (length !== undefined) {
		return bounded(last(length));
	}

	const midnight = startOfDay(nowMs, timeZone);

	if (trimmed === 'today') {
		return { ok: true, range: { kind: 'today', timeZone } };
	}

	if (trimmed === 'yesterday') {
		return bounded({
			kind: 'fixed',
			fromMs: startOfDay(midnight - 1, timeZone),
			toMs: midnight,
		});
	}

	const [fromText = '', toText] = trimmed.split(/\s*(?:\.\.\.?|–|—|\bto\b)\s*/);
	const from = parseMoment(fromText, nowMs, timeZone, undefined);

	if (from === undefined) {
		return { ok: false, message: `"${text.trim()}" is no time range`, next: help };
	}

	if (toText === undefined) {
		const isDay = /^\d{4}-\d{2}-\d{2}$/.test(fromText);
		return isDay
			? bounded({ kind: 'fixed', fromMs: from, toMs: startOfDay(from + 36 * hourMs, timeZone) })
			: since(from, nowMs);
	}

	if (toText === 'now') {
		return since(from, nowMs);
	}

	const to = parseMoment(toText, nowMs, timeZone, from);
	return to === undefined
		? { ok: false, message: `"${toText}" is no time`, next: help }
		: bounded({ kind: 'fixed', fromMs: from, toMs: to });
}

function since(fromMs: number, nowMs: number): RangeOutcome {
	const outcome = bounded({ kind: 'fixed', fromMs, toMs: nowMs });
	return outcome.ok ? { ok: true, range: { kind: 'since', fromMs } } : outcome;
}

function bounded(range: Extract<Range, { kind: 'last' | 'fixed' }>): RangeOutcome {
	const lengthMs = range.kind === 'last' ? range.lengthMs : range.toMs - range.fromMs;

	if (!(lengthMs > 0)) {
		return { ok: false, message: 'the range is empty', next: 'its end must be after its start' };
	}

	if (lengthMs > lengthMsMax) {
		return {
			ok: false,
			message: 'the range is longer than 400 days',
			next: 'choose a shorter one',
		};
	}

	return { ok: true, range };
}

function startOfDay(timeMs: number, timeZone: string): number {
	const wallMs = timeMs + zoneOffsetMs(timeMs, timeZone);
	return fromWallMs(Math.floor(wallMs / dayMs) * dayMs, timeZone);
}

const moment =
	/^(?:(\d{4}-\d{2}-\d{2})(?:[t ](\d{1,2}:\d{2}(?::\d{2})?(?:\.\d+)?))?|(\d{1,2}:\d{2}(?::\d{2})?))\s*(z|utc|[+-]\d{2}:?\d{2})?$/;

function parseMoment(
	text: string,
	nowMs: number,
	timeZone: string,
	dayOfMs: number | undefined,
): number | undefined {
	if (text === 'now') {
		return nowMs;
	}

	const ago = parseDuration(text.replace(/^-/, ''));

	if (ago !== undefined && text.startsWith('-')) {
		return nowMs - ago;
	}

	const match = moment.exec(text);

	if (match === null) {
		return undefined;
	}

	const [, day, clock, clockAlone, zone] = match;
	const dayText = day ?? formatTime(dayOfMs ?? nowMs, timeZone, 'full').slice(0, 10);
	const clockText = (clock ?? clockAlone ?? '00:00').padStart(5, '0');
	const named = zone === undefined ? 'Z' : zone === 'utc' ? 'Z' : zone.toUpperCase();
	const timeMs = Date.parse(`${dayText}T${clockText}${named}`);

	if (Number.isNaN(timeMs)) {
		return undefined;
	}

	return zone === undefined ? fromWallMs(timeMs, timeZone) : timeMs;
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
