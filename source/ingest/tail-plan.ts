import type { ObjectKey } from '../trail/object-key.ts';
import { hourMs } from '../text/duration.ts';

const dayMs = 24 * hourMs;

/**
 * Records are delivered after they happened, so the stamp of their object is up to this many ms
 * later. Where objects show that it takes longer, a backfill doubles it.
 */
export const deliveryGraceMs = 2 * hourMs;
/** Objects that are named so long after a range are said when they are not fetched, in ms. */
export const lateMs = 2 * dayMs;

/**
 * How far back each listing looks, in ms on the server's clock. In a test with two months of real
 * names and three models of late delivery, the three together missed nothing. AWS redelivers for 30
 * days.
 */
export const lookBackMs = { tail: hourMs, hourly: 48 * hourMs, daily: 31 * dayMs } as const;

/** A day is complete this many ms after its end, when late deliveries have usually arrived. */
export const dayGraceMs = 3_600_000;
/** No trail is older than this, so an unbounded range starts here. Ms since the epoch. */
export const trailsBeganMs = Date.UTC(2013, 10, 13);

export interface PollPace {
	readonly pollEveryMs: number;
	/** LastModified of the newest object of the prefix; undefined before the first. */
	readonly newestObjectMs: number | undefined;
	readonly nowMs: number;
	readonly random: () => number;
}

/**
 * A quiet region is polled less often. Jitter prevents that hundreds of prefixes are polled at
 * once.
 */
export function nextPollAfterMs({ pollEveryMs, newestObjectMs, nowMs, random }: PollPace): number {
	const quietMs = newestObjectMs === undefined ? 2 * hourMs : nowMs - newestObjectMs;
	const factor = quietMs < hourMs ? 1 : quietMs < dayMs ? 5 : 30;
	return pollEveryMs * factor * (0.9 + 0.2 * random());
}

/**
 * Where a poll starts to look: an hour back, or longer when the last poll is longer ago, for
 * example after the computer slept.
 */
export function tailFromMs(nowMs: number, lastPollMs: number | undefined): number {
	const sinceLastMs = lastPollMs === undefined ? 0 : Math.max(0, nowMs - lastPollMs);
	return nowMs - lookBackMs.tail - Math.min(sinceLastMs, lookBackMs.daily);
}

/** UTC days as `2026-03-01` that the half-open range touches, newest first. */
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
 * Names the partitions of a backfill. A large day has its own. Consecutive small days share one,
 * because a year of a quiet trail would otherwise become hundreds of tiny segments.
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

/**
 * The partition for an object that a poll found. Late objects get another one, because they would
 * widen the tail's time range.
 */
export function tailPartition(parsed: ObjectKey, nowMs: number): string {
	if (Number.isNaN(parsed.stampMs)) {
		return 'loose';
	}

	return parsed.stampMs >= nowMs - lookBackMs.hourly ? 'tail' : `day:${dayOf(parsed.stampMs)}`;
}
