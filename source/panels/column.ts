import type { QueryResult } from '../query/port.ts';
import { axisWidth, niceCeiling } from './axis.ts';
import type { PastSeries } from './before.ts';
import { columnBlocks, toEighths, upBlock } from './blocks.ts';
import { depthRole } from './depth.ts';
import { beforeHole, beforeMark, timeLegend } from './legend.ts';
import type { Drawing, PanelContext } from './model.ts';
import { cellsOf, foldSeries, resample } from './series.ts';
import type { Series, TimeTable } from './time-table.ts';
import { seriesStyles } from './series-style.ts';
import { stackCells, stackSpan, wholeCells } from './stack.ts';
import { otherStyle, seriesColoursMax, span } from './span.ts';
import type { Line, SeriesStyle, Span } from './span.ts';
import { overTime, withAxes, withLegend } from './time-chart.ts';
import { seriesFigures, seriesNote, timeItems } from './time-items.ts';

/** Columns over time, with stacked series. */
export function drawColumn(result: QueryResult, context: PanelContext): Drawing {
	return overTime(result, context, (table, past) => {
		const folded = foldSeries(table.series, seriesColoursMax);
		const drawn = folded.other === undefined ? folded.series : [...folded.series, folded.other];
		const styles = seriesStyles(folded.series.map(({ label }) => label));
		const legend = timeLegend(folded, context.cursor.row, past);
		return {
			lines: withLegend(legend, context, (widthCells, heightCells) =>
				columnChart(table, { series: drawn, styles }, past, widthCells, heightCells - 1, context),
			),
			items: timeItems(table, context, past),
			note: seriesNote(table),
			hiddenCount: folded.otherCount,
			figures: seriesFigures(table),
		};
	});
}

/** The plot with its axis at the left and the times below: `heightCells + 1` lines. */
function columnChart(
	table: TimeTable,
	{
		series,
		styles,
	}: { readonly series: readonly Series[]; readonly styles: readonly SeriesStyle[] },
	past: PastSeries | undefined,
	widthCells: number,
	heightCells: number,
	context: PanelContext,
): Line[] {
	const sums = table.starts.map((_, bucket) =>
		series.reduce((sum, one) => sum + (one.values[bucket] ?? 0), 0),
	);
	// Each cell shows the bucket with the most events, because an average would hide a short
	// attack.
	const highest = Math.max(...sums, ...(past?.values ?? []), 1);
	const top = niceCeiling(highest);
	const peaks = peakBuckets(sums, widthCells - 1 - axisWidth(top));
	const plotCells = peaks.length;
	const chosen =
		context.cursor.row < 0
			? undefined
			: cellsOf(context.cursor.row, table.starts.length, plotCells);
	// Where there are more cells than buckets, neighbours show the same one.
	const stacks = new Map(
		[...new Set(peaks)].map(bucket => {
			const values = series.map(one => one.values[bucket] ?? 0);
			return [bucket, stackColumn(values, top, heightCells, styles)] as const;
		}),
	);
	const columns = peaks.map(bucket => stacks.get(bucket) ?? []);
	const marks = beforeRows(past, plotCells, heightCells, top);
	const rows = Array.from({ length: heightCells }, (_, row) =>
		columns.map((column, cell): Span => {
			const piece = marked(column[row] ?? span(' '), marks[cell] === row);
			const isChosen = chosen !== undefined && cell >= chosen.from && cell < chosen.to;
			return isChosen ? { ...piece, selected: true } : piece;
		}),
	);
	return withAxes(rows, top, context);
}

/** Inside a column the mark is a hole, or the column would seem to end below it. */
function marked(piece: Span, isBefore: boolean): Span {
	if (!isBefore) {
		return piece;
	}

	const { edge, ...whole } = piece;
	return piece.text === ' ' && edge === undefined
		? span(beforeMark, 'dim')
		: { ...whole, text: beforeHole, role: edge?.role ?? piece.role };
}

/** For each cell, the row of the height of the period before; -1 when it had nothing. */
function beforeRows(
	past: PastSeries | undefined,
	cells: number,
	heightCells: number,
	top: number,
): number[] {
	return resample(past?.values ?? [], cells, 'max').map(value =>
		value <= 0
			? -1
			: heightCells - Math.max(1, Math.ceil(shareOf(value, top, heightCells) * heightCells)),
	);
}

/** The share of the plot's height that a value has: the top of the axis is at the middle of its row, where its tick is. */
function shareOf(value: number, top: number, heightCells: number): number {
	return ((value / top) * (heightCells - 0.5)) / heightCells;
}

/** For each cell, the bucket that it shows. */
function peakBuckets(sums: readonly number[], cells: number): number[] {
	const tops = resample(sums, cells, 'max');
	return tops.map((peak, cell) => {
		const from = Math.floor((cell * sums.length) / cells);
		const to = Math.max(from + 1, Math.floor(((cell + 1) * sums.length) / cells));

		for (let bucket = from; bucket < to; bucket++) {
			if (sums[bucket] === peak) {
				return bucket;
			}
		}

		return from;
	});
}

/** One column from the top row down; the first series is at the bottom. What has no style is that of all others. */
function stackColumn(
	values: readonly number[],
	top: number,
	heightCells: number,
	styles: readonly SeriesStyle[],
): Span[] {
	const total = values.reduce((sum, value) => sum + value, 0);
	const share = shareOf(total, top, heightCells);
	const [style = otherStyle] = styles;
	if (values.length === 1) {
		const isPlain = style.role === 'series-0';
		return columnBlocks(share, heightCells).map((block, row) =>
			block === ' '
				? span(' ')
				: span(block, isPlain ? depthRole((heightCells - row) / heightCells) : style.role),
		);
	}

	const eighths = toEighths(share, heightCells);
	const cells = stackCells(values, eighths);
	const whole = wholeCells(values, eighths);
	return Array.from({ length: heightCells }, (_, row) => {
		const at = heightCells - 1 - row;
		return stackSpan(cells[at], whole[at], styles, upBlock);
	});
}
