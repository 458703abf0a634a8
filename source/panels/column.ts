import type { QueryResult } from '../query/port.ts';
import { axisWidth, niceCeiling } from './axis.ts';
import type { PastSeries } from './before.ts';
import { columnBlocks, withSmallOnes } from './blocks.ts';
import { depthRole } from './depth.ts';
import { beforeHole, beforeMark, timeLegend } from './legend.ts';
import type { Drawing, PanelContext } from './model.ts';
import { cellsOf, foldSeries, resample } from './series.ts';
import type { Series, TimeTable } from './time-table.ts';
import { seriesStyles } from './series-style.ts';
import { otherStyle, seriesColoursMax, span } from './span.ts';
import type { Line, SeriesStyle, Span } from './span.ts';
import { overTime, withAxes, withLegend } from './time-chart.ts';
import { seriesFigures, seriesNote, timeItems } from './time-items.ts';

/** Columns over time, with stacked series. */
export function drawColumn(result: QueryResult, context: PanelContext): Drawing {
	return overTime(result, context, (table, past) => {
		const folded = foldSeries(table.series, seriesColoursMax);
		const drawn = folded.other === undefined ? folded.series : [...folded.series, folded.other];
		const legend = timeLegend(folded, context.cursor.row, past);
		return {
			lines: withLegend(legend, context, (widthCells, heightCells) =>
				columnChart(table, drawn, past, widthCells, heightCells - 1, context),
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
	series: readonly Series[],
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
	const peaks = peakBuckets(sums, widthCells - 1 - axisWidth(highest));
	const top = niceCeiling(highest);
	const plotCells = peaks.length;
	const chosen =
		context.cursor.row < 0
			? undefined
			: cellsOf(context.cursor.row, table.starts.length, plotCells);
	const styles = seriesStyles(
		series.filter(({ column }) => column !== '').map(({ label }) => label),
	);
	const columns = peaks.map(bucket =>
		stackColumn(
			series.map(one => one.values[bucket] ?? 0),
			top,
			heightCells,
			styles,
		),
	);
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

	return piece.text === ' ' ? span(beforeMark, 'dim') : { ...piece, text: beforeHole };
}

/** For each cell, the row of the height of the period before; -1 when it had nothing. */
function beforeRows(
	past: PastSeries | undefined,
	cells: number,
	heightCells: number,
	top: number,
): number[] {
	return resample(past?.values ?? [], cells, 'max').map(value =>
		value <= 0 ? -1 : heightCells - Math.max(1, Math.ceil((value / top) * heightCells)),
	);
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
	const outline = columnBlocks(total / top, heightCells);
	const seen = seriesUpward(values, outline, top);
	return outline.map((block, row): Span => {
		if (block === ' ') {
			return span(' ');
		}

		const style = styles[seen[heightCells - 1 - row] ?? -1] ?? otherStyle;
		// A full cell has the fill character of its series, which distinguishes it without colour.
		const text = block === '█' && values.length > 1 ? style.fill : block;
		const isOnly = values.length === 1 && style.role === 'series-0';
		return span(text, isOnly ? depthRole((heightCells - row) / heightCells) : style.role);
	});
}

/** The series of each cell of a column, from the bottom; one that is small takes a cell of the largest, or it would not be seen. */
function seriesUpward(
	values: readonly number[],
	outline: readonly string[],
	top: number,
): readonly number[] {
	const total = values.reduce((sum, value) => sum + value, 0);
	const cells = values.map(() => 0);

	for (const [row, block] of outline.entries()) {
		if (block !== ' ') {
			// The series at the middle of the cell decides its style.
			const filled = Math.min(1, '▁▂▃▄▅▆▇█'.indexOf(block) / 7);
			const middle =
				((outline.length - 1 - row + Math.max(0.06, filled / 2)) / outline.length) * top;
			const index = seriesAt(values, Math.min(middle, total * 0.9999));
			cells[index] = (cells[index] ?? 0) + 1;
		}
	}

	return withSmallOnes(cells, values).flatMap((count, index) =>
		Array.from({ length: count }, () => index),
	);
}

function seriesAt(values: readonly number[], height: number): number {
	let sum = 0;

	for (const [index, value] of values.entries()) {
		sum += value;

		if (height < sum) {
			return index;
		}
	}

	return Math.max(0, values.length - 1);
}
