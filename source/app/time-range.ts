import { dayMs } from '../text/duration.ts';
import { fit } from '../text/fit.ts';
import { sanitise } from '../text/sanitise.ts';
import { fromWallMs, zoneOffsetMs } from '../text/time.ts';
import { readSpoken } from '../text/when/when.ts';
import type { Here, Spoken } from '../text/when/when.ts';
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
 * Reads `--since` and `--until`. Where `--since` says both ends (`10:00-11:00`) there is no `--until`.
 *
 * @param nowMs - the end of the range when there is no `until`; with it, `since` counts from there
 * @param timeZone - of times that name none
 * @throws UsageError when a text is no time, or the range is empty
 */
export function readTimeRange(
	since: string | undefined,
	until: string | undefined,
	nowMs: number,
	timeZone: string,
): TimeRange {
	const both = since === undefined ? undefined : bothEnds(since, until, { nowMs, timeZone });
	if (both !== undefined) {
		return both;
	}

	const toMs = until === undefined ? nowMs : readTime('until', until, nowMs, timeZone);
	const fromMs = readTime('since', since ?? sinceDefault, toMs, timeZone);
	if (fromMs >= toMs) {
		throw new UsageError(
			`the range ${new Date(fromMs).toISOString()} … ${new Date(toMs).toISOString()} is empty; --since must lie before --until`,
		);
	}

	return { fromMs, toMs };
}

/** The ends of a `--since` that names two; undefined when it names one. */
function bothEnds(since: string, until: string | undefined, here: Here): TimeRange | undefined {
	const spoken = speak('since', since, here);
	if (spoken.kind !== 'between') {
		return undefined;
	}

	if (until !== undefined) {
		throw new UsageError(
			`--since "${since}" says where the range ends, and so does --until; leave out --until, or write one time as --since`,
		);
	}

	return { fromMs: spoken.fromMs, toMs: spoken.toMs };
}

/** What `--since` without `--until` means while time goes on. */
export function kindOfSince(since: string, here: Here): 'last' | 'since' | 'fixed' {
	const { kind } = speak('since', since, here);
	return kind === 'last' ? 'last' : kind === 'between' ? 'fixed' : 'since';
}

/**
 * The moment that a text says: a length before `endMs` (`24h`, `-7d`), or the start of a day, a week, a month.
 *
 * @throws UsageError when it says none, with the nearest text that does
 */
export function readTime(name: string, text: string, endMs: number, timeZone: string): number {
	const spoken = speak(name, text, { nowMs: endMs, timeZone });
	if (spoken.kind === 'between') {
		throw new UsageError(`--${name} is one time, and "${text}" is a range; write --${name} 24h`);
	}

	return spoken.kind === 'last' ? endMs - spoken.lengthMs : spoken.fromMs;
}

function speak(name: string, text: string, here: Here): Spoken {
	const outcome = readSpoken(text, knownZone(here));
	if (!outcome.ok) {
		const { reason, example } = outcome;
		const found = reason.startsWith('"') ? ` ${reason}` : ` "${shortened(text)}": ${reason}`;
		throw new UsageError(
			`--${name}${found}; write --${name} ${quoted(example)}, or another time of \`trailtop help time\``,
		);
	}

	return outcome.spoken;
}

function knownZone(here: Here): Here {
	try {
		zoneOffsetMs(here.nowMs, here.timeZone);
		return here;
	} catch {
		throw new UsageError(
			`time_zone "${here.timeZone}" of the configuration is none; write one such as Europe/Berlin`,
		);
	}
}

function shortened(text: string): string {
	return fit(sanitise(text.slice(0, 200)), 60);
}

/** As a shell takes it. */
function quoted(text: string): string {
	return /^[\w:.+/-]+$/.test(text) ? text : `"${text}"`;
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
