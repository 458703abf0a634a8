import type { TimeSpan } from '../../panels/model.ts';
import { dayMs, formatDuration, hourMs, minuteMs, parseDuration } from '../../text/duration.ts';
import { formatTime, fromWallMs, zoneOffsetMs } from '../../text/time.ts';

/** A time range as the user chose it: a length that ends now, or two fixed times. */
export type Range =
	| { readonly kind: 'last'; readonly lengthMs: number }
	| { readonly kind: 'fixed'; readonly fromMs: number; readonly toMs: number };

export interface Preset {
	readonly key: string;
	readonly label: string;
	readonly range: Range;
}

const last = (lengthMs: number): Range => ({ kind: 'last', lengthMs });

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
	return range.kind === 'last'
		? { fromMs: nowMs - range.lengthMs, toMs: nowMs }
		: { fromMs: range.fromMs, toMs: range.toMs };
}

/** `last 24h`, or the two times. */
export function rangeLabel(range: Range, timeZone: string): string {
	if (range.kind === 'last') {
		return `last ${lengthLabel(range.lengthMs)}`;
	}

	const from = formatTime(range.fromMs, timeZone, 'full').slice(0, 16);
	const to = formatTime(range.toMs, timeZone, 'full').slice(0, 16);
	return from.slice(0, 10) === to.slice(0, 10) ? `${from} – ${to.slice(11)}` : `${from} – ${to}`;
}

/** Prints hours up to two days, because people say 24h rather than 1d. */
export function lengthLabel(lengthMs: number): string {
	return lengthMs % hourMs === 0 && lengthMs < 2 * dayMs
		? `${lengthMs / hourMs}h`
		: formatDuration(lengthMs);
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
		return bounded({ kind: 'fixed', fromMs: midnight, toMs: nowMs });
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
		const end = isDay ? startOfDay(from + 36 * hourMs, timeZone) : nowMs;
		return bounded({ kind: 'fixed', fromMs: from, toMs: end });
	}

	const to = parseMoment(toText, nowMs, timeZone, from);
	return to === undefined
		? { ok: false, message: `"${toText}" is no time`, next: help }
		: bounded({ kind: 'fixed', fromMs: from, toMs: to });
}

function bounded(range: Range): RangeOutcome {
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
export function zoomRange(range: Range, factor: number): Range {
	const bound = (lengthMs: number) => Math.max(lengthMsMin, Math.min(lengthMsMax, lengthMs));

	if (range.kind === 'last') {
		return last(bound(Math.round(range.lengthMs * factor)));
	}

	const lengthMs = bound(Math.round((range.toMs - range.fromMs) * factor));
	const middle = (range.fromMs + range.toMs) / 2;
	const fromMs = Math.round(middle - lengthMs / 2);
	return { kind: 'fixed', fromMs, toMs: fromMs + lengthMs };
}

/** Moves the window by half its length. */
export function shiftRange(range: Range, direction: -1 | 1, nowMs: number): Range {
	const { fromMs, toMs } = resolveRange(range, nowMs);
	const lengthMs = toMs - fromMs;
	const shifted = fromMs + direction * Math.round(lengthMs / 2);
	return shifted + lengthMs >= nowMs && range.kind === 'last'
		? range
		: { kind: 'fixed', fromMs: shifted, toMs: shifted + lengthMs };
}
