import type { QueryResult } from '../query/port.ts';
import { drawBar } from './bar.ts';
import { beforeNote, pastOf, rowChanges } from './before.ts';
import type { RowChanges, RowNames } from './before.ts';
import { drawCells } from './cells.ts';
import { drawColumn } from './column.ts';
import { drawLine } from './line.ts';
import { drawMap } from './map.ts';
import { noCursor } from './model.ts';
import type { Drawing, PanelContext, Outcome, PanelModel } from './model.ts';
import { emptyLines, failedLines, lackingLines, loadingLines } from './notice.ts';
import { drawOutlier } from './outlier.ts';
import { drawPie } from './pie.ts';
import { drawSingleValue } from './single-value.ts';
import { clipLine, padLines } from './span.ts';
import { drawStackedBar } from './stacked-bar.ts';
import { drawTable } from './table.ts';
import { withChanges } from './with-changes.ts';

/** All ways to show a result. */
export type PanelKind =
	| 'single-value'
	| 'table'
	| 'pie'
	| 'bar'
	| 'cells'
	| 'column'
	| 'stacked-bar'
	| 'line'
	| 'outlier'
	| 'map';

const drawings: Readonly<
	Record<PanelKind, (result: QueryResult, context: PanelContext) => Drawing>
> = {
	'single-value': drawSingleValue,
	table: drawTable,
	pie: drawPie,
	bar: drawBar,
	cells: drawCells,
	column: drawColumn,
	'stacked-bar': drawStackedBar,
	line: drawLine,
	outlier: drawOutlier,
	map: drawMap,
};

/** The model of a panel; never blank, whatever the state of its query. */
export function panelModel(kind: PanelKind, outcome: Outcome, context: PanelContext): PanelModel {
	switch (outcome.kind) {
		case 'loading':
			return notice(kind, 'loading', loadingLines(context), '');
		case 'failed':
			return notice(kind, 'failed', failedLines(outcome.reason, outcome.next, context), 'failed');
		case 'ready':
		case 'stale':
			return resultModel(kind, outcome, framed(outcome.result, context));
	}
}

/** A partial result must not be compared with the whole period before. */
function framed(result: QueryResult, context: PanelContext): PanelContext {
	return context.before === undefined || result.complete
		? context
		: { ...context, before: { kind: 'waiting' } };
}

function resultModel(
	kind: PanelKind,
	outcome: Extract<Outcome, { kind: 'ready' | 'stale' }>,
	context: PanelContext,
): PanelModel {
	const { result } = outcome;
	const stale = outcome.kind === 'stale' ? outcome.reason : undefined;
	const changes = changesOf(kind, result, context);

	const [lack] = result.lacks ?? [];
	if (lack !== undefined && isUncounted(kind, result)) {
		return notice(kind, 'lacking', lackingLines(lack, result.repair, context), stale ?? '–');
	}

	if (isEmpty(kind, result) && !hadSeries(kind, context) && !hasOwnCells(kind, context)) {
		const gone = (changes?.goneCount ?? 0) > 0 ? `${changes?.goneCount ?? 0} gone` : '';
		return notice(
			kind,
			'empty',
			emptyLines(context),
			stale ?? (gone || beforeNote(context.before)),
		);
	}

	const draw = (widthCells: number) => drawings[kind](result, { ...context, widthCells });
	const drawing =
		changes === undefined
			? draw(context.widthCells)
			: withChanges(draw, changes, context.widthCells, kind === 'table');
	return {
		...drawing,
		lines: padLines(
			drawing.lines.map(line => clipLine(line, context.widthCells)),
			context.heightCells,
		),
		note: stale ?? [drawing.note, beforeNote(context.before)].filter(Boolean).join(' · '),
		kind,
		state: outcome.kind,
	};
}

const rowNames: Readonly<Partial<Record<PanelKind, RowNames>>> = {
	table: 'keys',
	bar: 'keys',
	pie: 'keys',
	'stacked-bar': 'stack',
	map: 'country',
};

/**
 * The changes of the rows of a list; undefined when nothing is compared, or for a chart over time.
 */
function changesOf(
	kind: PanelKind,
	result: QueryResult,
	context: PanelContext,
): RowChanges | undefined {
	const names = rowNames[kind];
	const past = pastOf(context.before);
	return names === undefined || past === undefined ? undefined : rowChanges(result, past, names);
}

/** Cells that the panel names are there without any row: each says 0. */
function hasOwnCells(kind: PanelKind, { columns = [] }: PanelContext): boolean {
	return kind === 'cells' && columns.length > 0;
}

/** An empty chart is drawn when the period before had something. */
function hadSeries(kind: PanelKind, context: PanelContext): boolean {
	const past = pastOf(context.before);
	return timeKinds.has(kind) && past !== undefined && !isEmpty(kind, past.result);
}

const timeKinds: ReadonlySet<PanelKind> = new Set<PanelKind>(['outlier', 'column', 'line']);

/** Without a feed, a 0 only says that nothing was looked for; without places, a map has no dot. */
function isUncounted(kind: PanelKind, result: QueryResult): boolean {
	return kind === 'map' || isEmpty(kind, result) || hasOnlyZeros(result);
}

/** The number zero is an answer, but an empty chart is not. */
function isEmpty(kind: PanelKind, result: QueryResult): boolean {
	if (kind === 'single-value') {
		return false;
	}

	if (result.rows.length === 0) {
		return true;
	}

	// A chart over time has zeros over its whole range.
	if (!timeKinds.has(kind)) {
		return false;
	}

	const time = timeColumnOf(result);
	const first = result.columns.findIndex(title => title.toLowerCase() !== time);
	return kind === 'outlier'
		? result.rows.every(row => row[first] === 0 || row[first] === null)
		: hasOnlyZeros(result);
}

/** Whether no cell but the times has a value. */
function hasOnlyZeros(result: QueryResult): boolean {
	const time = timeColumnOf(result);
	return result.rows.every(row =>
		row.every(
			(value, index) =>
				value === 0 || value === null || result.columns[index]?.toLowerCase() === time,
		),
	);
}

function timeColumnOf({ timeslice }: QueryResult): string {
	return timeslice?.column.toLowerCase() ?? '_timeslice';
}

function notice(
	kind: PanelKind,
	state: PanelModel['state'],
	lines: PanelModel['lines'],
	note: string,
): PanelModel {
	return { kind, state, lines, note, items: [], itemCount: 0, hiddenCount: 0, figures: {} };
}

/** A context for a model outside of the console, as in `show`. */
export function plainFrame(
	size: { readonly widthCells: number; readonly heightCells: number },
	rest: Omit<PanelContext, 'widthCells' | 'heightCells' | 'cursor'>,
): PanelContext {
	return { ...size, ...rest, cursor: noCursor };
}
