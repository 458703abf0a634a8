import type { QueryResult } from '../../source/query/port.ts';
import type { Value } from '../../source/query/value.ts';
import { noCursor } from '../../source/panels/model.ts';
import type { PanelContext } from '../../source/panels/model.ts';
import { lineText } from '../../source/panels/span.ts';
import type { PanelModel } from '../../source/panels/model.ts';

export const noonMs = Date.parse('2026-03-01T12:00:00Z');
export const hourMs = 3_600_000;

/** A small, complete table; a test states what differs. */
export function aResult(
	columns: readonly string[],
	rows: readonly (readonly Value[])[],
	change: Partial<QueryResult> = {},
): QueryResult {
	return {
		kind: 'table',
		columns,
		keys: columns.slice(0, 1),
		rows,
		refs: undefined,
		rowCount: rows.length,
		timeslice: undefined,
		stages: [],
		warnings: [],
		checkWarnings: [],
		scanned: { segmentCount: 1, prunedSegmentCount: 0, recordCount: rows.length },
		complete: true,
		...change,
	};
}

/** Buckets of an hour that end at noon. */
export function hourly(
	values: readonly (readonly Value[] | Value)[],
	columns: readonly string[] = ['eventCount'],
): QueryResult {
	const first = noonMs - values.length * hourMs;
	return aResult(
		['_timeslice', ...columns],
		values.map((value, index) => [
			first + index * hourMs,
			...(Array.isArray(value) ? (value as Value[]) : [value as Value]),
		]),
		{ timeslice: { stepMs: hourMs, column: '_timeslice' }, keys: ['_timeslice'] },
	);
}

export function aFrame(
	widthCells: number,
	heightCells: number,
	change: Partial<PanelContext> = {},
): PanelContext {
	return {
		widthCells,
		heightCells,
		range: { fromMs: noonMs - 12 * hourMs, toMs: noonMs },
		rangeLabel: 'last 12h',
		timeZone: 'UTC',
		cursor: noCursor,
		...change,
	};
}

export function drawn(model: Pick<PanelModel, 'lines'>): string {
	return model.lines.map(line => lineText(line).trimEnd()).join('\n');
}
