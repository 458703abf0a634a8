import type { ObjectKey } from '../trail/object-key.ts';
import { hourMs } from '../text/duration.ts';

const dayMs = 24 * hourMs;

/** How far back each listing looks, on the server's clock. Together they missed nothing of two
 * months of real names under three models of late delivery; AWS redelivers for 30 days. */
export const lookBackMs = { tail: hourMs, hourly: 48 * hourMs, daily: 31 * dayMs } as const;

export interface PollPace {
	readonly pollEveryMs: number;
	/** LastModified of the newest object of the prefix; undefined before the first. */
	readonly newestObjectMs: number | undefined;
	readonly nowMs: number;
	readonly random: () => number;
}

/** A quiet region is asked less often; jitter keeps hundreds of prefixes from asking at once. */
export function nextPollAfterMs({ pollEveryMs, newestObjectMs, nowMs, random }: PollPace): number {
	const quietMs = newestObjectMs === undefined ? 2 * hourMs : nowMs - newestObjectMs;
	const factor = quietMs < hourMs ? 1 : quietMs < dayMs ? 5 : 30;
	return pollEveryMs * factor * (0.9 + 0.2 * random());
}

/**
 * Where a poll starts to look: an hour back, or further when the last poll is longer ago than
 * that, as after a night asleep.
 */
export function tailFromMs(nowMs: number, lastPollMs: number | undefined): number {
	const sinceLastMs = lastPollMs === undefined ? 0 : Math.max(0, nowMs - lastPollMs);
	return nowMs - lookBackMs.tail - Math.min(sinceLastMs, lookBackMs.daily);
}

/** UTC days as `2026-03-01`, newest first, that the half-open range touches. */
export function daysNewestFirst(sinceMs: number, untilMs: number): readonly string[] {
	const days: string[] = [];
	const firstMs = Math.floor(sinceMs / dayMs) * dayMs;
	for (let ms = Math.floor((untilMs - 1) / dayMs) * dayMs; ms >= firstMs; ms -= dayMs) {
		days.push(dayOf(ms));
	}

	return days;
}

export function dayOf(ms: number): string {
	return new Date(ms).toISOString().slice(0, 10);
}

export function dayStartMs(day: string): number {
	return Date.parse(`${day}T00:00:00Z`);
}

export function dayEndMs(day: string): number {
	return dayStartMs(day) + dayMs;
}

const partitionRowsMin = 32_768;

/**
 * Names the open segments of a backfill. A day has its own when it is large; small days that
 * follow each other share one, or a year of a quiet trail would be hundreds of tiny segments.
 */
export class BackfillPartitions {
	#partition: string | undefined;
	#keptCount = 0;

	of(parsed: ObjectKey): string {
		if (Number.isNaN(parsed.stampMs)) {
			return 'loose';
		}

		const partition = `day:${dayOf(parsed.stampMs)}`;
		if (
			this.#partition === undefined ||
			(this.#keptCount >= partitionRowsMin && partition !== this.#partition)
		) {
			this.#partition = partition;
			this.#keptCount = 0;
		}

		return this.#partition;
	}

	kept(count: number): void {
		this.#keptCount += count;
	}
}

/** The open segment for what a poll brings: late objects must not widen the tail's time range. */
export function tailPartition(parsed: ObjectKey, nowMs: number): string {
	if (Number.isNaN(parsed.stampMs)) {
		return 'loose';
	}

	return parsed.stampMs >= nowMs - lookBackMs.hourly ? 'tail' : `day:${dayOf(parsed.stampMs)}`;
}
