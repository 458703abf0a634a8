import type { QueryResult } from '../query/port.ts';
import { formatNumber } from '../text/number.ts';
import { padStart } from '../text/fit.ts';
import { axisLabels, axisWidth, niceCeiling, timeAxis } from './axis.ts';
import { pastOf, pastSeries } from './before.ts';
import type { PastSeries } from './before.ts';
import { columnBlocks } from './blocks.ts';
import { beforeHole, beforeMark, legendColumn, legendRow, timeLegend } from './legend.ts';
import type { LegendEntry } from './legend.ts';
import type { Drawing, Frame } from './model.ts';
import { tooSmallLines } from './notice.ts';
import { cellsOf, foldSeries, resample, toTimeTable } from './series.ts';
import type { Series, TimeTable } from './series.ts';
import { mergeSpans, otherStyle, padLines, seriesColoursMax, seriesStyle, span } from './span.ts';
import type { Line, Span } from './span.ts';
import { timeItems } from './time-items.ts';

const widthCellsMin = 16;
const heightCellsMin = 3;
const legendBesideCells = 56;

/** Columns over time, stacked by series. */
export function drawColumn(result: QueryResult, frame: Frame): Drawing {
	const table = toTimeTable(result, frame.range, frame);

	if (
		table === undefined ||
		frame.widthCells < widthCellsMin ||
		frame.heightCells < heightCellsMin
	) {
		return {
			lines: tooSmallLines(widthCellsMin, heightCellsMin, frame),
			note: '',
			items: [],
			itemCount: 0,
			hiddenCount: 0,
			figures: {},
		};
	}

	const folded = foldSeries(table.series, seriesColoursMax);
	const drawn = folded.other === undefined ? folded.series : [...folded.series, folded.other];
	const past = pastSeries(table, pastOf(frame.before), frame.range);
	const legend = timeLegend(folded, frame.cursor.row, past);
	const items = timeItems(table, frame, past);

	return {
		lines: layOut(table, drawn, past, legend, frame),
		note:
			frame.cursor.row >= 0
				? (items[frame.cursor.row]?.label ?? '')
				: table.series.length > 1
					? `${formatNumber(table.series.length)} series`
					: '',
		items,
		itemCount: items.length,
		hiddenCount: folded.otherCount,
		figures: {
			starts: table.starts,
			stepMs: table.stepMs,
			series: table.series.map(({ label, values, total }) => ({ label, values, total })),
			...(past === undefined ? {} : { before: past }),
		},
	};
}

function layOut(
	table: TimeTable,
	drawn: readonly Series[],
	past: PastSeries | undefined,
	legend: readonly LegendEntry[],
	frame: Frame,
): Line[] {
	const beside = legend.length > 0 && frame.widthCells >= legendBesideCells;
	const below = legend.length > 0 && !beside && frame.heightCells >= 5;
	const legendCells = beside
		? Math.min(
				Math.floor(frame.widthCells * 0.34),
				Math.max(...legend.map(entry => entry.label.length)) + 10,
			)
		: 0;
	const chartCells = frame.widthCells - (beside ? legendCells + 2 : 0);
	const chartHeight = frame.heightCells - 1 - (below ? 1 : 0);
	const chart = columnChart(table, drawn, past, chartCells, chartHeight, frame);

	if (below) {
		const row = legendRow(legend, frame.widthCells, frame.cursor.row >= 0);

		return padLines([...chart, row], frame.heightCells);
	}

	if (!beside) {
		return padLines(chart, frame.heightCells);
	}

	const names = legendColumn(legend, legendCells);

	return padLines(
		chart.map((line, row) => [...line, span('  '), ...(names[row] ?? [])]),
		frame.heightCells,
	);
}

/** The plot with its axis at the left, and the clock under it: `heightCells + 1` lines. */
function columnChart(
	table: TimeTable,
	series: readonly Series[],
	past: PastSeries | undefined,
	widthCells: number,
	heightCells: number,
	frame: Frame,
): Line[] {
	const sums = table.starts.map((_, bucket) =>
		series.reduce((sum, one) => sum + (one.values[bucket] ?? 0), 0),
	);
	// Each cell shows its bucket with most events: an hour of attack must not vanish in an average.
	const highest = Math.max(...sums, ...(past?.values ?? []), 1);
	const peaks = peakBuckets(sums, widthCells - 1 - axisWidth(highest));
	const top = niceCeiling(highest);
	const labelCells = axisWidth(top);
	const plotCells = peaks.length;
	const chosen =
		frame.cursor.row < 0 ? undefined : cellsOf(frame.cursor.row, table.starts.length, plotCells);
	const columns = peaks.map(bucket =>
		stackColumn(
			series.map(one => one.values[bucket] ?? 0),
			top,
			heightCells,
			series.at(-1)?.column === '' ? series.length - 1 : -1,
		),
	);
	const marks = beforeRows(past, plotCells, heightCells, top);
	const labels = axisLabels(top, heightCells);
	const lines: Line[] = [];

	for (let row = 0; row < heightCells; row++) {
		const label = labels[row] ?? '';
		const cells = columns.map((column, cell): Span => {
			const piece = marked(column[row] ?? span(' '), marks[cell] === row);
			const isChosen = chosen !== undefined && cell >= chosen.from && cell < chosen.to;

			return isChosen ? { ...piece, selected: true } : piece;
		});
		lines.push([
			span(padStart(label, labelCells) + (label === '' ? '│' : '┤'), 'axis'),
			...mergeSpans(cells),
		]);
	}

	return [
		...lines,
		[span(' '.repeat(labelCells + 1)), ...timeAxis(frame.range, plotCells, frame.timeZone)],
	];
}

/** Inside a column the mark is a hole in it, or the column would seem to end below. */
function marked(piece: Span, isBefore: boolean): Span {
	if (!isBefore) {
		return piece;
	}

	return piece.text === ' ' ? span(beforeMark, 'dim') : { ...piece, text: beforeHole };
}

/** For each cell the row in which the period before reaches its height; -1 where nothing was. */
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

/** For each cell the bucket it shows. */
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

/** One column from the top row down: the first series at the foot. */
function stackColumn(
	values: readonly number[],
	top: number,
	heightCells: number,
	otherIndex: number,
): Span[] {
	const total = values.reduce((sum, value) => sum + value, 0);
	const outline = columnBlocks(total / top, heightCells);

	return outline.map((block, row): Span => {
		if (block === ' ') {
			return span(' ');
		}

		// The series that covers the middle of the cell names it.
		const filled = Math.min(1, '▁▂▃▄▅▆▇█'.indexOf(block) / 7);
		const middle = ((heightCells - 1 - row + Math.max(0.06, filled / 2)) / heightCells) * top;
		const index = seriesAt(values, Math.min(middle, total * 0.9999));
		const style = index === otherIndex ? otherStyle : seriesStyle(index);
		// A full cell carries the fill that tells its series without colour.
		const text = block === '█' && values.length > 1 ? style.fill : block;

		return span(text, style.role);
	});
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
