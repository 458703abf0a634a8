import type { QueryResult } from '../query/port.ts';
import { padStart } from '../text/fit.ts';
import { axisLabels, axisWidth, timeAxis } from './axis.ts';
import { pastOf, pastSeries } from './before.ts';
import type { PastSeries } from './before.ts';
import { beforeMark, legendColumn, legendColumnWidth, legendRow, legendRows } from './legend.ts';
import type { LegendEntry } from './legend.ts';
import type { Drawing, PanelContext, Item } from './model.ts';
import { tooSmallLines } from './notice.ts';
import { levelOf } from './plot.ts';
import { cellsOf, resample, toTimeTable } from './series.ts';
import type { Series, TimeTable } from './time-table.ts';
import { mergeSpans, padLines, span } from './span.ts';
import type { Line, Role, Span } from './span.ts';

const widthCellsMin = 16;
const heightCellsMin = 3;
const legendBesideCells = 56;
/** A chart so wide leaves the rest to the names. */
const chartCellsEnough = 44;
const legendHeightCellsMin = 5;

/** The parts that each kind of chart over time computes itself. */
export interface TimeChart {
	readonly lines: readonly Line[];
	readonly items: readonly Item[];
	/** Shown at the right of the title when no bucket is selected. */
	readonly note: string;
	readonly hiddenCount: number;
	/** In addition to the buckets and the period before. */
	readonly figures: Drawing['figures'];
}

/**
 * A chart over time, or a notice why there is none.
 *
 * @param isCounted - selects the series to sum for the period before
 */
export function overTime(
	result: QueryResult,
	context: PanelContext,
	draw: (table: TimeTable, past: PastSeries | undefined) => TimeChart,
	isCounted?: (series: Series) => boolean,
): Drawing {
	const table = toTimeTable(result, context.range, context);
	const { widthCells, heightCells, cursor } = context;

	if (table === undefined || widthCells < widthCellsMin || heightCells < heightCellsMin) {
		const lines = tooSmallLines(widthCellsMin, heightCellsMin, context);
		return { lines, note: '', items: [], itemCount: 0, hiddenCount: 0, figures: {} };
	}

	const past = pastSeries(table, pastOf(context.before), context.range, isCounted);
	const { lines, items, note, hiddenCount, figures } = draw(table, past);
	return {
		lines: padLines(lines, heightCells),
		note: cursor.row >= 0 ? (items[cursor.row]?.label ?? '') : note,
		items,
		itemCount: items.length,
		hiddenCount,
		figures: {
			starts: table.starts,
			stepMs: table.stepMs,
			...figures,
			...(past === undefined ? {} : { before: past }),
		},
	};
}

/**
 * Adds the names of the series: beside a wide chart, below another one, or nowhere when there is no
 * room.
 */
export function withLegend(
	legend: readonly LegendEntry[],
	context: PanelContext,
	chart: (widthCells: number, heightCells: number) => readonly Line[],
): readonly Line[] {
	const { widthCells, heightCells } = context;

	if (legend.length > 0 && widthCells >= legendBesideCells) {
		const share = Math.max(Math.floor(widthCells * 0.34), widthCells - chartCellsEnough);
		const legendCells = Math.min(share, legendColumnWidth(legend));
		const names = legendColumn(legendRows(legend, heightCells), legendCells);
		return chart(widthCells - legendCells - 2, heightCells).map((line, row) => [
			...line,
			span('  '),
			...(names[row] ?? []),
		]);
	}

	return legend.length > 0 && heightCells >= legendHeightCellsMin
		? [
				...chart(widthCells, heightCells - 1),
				legendRow(legend, widthCells, context.cursor.row >= 0),
			]
		: chart(widthCells, heightCells);
}

/** The cells of a plot with their axis at the left, and the clock under them. */
export function withAxes(
	cells: readonly (readonly Span[])[],
	top: number,
	context: PanelContext,
): Line[] {
	const labelCells = axisWidth(top);
	const labels = axisLabels(top, cells.length);
	const plotCells = cells[0]?.length ?? 0;
	const lines = cells.map((row, index): Line => {
		const label = labels[index] ?? '';
		const mark = label === '' ? '│' : '┤';
		return [span(padStart(label, labelCells) + mark, 'axis'), ...mergeSpans(row)];
	});
	return [
		...lines,
		[span(' '.repeat(labelCells + 1)), ...timeAxis(context.range, plotCells, context.timeZone)],
	];
}

/** Draws the characters of a plot into the cells; a blank keeps the present content. */
export function overlay(cells: Span[][], plot: readonly string[], role: Role): void {
	plot.forEach((line, row) => {
		[...line].forEach((character, cell) => {
			if (character !== ' ' && cells[row]?.[cell] !== undefined) {
				(cells[row] ?? [])[cell] = over(cells[row]?.[cell], character, role);
			}
		});
	});
}

/** A glyph of one cell over what the cell has: the band goes on behind it where the theme can. */
export function over(under: Span | undefined, glyph: string, role: Role): Span {
	return under?.edge?.behind === 'band'
		? { ...span(glyph, role), edge: { glyph, role, behind: 'band' } }
		: span(glyph, role);
}

/**
 * Draws dots at the height of the period before. Dots instead of a line can be recognised without
 * colour.
 */
export function markBefore(cells: Span[][], past: PastSeries | undefined, top: number): void {
	const bottomRow = cells.length - 1;

	resample(past?.values ?? [], cells[0]?.length ?? 0, 'max').forEach((value, cell) => {
		const row = cells[bottomRow - levelOf(value, top, bottomRow)];

		if (row !== undefined) {
			row[cell] = over(row[cell], beforeMark, 'dim');
		}
	});
}

/** Highlights the cursor's position. */
export function markChosen(cells: Span[][], bucketCount: number, context: PanelContext): void {
	if (context.cursor.row < 0) {
		return;
	}

	const chosen = cellsOf(context.cursor.row, bucketCount, cells[0]?.length ?? 0);

	for (const row of cells) {
		for (let cell = chosen.from; cell < chosen.to && cell < row.length; cell++) {
			// What is behind the cell is that it is chosen.
			const { text, role } = row[cell] ?? span(' ');
			row[cell] = { text, role, selected: true };
		}
	}
}
