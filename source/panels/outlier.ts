import type { QueryResult } from '../query/engine.ts';
import { formatPlural } from '../text/number.ts';
import { axisLabels, axisWidth, niceCeiling, timeAxis } from './axis.ts';
import { axisLine, markChosen, overlay } from './line.ts';
import type { Drawing, Frame, Item } from './model.ts';
import { tooSmallLines } from './notice.ts';
import { levelOf, plotLine } from './plot.ts';
import { bucketAt, resample, toTimeTable } from './series.ts';
import type { TimeTable } from './series.ts';
import { padLines, span } from './span.ts';
import type { Line, Span } from './span.ts';
import { timeItems } from './time-items.ts';

const widthCellsMin = 16;
const heightCellsMin = 3;

interface Band {
	readonly values: readonly number[];
	/** NaN where the operator knows no band yet. */
	readonly lower: readonly number[];
	readonly upper: readonly number[];
	readonly violations: readonly boolean[];
}

/** A line over its band, with a mark on each violation. */
export function drawOutlier(result: QueryResult, frame: Frame): Drawing {
	const table = toTimeTable(result, frame.range);

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

	const band = toBand(table, result, frame.range.toMs);
	const violationCount = band.violations.filter(Boolean).length;
	const items = itemsOf(table, band, frame);

	return {
		lines: padLines(chart(table, band, frame), frame.heightCells),
		note:
			frame.cursor.row >= 0
				? (items[frame.cursor.row]?.label ?? '')
				: violationCount > 0
					? `▲ ${formatPlural(violationCount, 'outlier')}`
					: '',
		items,
		itemCount: items.length,
		hiddenCount: 0,
		figures: {
			starts: table.starts,
			stepMs: table.stepMs,
			values: band.values,
			lower: band.lower.map(orNull),
			upper: band.upper.map(orNull),
			violations: table.starts.filter((_, bucket) => band.violations[bucket]),
		},
	};
}

function orNull(value: number): number | null {
	return Number.isFinite(value) ? value : null;
}

function toBand(table: TimeTable, result: QueryResult, toMs: number): Band {
	const violationColumn = result.columns.find(title => /_violation$/i.test(title)) ?? '';
	const field = violationColumn.replace(/_violation$/i, '');
	const valueOf = table.series.find(one => one.column === field)?.values ?? [];
	const column = (suffix: string) => {
		const index = result.columns.indexOf(field + suffix);

		return table.rows.map(row => {
			const value = result.rows[row]?.[index];

			return typeof value === 'number' ? value : Number.NaN;
		});
	};
	const violation = column('_violation');

	return {
		values: valueOf,
		lower: column('_lower'),
		upper: column('_upper'),
		// The newest bucket is still filling: whatever the operator says, it is no violation.
		violations: table.starts.map(
			(startMs, bucket) => violation[bucket] === 1 && startMs + table.stepMs <= toMs,
		),
	};
}

function itemsOf(table: TimeTable, band: Band, frame: Frame): Item[] {
	const counted = {
		...table,
		series: table.series.slice(0, 1).map(one => ({ ...one, values: band.values })),
	};

	return timeItems(counted, frame).map((item, bucket) =>
		band.violations[bucket] === true ? { ...item, label: `▲ ${item.label}` } : item,
	);
}

function chart(table: TimeTable, band: Band, frame: Frame): Line[] {
	const finite = [...band.values, ...band.upper].filter(Number.isFinite);
	const top = niceCeiling(Math.max(1, ...finite));
	const labelCells = axisWidth(top);
	const plotCells = Math.max(1, frame.widthCells - labelCells - 1);
	const plotHeight = frame.heightCells - 1;
	const cells = bandCells(table, band, plotCells, plotHeight, top);

	overlay(cells, plotLine(resample(band.values, plotCells, 'max'), plotHeight, top), 'series-0');
	markViolations(cells, table, band, plotCells, plotHeight, top);
	markChosen(cells, table.starts.length, frame);
	const labels = axisLabels(top, plotHeight);

	return [
		...cells.map((row, index) => axisLine(labels[index] ?? '', labelCells, row)),
		[span(' '.repeat(labelCells + 1)), ...timeAxis(frame.range, plotCells, frame.timeZone)],
	];
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
			const level = bottomRow - row;
			const inside =
				Number.isFinite(upper) &&
				level <= levelOf(upper, top, bottomRow) &&
				level >= levelOf(lower, top, bottomRow);

			return inside ? span('░', 'band') : span(' ');
		}),
	);
}

/** Marks stand on their value; of several buckets in one cell, the highest violation is marked. */
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

		// A bucket of several cells is marked once, at its first.
		const bucket = count <= plotCells ? bucketAt(cell, count, plotCells) : cell;

		if (bucket === previousBucket) {
			return;
		}

		previousBucket = bucket;
		const row = cells[plotHeight - 1 - levelOf(value, top, plotHeight - 1)];

		if (row !== undefined) {
			row[cell] = span('▲', 'bad');
		}
	});
}
