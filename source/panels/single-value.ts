import type { QueryResult } from '../query/port.ts';
import { cellWidth } from '../text/width.ts';
import { formatNumber, formatShort } from '../text/number.ts';
import { formatTime } from '../text/time.ts';
import { pastOf, pastSeries } from './before.ts';
import type { PastSeries } from './before.ts';
import { columnBlocks } from './blocks.ts';
import { changeOf, changeSpan } from './change.ts';
import { drawColumn } from './column.ts';
import { figureIndex } from './grouped.ts';
import type { Drawing, PanelContext, Item } from './model.ts';
import { cellsOf, resample, toTimeTable } from './series.ts';
import type { TimeTable } from './series.ts';
import { mergeSpans, padLines, span } from './span.ts';
import type { Line, Span } from './span.ts';
import { numberOf, timeFormOf } from './value-text.ts';

/** A shorter sparkline would show nothing useful. */
const sparklineCellsMin = 6;

/** The sum as a large number, the change since the bucket before, and a sparkline. */
export function drawSingleValue(result: QueryResult, context: PanelContext): Drawing {
	const table = toTimeTable(result, context.range);
	const values = table?.series.at(-1)?.values ?? [];
	const column = figureIndex(result);
	const total =
		table === undefined ? wholeOf(result, column) : values.reduce((sum, value) => sum + value, 0);
	const past = pastOf(context.before);
	const pastValues =
		table === undefined ? undefined : pastSeries(table, past, context.range, isLast);
	const before =
		pastValues?.total ?? (past === undefined ? undefined : wholeOf(past.result, column));
	const change = table === undefined ? undefined : lastChange(table, values, context.range.toMs);
	const changed = context.before === undefined ? stepSpan(change) : sinceBefore(total, before);
	const items = table === undefined ? [] : itemsOf(table, values, pastValues, context);
	return {
		lines: isTall(context, table)
			? [headOf(total, changed, context), ...drawColumn(result, belowHead(context)).lines]
			: layOut(total, changed, values, context),
		note: context.cursor.row >= 0 ? (items[context.cursor.row]?.label ?? '') : '',
		items,
		itemCount: items.length,
		hiddenCount: 0,
		figures: {
			value: total,
			change: change ?? null,
			spark: values,
			...(before === undefined ? {} : { before }),
		},
	};
}

/** For a result without time. */
function wholeOf(result: QueryResult, column: number): number {
	return numberOf(result.rows[0]?.[column] ?? 0);
}

/** Selects the series that a single value shows. */
function isLast(_: unknown, index: number, count: number): boolean {
	return index === count - 1;
}

/**
 * While periods are compared, the change of the newest bucket would be mistaken for that of the
 * period.
 */
function sinceBefore(total: number, before: number | undefined): Span | undefined {
	return before === undefined ? undefined : changeSpan(changeOf(total, before));
}

/** Change of the newest complete bucket against the one before; undefined without two of them. */
function lastChange(table: TimeTable, values: readonly number[], toMs: number): number | undefined {
	let newest = table.starts.length - 1;

	while (newest >= 0 && (table.starts[newest] ?? 0) + table.stepMs > toMs) {
		newest -= 1;
	}

	return newest < 1 ? undefined : (values[newest] ?? 0) - (values[newest - 1] ?? 0);
}

function itemsOf(
	table: TimeTable,
	values: readonly number[],
	past: PastSeries | undefined,
	context: PanelContext,
): Item[] {
	const form = timeFormOf(context.range, context.timeZone) === 'clock' ? 'minute' : 'day-minute';
	return table.starts.map((startMs, bucket) => ({
		rows: [table.rows[bucket] ?? -1].filter(row => row >= 0),
		column: undefined,
		bucket: { fromMs: startMs, toMs: startMs + table.stepMs },
		label: `${formatTime(startMs, context.timeZone, form)} · ${formatNumber(values[bucket] ?? 0)}${
			past === undefined ? '' : ` · before ${formatNumber(past.values[bucket] ?? 0)}`
		}`,
		value: values[bucket] ?? 0,
	}));
}

function stepSpan(change: number | undefined): Span | undefined {
	if (change === undefined) {
		return undefined;
	}

	if (change === 0) {
		return span('=', 'dim');
	}

	return change > 0
		? span(`▲ ${formatShort(change)}`, 'accent')
		: span(`▼ ${formatShort(-change)}`, 'dim');
}

/** From this height on, a chart with axes shows more than a tall sparkline. */
const chartHeightCellsMin = 7;

function isTall(context: PanelContext, table: TimeTable | undefined): boolean {
	return table !== undefined && context.heightCells >= chartHeightCellsMin;
}

function belowHead(context: PanelContext): PanelContext {
	return { ...context, heightCells: context.heightCells - 1 };
}

function headOf(total: number, changed: Span | undefined, { widthCells }: PanelContext): Span[] {
	const long = formatNumber(total);
	const number = cellWidth(long) + 2 <= widthCells ? long : formatShort(total);
	const head: Span[] = [span(' '), span(number, total === 0 ? 'dim' : 'strong')];

	if (changed !== undefined) {
		head.push(span('  '), changed);
	}

	return head;
}

function layOut(
	total: number,
	changed: Span | undefined,
	values: readonly number[],
	context: PanelContext,
): Line[] {
	const { widthCells, heightCells } = context;
	const head = headOf(total, changed, context);
	const headCells = head.reduce((sum, part) => sum + cellWidth(part.text), 0);

	if (heightCells > 1) {
		const rows = sparkRows(values, Math.max(0, widthCells - 2), heightCells - 1, context);
		return padLines([head, ...rows.map(row => [span(' '), ...row])], heightCells);
	}

	// The figures of neighbouring cards have the same width, so that the sparklines are aligned.
	const figuresCells = Math.max(headCells + 2, Math.min(16, Math.floor(widthCells / 2)));
	const sparkCells = widthCells - figuresCells - 1;

	if (sparkCells < sparklineCellsMin) {
		return [head];
	}

	const spark = sparkRows(values, sparkCells, 1, context)[0] ?? [];
	return [[...head, span(' '.repeat(figuresCells - headCells)), ...spark]];
}

/** The sparkline, from its top row down. */
function sparkRows(
	values: readonly number[],
	cells: number,
	heightCells: number,
	context: PanelContext,
): Line[] {
	if (values.length === 0 || cells <= 0) {
		return [];
	}

	const shown = resample(values, cells, 'max');
	const top = Math.max(...shown, 1);
	const chosen =
		context.cursor.row < 0 ? undefined : cellsOf(context.cursor.row, values.length, cells);
	const columns = shown.map(value => columnBlocks(value / top, heightCells));
	const lines: Line[] = [];

	for (let row = 0; row < heightCells; row++) {
		const isFoot = row === heightCells - 1;
		lines.push(
			shown.map((value, cell): Span => {
				const isChosen = chosen !== undefined && cell >= chosen.from && cell < chosen.to;
				const block = columns[cell]?.[row] ?? ' ';
				const piece: Span =
					value === 0 ? span(isFoot ? '▁' : ' ', 'axis') : span(block, 'series-0');
				return isChosen ? { ...piece, selected: true } : piece;
			}),
		);
	}

	return lines.map(mergeSpans);
}
