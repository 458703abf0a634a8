import { expect } from 'vitest';
import type { Column } from '../../../store/column/column.ts';
import type { SegmentView } from '../../../store/segment/view.ts';

function columnFacts(column: Column | undefined) {
	return (
		column && {
			path: column.path,
			rowCount: column.rowCount,
			valueCount: column.valueCount,
			distinct: column.distinct,
			codes: Array.from(column.codes()),
			tokens: Array.from({ length: column.valueCount }, (_, index) => column.token(index + 1)),
			values: Array.from({ length: column.valueCount }, (_, index) => column.value(index + 1)),
		}
	);
}

/** Everything a view says, as plain data; `id` and `sealed` are left out. */
export function viewFacts(view: SegmentView) {
	const rows = Array.from({ length: view.rowCount }, (_, row) => row);
	return {
		rowCount: view.rowCount,
		minTimeMs: view.minTimeMs,
		maxTimeMs: view.maxTimeMs,
		times: Array.from(view.times()),
		shapes: view.shapes(),
		shapeIds: Array.from(view.shapeIds()),
		paths: view.paths(),
		columns: view.paths().map(path => columnFacts(view.column(path))),
		containers: [...view.paths(), '', 'a', 'b', 'a.b', 'c'].map(path =>
			columnFacts(view.container(path)),
		),
		metaNames: view.metaNames(),
		metas: view.metaNames().map(name => columnFacts(view.meta(name))),
		raws: rows.map(row => view.raw(row)),
		delivered: rows.map(row => Buffer.from(view.delivered(row)).toString('latin1')),
	};
}

/** Two views say the same in every method. */
export function expectSameView(actual: SegmentView, expected: SegmentView): void {
	expect(viewFacts(actual)).toEqual(viewFacts(expected));
}
