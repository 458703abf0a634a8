import type { QueryResult } from '../query/port.ts';
import { padStart } from '../text/fit.ts';
import { formatNumber } from '../text/number.ts';
import { axisLabels, axisWidth, niceCeiling, timeAxis } from './axis.ts';
import { pastOf, pastSeries } from './before.ts';
import type { PastSeries } from './before.ts';
import { beforeMark, legendColumn, legendRow, timeLegend } from './legend.ts';
import type { Drawing, Frame } from './model.ts';
import { tooSmallLines } from './notice.ts';
import { levelOf, plotLine } from './plot.ts';
import { cellsOf, foldSeries, resample, toTimeTable } from './series.ts';
import type { TimeTable } from './series.ts';
import { mergeSpans, otherStyle, padLines, seriesStyle, span } from './span.ts';
import type { Line, Role, Span } from './span.ts';
import { timeItems } from './time-items.ts';

const widthCellsMin = 16;
const heightCellsMin = 3;
const legendBesideCells = 56;
/** More lines than this cover each other. */
const linesMax = 6;

/** Lines over time, one a series. */
export function drawLine(result: QueryResult, frame: Frame): Drawing {
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

	const folded = foldSeries(table.series, linesMax);
	const series = folded.other === undefined ? folded.series : [...folded.series, folded.other];
	const past = pastSeries(table, pastOf(frame.before), frame.range);
	const legend = timeLegend(folded, frame.cursor.row, past);
	const beside = legend.length > 0 && frame.widthCells >= legendBesideCells;
	const below = legend.length > 0 && !beside && frame.heightCells >= 5;
	const legendCells = beside ? Math.min(Math.floor(frame.widthCells * 0.34), 30) : 0;
	const chart = lineChart(
		table,
		series.map((one, index) => ({
			values: one.values,
			role: one.column === '' ? otherStyle.role : seriesStyle(index).role,
		})),
		past,
		frame.widthCells - (beside ? legendCells + 2 : 0),
		frame.heightCells - (below ? 1 : 0),
		frame,
	);
	const names = beside ? legendColumn(legend, legendCells) : [];
	const lines = beside
		? chart.map((line, row) => [...line, span('  '), ...(names[row] ?? [])])
		: below
			? [...chart, legendRow(legend, frame.widthCells, frame.cursor.row >= 0)]
			: chart;
	const items = timeItems(table, frame, past);

	return {
		lines: padLines(lines, frame.heightCells),
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

interface DrawnLine {
	readonly values: readonly number[];
	readonly role: Role;
}

/** The plot with its axis and its clock; later lines are drawn over earlier ones. */
function lineChart(
	table: TimeTable,
	drawn: readonly DrawnLine[],
	past: PastSeries | undefined,
	widthCells: number,
	heightCells: number,
	frame: Frame,
): Line[] {
	const top = niceCeiling(
		Math.max(1, ...drawn.flatMap(one => one.values), ...(past?.values ?? [])),
	);
	const labelCells = axisWidth(top);
	const plotCells = Math.max(1, widthCells - labelCells - 1);
	const plotHeight = heightCells - 1;
	const cells: Span[][] = Array.from({ length: plotHeight }, () =>
		Array.from({ length: plotCells }, () => span(' ')),
	);

	markBefore(cells, past, top);

	for (const one of [...drawn].reverse()) {
		overlay(cells, plotLine(resample(one.values, plotCells, 'max'), plotHeight, top), one.role);
	}

	markChosen(cells, table.starts.length, frame);
	const labels = axisLabels(top, plotHeight);
	const lines = cells.map((row, index) => axisLine(labels[index] ?? '', labelCells, row));

	return [
		...lines,
		[span(' '.repeat(labelCells + 1)), ...timeAxis(frame.range, plotCells, frame.timeZone)],
	];
}

/** Draws the characters of a plot into the cells; a blank leaves what is there. */
export function overlay(cells: Span[][], plot: readonly string[], role: Role): void {
	plot.forEach((line, row) => {
		[...line].forEach((character, cell) => {
			if (character !== ' ' && cells[row]?.[cell] !== undefined) {
				(cells[row] ?? [])[cell] = span(character, role);
			}
		});
	});
}

/** Dots at the height of the period before: no line, so that it is told apart without colour. */
export function markBefore(cells: Span[][], past: PastSeries | undefined, top: number): void {
	const bottomRow = cells.length - 1;

	resample(past?.values ?? [], cells[0]?.length ?? 0, 'max').forEach((value, cell) => {
		const row = cells[bottomRow - levelOf(value, top, bottomRow)];

		if (row !== undefined) {
			row[cell] = span(beforeMark, 'dim');
		}
	});
}

/** Shows where the cursor stands. */
export function markChosen(cells: Span[][], bucketCount: number, frame: Frame): void {
	if (frame.cursor.row < 0) {
		return;
	}

	const chosen = cellsOf(frame.cursor.row, bucketCount, cells[0]?.length ?? 0);

	for (const row of cells) {
		for (let cell = chosen.from; cell < chosen.to && cell < row.length; cell++) {
			row[cell] = { ...(row[cell] ?? span(' ')), selected: true };
		}
	}
}

export function axisLine(label: string, labelCells: number, cells: readonly Span[]): Line {
	return [
		span(padStart(label, labelCells) + (label === '' ? '│' : '┤'), 'axis'),
		...mergeSpans(cells),
	];
}
