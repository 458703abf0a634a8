import type { QueryResult } from '../query/port.ts';
import { cellWidth } from '../text/width.ts';
import { formatNumber, formatShort } from '../text/number.ts';
import { formatTime } from '../text/time.ts';
import { lengthLabel } from '../text/duration.ts';
import { pastOf, pastSeries } from './before.ts';
import type { PastSeries } from './before.ts';
import { columnBlocks } from './blocks.ts';
import { changeOf, changeSpan } from './change.ts';
import { drawColumn } from './column.ts';
import { depthRole } from './depth.ts';
import { figureIndex } from './grouped.ts';
import type { Drawing, PanelContext, Item } from './model.ts';
import { cellsOf, resample, toTimeTable } from './series.ts';
import type { TimeTable } from './time-table.ts';
import { lineWidth, mergeSpans, padLines, span } from './span.ts';
import type { Line, Span } from './span.ts';
import { numberOf, timeFormOf } from './value-text.ts';

/** A shorter sparkline would show nothing useful. */
const sparklineCellsMin = 6;
/** What the figures of a card take beside its sparkline. */
const figuresShare = 0.6;
const figuresCellsWide = 24;

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
	const changed =
		context.before === undefined
			? stepChange(change, table?.stepMs ?? 0)
			: sinceBefore(total, before, context);
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
			...(table === undefined ? {} : { stepMs: table.stepMs }),
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

/** A change, and what it is a change from. */
interface Change {
	readonly figure: Span;
	/** Ever shorter ways to say it; the first one with room is shown. */
	readonly from: readonly string[];
}

/**
 * While periods are compared, the change of the newest bucket would be mistaken for that of the
 * period.
 */
function sinceBefore(
	total: number,
	before: number | undefined,
	{ range: { fromMs, toMs }, hasOwnRange }: PanelContext,
): Change | undefined {
	if (before === undefined) {
		return undefined;
	}

	const length = lengthLabel(toMs - fromMs);
	// The line above the panels names the period of all that have no range of their own.
	const briefly = hasOwnRange === true ? [] : [''];
	return {
		figure: changeSpan(changeOf(total, before)),
		from: [` vs ${length} before`, ` vs ${length}`, ...briefly],
	};
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

/** The newest complete bucket against the one before it. */
function stepChange(change: number | undefined, stepMs: number): Change | undefined {
	if (change === undefined) {
		return undefined;
	}

	const step = lengthLabel(stepMs);
	return {
		figure:
			change === 0
				? span('=', 'dim')
				: change > 0
					? span(`▲ ${formatShort(change)}`, 'accent')
					: span(`▼ ${formatShort(-change)}`, 'dim'),
		from: [` vs ${step} before`, ` vs ${step}`, `/${step}`],
	};
}

/** From this height on, a chart with axes shows more than a tall sparkline. */
const chartHeightCellsMin = 7;

function isTall(context: PanelContext, table: TimeTable | undefined): boolean {
	return table !== undefined && context.heightCells >= chartHeightCellsMin;
}

function belowHead(context: PanelContext): PanelContext {
	return { ...context, heightCells: context.heightCells - 1 };
}

/** @param cells - at most so wide, where its number alone is not wider */
function headOf(
	total: number,
	changed: Change | undefined,
	{ widthCells }: PanelContext,
	cells = widthCells,
): Span[] {
	const long = formatNumber(total);
	const number = cellWidth(long) + 2 <= widthCells ? long : formatShort(total);
	const head: Span[] = [span(' '), span(number, total === 0 ? 'dim' : 'strong')];

	if (changed === undefined) {
		return head;
	}

	head.push(span('  '), changed.figure);
	const room = cells - lineWidth(head);
	const from = changed.from.find(words => cellWidth(words) <= room) ?? changed.from.at(-1) ?? '';
	return [...head, span(from, 'dim')];
}

function layOut(
	total: number,
	changed: Change | undefined,
	values: readonly number[],
	context: PanelContext,
): Line[] {
	const { widthCells, heightCells } = context;

	if (heightCells > 1) {
		const head = headOf(total, changed, context);
		const rows = sparkRows(values, Math.max(0, widthCells - 2), heightCells - 1, context);
		return padLines([head, ...rows.map(row => [span(' '), ...row])], heightCells);
	}

	// The figures of neighbouring cards have the same width, so that the sparklines are aligned.
	const alignedCells = Math.min(figuresCellsWide, Math.floor(widthCells * figuresShare));
	// On one line the long form would take the room of the sparkline.
	const shorter = changed && { ...changed, from: changed.from.slice(1) };
	const head = headOf(total, shorter, context, alignedCells - 2);
	const headCells = lineWidth(head);
	const figuresCells = Math.max(headCells + 2, alignedCells);
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
					value === 0
						? span(isFoot ? '▁' : ' ', 'axis')
						: span(
								block,
								depthRole(heightCells === 1 ? value / top : (heightCells - row) / heightCells),
							);
				return isChosen ? { ...piece, selected: true } : piece;
			}),
		);
	}

	return lines.map(mergeSpans);
}
