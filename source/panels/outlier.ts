import type { QueryResult } from '../query/port.ts';
import { formatPlural, formatShort } from '../text/number.ts';
import { axisWidth, niceCeiling } from './axis.ts';
import type { PastSeries } from './before.ts';
import { legendRow, timeLegend } from './legend.ts';
import type { Drawing, PanelContext, Item } from './model.ts';
import { levelOf, plotLine } from './plot.ts';
import { bucketAt, resample } from './series.ts';
import type { TimeTable } from './time-table.ts';
import { span } from './span.ts';
import type { Line, Span } from './span.ts';
import { markBefore, markChosen, over, overlay, overTime, withAxes } from './time-chart.ts';
import { timeItems } from './time-items.ts';

const legendHeightCellsMin = 5;

interface Band {
	readonly values: readonly number[];
	/** NaN where the operator has no band yet. */
	readonly lower: readonly number[];
	readonly upper: readonly number[];
	readonly violations: readonly boolean[];
}

/** A line with its band and a mark on each violation. */
export function drawOutlier(result: QueryResult, context: PanelContext): Drawing {
	const field = fieldOf(result);
	return overTime(
		result,
		context,
		(table, past) => {
			const band = toBand(table, result, context.range.toMs);
			const violationCount = band.violations.filter(Boolean).length;
			return {
				lines: chart(table, band, past, context),
				items: itemsOf(table, band, past, context),
				note: violationCount > 0 ? `▲ ${formatPlural(violationCount, 'outlier')}` : '',
				hiddenCount: 0,
				figures: {
					values: band.values,
					lower: band.lower.map(orNull),
					upper: band.upper.map(orNull),
					violations: table.starts.filter((_, bucket) => band.violations[bucket]),
				},
			};
		},
		({ column }) => column === field,
	);
}

function orNull(value: number): number | null {
	return Number.isFinite(value) ? value : null;
}

/** The column whose outliers are shown. */
function fieldOf(result: QueryResult): string {
	return result.columns.find(title => violation.test(title))?.replace(violation, '') ?? '';
}

const violation = /_violation$/i;

function toBand(table: TimeTable, result: QueryResult, toMs: number): Band {
	const field = fieldOf(result);
	const valueOf = table.series.find(one => one.column === field)?.values ?? [];
	const column = (suffix: string) => {
		const index = result.columns.indexOf(field + suffix);
		return table.rows.map(row => {
			const value = result.rows[row]?.[index];
			return typeof value === 'number' ? value : Number.NaN;
		});
	};

	const violations = column('_violation');
	return {
		values: valueOf,
		lower: column('_lower'),
		upper: column('_upper'),
		// The newest bucket is not complete, so it is never a violation.
		violations: table.starts.map(
			(startMs, bucket) => violations[bucket] === 1 && startMs + table.stepMs <= toMs,
		),
	};
}

function itemsOf(
	table: TimeTable,
	band: Band,
	past: PastSeries | undefined,
	context: PanelContext,
): Item[] {
	const counted = {
		...table,
		series: table.series.slice(0, 1).map(one => ({ ...one, values: band.values })),
	};
	return timeItems(counted, context, past).map((item, bucket) => {
		const label = `${item.label}${bandText(band, bucket)}`;
		return { ...item, label: band.violations[bucket] === true ? `▲ ${label}` : label };
	});
}

/** ` · band 0–4`. The lower bound is shown as at least zero, because counts are never negative. */
function bandText({ lower, upper }: Band, bucket: number): string {
	const [from, to] = [lower[bucket] ?? Number.NaN, upper[bucket] ?? Number.NaN];
	return Number.isFinite(to) ? ` · band ${formatShort(Math.max(0, from))}–${formatShort(to)}` : '';
}

function chart(
	table: TimeTable,
	band: Band,
	past: PastSeries | undefined,
	context: PanelContext,
): Line[] {
	const finite = [...band.values, ...band.upper, ...(past?.values ?? [])].filter(Number.isFinite);
	const top = niceCeiling(Math.max(1, ...finite));
	const plotCells = Math.max(1, context.widthCells - axisWidth(top) - 1);
	const legend =
		past !== undefined && context.heightCells >= legendHeightCellsMin
			? [beforeLegend(band, past, context)]
			: [];
	const plotHeight = context.heightCells - 1 - legend.length;
	const cells = bandCells(table, band, plotCells, plotHeight, top);

	markBefore(cells, past, top);

	overlay(cells, plotLine(resample(band.values, plotCells, 'max'), plotHeight, top), 'series-0');
	markViolations(cells, table, band, plotCells, plotHeight, top);
	markChosen(cells, table.starts.length, context);
	return [...withAxes(cells, top, context), ...legend];
}

function beforeLegend(band: Band, past: PastSeries, context: PanelContext): Line {
	const total = band.values.reduce((sum, value) => sum + value, 0);
	const now = { column: '', label: 'now', values: band.values, total };
	return legendRow(
		timeLegend({ series: [now], other: undefined }, context.cursor.row, past),
		context.widthCells,
		true,
	);
}

function bandCells(
	table: TimeTable,
	band: Band,
	plotCells: number,
	plotHeight: number,
	top: number,
): Span[][] {
	const bottomRow = plotHeight - 1;
	return Array.from({ length: plotHeight }, (_, row) =>
		Array.from({ length: plotCells }, (__, cell): Span => {
			const bucket = bucketAt(cell, table.starts.length, plotCells);
			const upper = band.upper[bucket] ?? Number.NaN;
			const lower = band.lower[bucket] ?? Number.NaN;
			return isInBand(bottomRow - row, { lower, upper }, top, bottomRow) ? bandCell : span(' ');
		}),
	);
}

/** A hatch; where the theme has one, on a faint ground that a line does not interrupt. */
const bandCell: Span = {
	...span('░', 'band'),
	edge: { glyph: '░', role: 'band', behind: 'band' },
};

function isInBand(
	level: number,
	{ lower, upper }: { readonly lower: number; readonly upper: number },
	top: number,
	bottomRow: number,
): boolean {
	const highest = levelOf(upper, top, bottomRow);
	// Half of the row of 0 is below it.
	const isBelow = level === 0 && lower <= 0;
	return (
		upper > 0 &&
		Number.isFinite(upper) &&
		level <= highest &&
		level >= levelOf(lower, top, bottomRow) &&
		!isBelow
	);
}

/**
 * Marks are drawn at their value. When a cell has several buckets, the highest violation is marked.
 */
function markViolations(
	cells: Span[][],
	table: TimeTable,
	band: Band,
	plotCells: number,
	plotHeight: number,
	top: number,
): void {
	const count = table.starts.length;
	const peaks = resample(
		band.values.map((value, bucket) => (band.violations[bucket] === true ? value : -1)),
		plotCells,
		'max',
	);
	let previousBucket = -1;

	peaks.forEach((value, cell) => {
		if (value < 0) {
			return;
		}

		// A bucket of several cells is marked once, at its first cell.
		const bucket = count <= plotCells ? bucketAt(cell, count, plotCells) : cell;

		if (bucket === previousBucket) {
			return;
		}

		previousBucket = bucket;
		const row = cells[plotHeight - 1 - levelOf(value, top, plotHeight - 1)];

		if (row !== undefined) {
			row[cell] = over(row[cell], '▲', 'bad');
		}
	});
}
