import type { QueryResult } from '../../query/port.ts';
import { hourMs, minuteMs } from '../../text/duration.ts';
import { formatNumber } from '../../text/number.ts';
import type { Alarm, AlarmQuery, Reading, Situation } from './alarm.ts';

const bucketMs = 5 * minuteMs;
/** The hour, and the day before it. */
const hourCount = 25;
/** With fewer hours before it nobody knows what is usual. */
const usualHoursMin = 6;
/** So few are nobody's attack. */
const spikeCountMin = 3;
const deviationsMin = 3;
const deviationsBad = 6;

/** An alarm about more calls than usual. */
export function spike(
	name: string,
	words: Alarm['words'],
	dashboard: string,
	search: string,
): Alarm {
	return {
		name,
		words,
		leadsTo: { dashboard },
		queries: () => [hourly(search)],
		behind: search,
		read: ([result], situation) =>
			result === undefined ? undefined : spikeReading(countsByHour(result, situation)),
	};
}

/** Counts by five minutes over the last day and an hour. */
export function hourly(search: string): AlarmQuery {
	return {
		id: 'hours',
		text: `${search}\n| timeslice 5m\n| count as eventCount by _timeslice`,
		lengthMs: hourCount * hourMs,
	};
}

function lastBucketEnd(endMs: number): number {
	return Math.ceil(endMs / bucketMs) * bucketMs;
}

/** The last hour in whole buckets: five minutes that have just begun make it shorter, and never longer. */
export function hourUntil(endMs: number): { readonly fromMs: number; readonly toMs: number } {
	return { fromMs: lastBucketEnd(endMs) - hourMs, toMs: endMs };
}

export interface HourCounts {
	readonly last: number;
	/** Of the hours before it in which the store has records, newest first. */
	readonly before: readonly number[];
}

/** The hour is that of `hourUntil`. */
export function countsByHour(
	{ columns, rows }: QueryResult,
	{ endMs, oldestMs }: Pick<Situation, 'endMs' | 'oldestMs'>,
): HourCounts {
	const time = columns.indexOf('_timeslice');
	const count = columns.indexOf('eventCount');
	const lastMs = lastBucketEnd(endMs);
	const known = Math.max(0, Math.min(hourCount, Math.ceil((lastMs - oldestMs) / hourMs)));
	const counts = new Array<number>(Math.max(1, known)).fill(0);

	for (const row of rows) {
		const hour = Math.floor((lastMs - 1 - Number(row[time])) / hourMs);

		if (hour >= 0 && hour < counts.length) {
			counts[hour] = (counts[hour] ?? 0) + Number(row[count]);
		}
	}

	// Of the oldest hour only a part may be there.
	return { last: counts[0] ?? 0, before: counts.slice(1, known < hourCount ? -1 : undefined) };
}

function spikeReading({ last, before }: HourCounts): Reading {
	const usual = before.reduce((sum, one) => sum + one, 0) / Math.max(1, before.length);
	const variance =
		before.reduce((sum, one) => sum + (one - usual) ** 2, 0) / Math.max(1, before.length);
	// Rare calls come by chance: one an hour on average is now and then four.
	const deviation = Math.max(1, Math.sqrt(usual), Math.sqrt(variance));
	const excess = (last - usual) / deviation;
	const isKnown = before.length >= usualHoursMin;
	const isSpike = isKnown && last >= spikeCountMin && excess > deviationsMin;
	const round = Math.round(usual);
	return {
		count: last,
		level: !isSpike ? 'quiet' : excess > deviationsBad ? 'bad' : 'warn',
		change: isSpike ? `▲${formatNumber(last - round)}` : '',
		detail: isKnown
			? `usually ${usual > 0 && usual < 1 ? 'fewer than 1' : formatNumber(round)} an hour`
			: 'not known yet what is usual',
	};
}
