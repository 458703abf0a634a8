import { formatNumber } from '../text/number.ts';
import { formatTime } from '../text/time.ts';
import { dayMs } from '../text/duration.ts';
import type { PastSeries } from './before.ts';
import type { Drawing, PanelContext, Item } from './model.ts';
import type { TimeTable } from './time-table.ts';

/** One item per bucket, with its time and its total. */
export function timeItems(
	table: TimeTable,
	context: PanelContext,
	past: PastSeries | undefined,
): Item[] {
	const form = context.range.toMs - context.range.fromMs > dayMs ? 'day-minute' : 'minute';
	return table.starts.map((startMs, bucket) => {
		const value = table.series.reduce((sum, one) => sum + (one.values[bucket] ?? 0), 0);
		const before = past === undefined ? '' : ` · before ${formatNumber(past.values[bucket] ?? 0)}`;
		return {
			rows: [table.rows[bucket] ?? -1].filter(row => row >= 0),
			column: undefined,
			bucket: { fromMs: startMs, toMs: startMs + table.stepMs },
			label: `${formatTime(startMs, context.timeZone, form)} · ${formatNumber(value)}${before}`,
			value,
		};
	});
}

/** The note at the right of the title of a chart with several series. */
export function seriesNote({ series }: TimeTable): string {
	const count = series.reduce((sum, { stands = 1 }) => sum + stands, 0);
	return count > 1 ? `${formatNumber(count)} series` : '';
}

/** The data of the series, for programs. */
export function seriesFigures({ series }: TimeTable): Drawing['figures'] {
	return { series: series.map(({ label, values, total }) => ({ label, values, total })) };
}
