import { dayMs, msOfUnit } from '../text/duration.ts';
import { fromWallMs, zoneOffsetMs } from '../text/time.ts';
import { UsageError } from './arguments.ts';

export interface TimeRange {
	/** Half-open, ms since the epoch. */
	readonly fromMs: number;
	readonly toMs: number;
}

/** A time range as ISO-8601 times, for JSON output. */
export function isoRange({ fromMs, toMs }: TimeRange) {
	return { from: new Date(fromMs).toISOString(), to: new Date(toMs).toISOString() };
}

/** The default of the reference product, and so ours. */
const sinceDefault = '24h';

/**
 * Reads `--since` and `--until`.
 *
 * @param nowMs - the end of the range when there is no `until`
 * @throws UsageError when a text is neither a duration nor a time, or the range is empty
 */
export function readTimeRange(
	since: string | undefined,
	until: string | undefined,
	nowMs: number,
): TimeRange {
	const toMs = until === undefined ? nowMs : readTime('until', until, nowMs);
	const fromMs = readTime('since', since ?? sinceDefault, toMs);
	if (fromMs >= toMs) {
		throw new UsageError(
			`the range ${new Date(fromMs).toISOString()} … ${new Date(toMs).toISOString()} is empty; --since must lie before --until`,
		);
	}

	return { fromMs, toMs };
}

const durationForm = /^-?(\d+(?:\.\d+)?)\s*([smhdw])$/;

/** Whether a text is a duration such as `24h`, rather than a time. */
export function isDuration(text: string): boolean {
	return durationForm.test(text.trim());
}

/** A duration before `endMs` (`24h`, `-7d`), `now`, or an ISO-8601 time; without a zone it is UTC. */
export function readTime(name: string, text: string, endMs: number): number {
	const duration = durationForm.exec(text.trim());
	if (duration !== null) {
		return endMs - Number(duration[1]) * msOfUnit(duration[2]);
	}

	if (text.trim() === 'now') {
		return endMs;
	}

	const iso =
		/^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?)?(?:Z|[+-]\d{2}:?\d{2})?$/;
	const trimmed = text.trim();
	const zoned = /(?:Z|[+-]\d{2}:?\d{2})$/.test(trimmed.slice(10)) || trimmed.length === 10;
	const timeMs = iso.test(trimmed)
		? Date.parse(zoned ? trimmed : `${trimmed.replace(' ', 'T')}Z`)
		: Number.NaN;
	if (Number.isNaN(timeMs) || !isDay(trimmed.slice(0, 10))) {
		throw new UsageError(
			`--${name} is a duration such as 24h or 7d, or a time such as 2026-03-01T12:00:00Z; found "${text}"`,
		);
	}

	return timeMs;
}

/** JavaScript reads 30 February as 2 March. */
function isDay(text: string): boolean {
	const ms = Date.parse(`${text}T00:00:00Z`);
	return !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(text);
}

/**
 * The last whole days before a time, by the clock of a zone.
 *
 * @param dayCount - 1 is yesterday
 */
export function wholeDays(dayCount: number, nowMs: number, timeZone: string): TimeRange {
	const wallMs = nowMs + zoneOffsetMs(nowMs, timeZone);
	const todayMs = Math.floor(wallMs / dayMs) * dayMs;
	const fromMs = fromWallMs(Math.max(0, todayMs - dayCount * dayMs), timeZone);
	return { fromMs, toMs: fromWallMs(todayMs, timeZone) };
}
