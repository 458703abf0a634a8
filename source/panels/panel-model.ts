import type { QueryResult } from '../query/engine.ts';
import { drawBar } from './bar.ts';
import { drawColumn } from './column.ts';
import { drawLine } from './line.ts';
import { drawMap } from './map.ts';
import { noCursor } from './model.ts';
import type { Drawing, Frame, Outcome, PanelModel } from './model.ts';
import { emptyLines, failedLines, loadingLines } from './notice.ts';
import { drawOutlier } from './outlier.ts';
import { drawPie } from './pie.ts';
import { drawSingleValue } from './single-value.ts';
import { clipLine, padLines } from './span.ts';
import { drawStackedBar } from './stacked-bar.ts';
import { drawTable } from './table.ts';

/** Every way to show a result. */
export type PanelKind =
	'single-value' | 'table' | 'pie' | 'bar' | 'column' | 'stacked-bar' | 'line' | 'outlier' | 'map';

const drawings: Readonly<Record<PanelKind, (result: QueryResult, frame: Frame) => Drawing>> = {
	'single-value': drawSingleValue,
	table: drawTable,
	pie: drawPie,
	bar: drawBar,
	column: drawColumn,
	'stacked-bar': drawStackedBar,
	line: drawLine,
	outlier: drawOutlier,
	map: drawMap,
};

/** What a panel shows: never blank, whatever became of its query. */
export function panelModel(kind: PanelKind, outcome: Outcome, frame: Frame): PanelModel {
	switch (outcome.kind) {
		case 'loading':
			return notice(kind, 'loading', loadingLines(frame), '');
		case 'failed':
			return notice(kind, 'failed', failedLines(outcome.reason, outcome.next, frame), 'failed');
		case 'ready':
		case 'stale': {
			const { result } = outcome;

			if (isEmpty(kind, result)) {
				const note = outcome.kind === 'stale' ? outcome.reason : '';

				return notice(kind, 'empty', emptyLines(frame), note);
			}

			const drawing = drawings[kind](result, frame);

			return {
				...drawing,
				lines: padLines(
					drawing.lines.map(line => clipLine(line, frame.widthCells)),
					frame.heightCells,
				),
				note: outcome.kind === 'stale' ? outcome.reason : drawing.note,
				kind,
				state: outcome.kind,
			};
		}
	}
}

/** A number of zero is an answer; a chart of nothing is none. */
function isEmpty(kind: PanelKind, result: QueryResult): boolean {
	if (kind === 'single-value') {
		return false;
	}

	if (result.rows.length === 0) {
		return true;
	}

	// A chart over time is filled with zeros over the whole range.
	if (kind !== 'outlier' && kind !== 'column' && kind !== 'line') {
		return false;
	}

	const time = result.timeslice?.column.toLowerCase() ?? '_timeslice';
	const first = result.columns.findIndex(title => title.toLowerCase() !== time);

	return kind === 'outlier'
		? result.rows.every(row => row[first] === 0 || row[first] === null)
		: result.rows.every(row =>
				row.every(
					(value, index) =>
						value === 0 || value === null || result.columns[index]?.toLowerCase() === time,
				),
			);
}

function notice(
	kind: PanelKind,
	state: PanelModel['state'],
	lines: PanelModel['lines'],
	note: string,
): PanelModel {
	return { kind, state, lines, note, items: [], itemCount: 0, hiddenCount: 0, figures: {} };
}

/** A frame for a model outside the console, as in `show`. */
export function plainFrame(
	size: { readonly widthCells: number; readonly heightCells: number },
	rest: Omit<Frame, 'widthCells' | 'heightCells' | 'cursor'>,
): Frame {
	return { ...size, ...rest, cursor: noCursor };
}
