import { keyOf, keyOfAll } from '../../../source/query/comparison.ts';
import type { FillSource } from '../../../source/query/stage/fillmissing.ts';
import type { Stage } from '../../../source/query/stage/index.ts';
import { bucketListMax, bucketStarts, stepOfMs } from '../../../source/query/time/time.ts';
import type { Value } from '../../../source/query/value.ts';
import { columnIndex, reader, timesliceColumn } from './columns.ts';
import { sortTable } from './sort.ts';
import type { Table, TableContext } from './table.ts';

/** Rows that one stage adds. */
const fillRowsMax = 10_000;

type FillStage = Extract<Stage, { readonly kind: 'fillmissing' }>;

interface Axis {
	readonly index: number;
	readonly values: readonly Value[];
}

/**
 * Adds a row for every missing combination of the named keys. Other columns of an added row are 0
 * where the column holds numbers, else null; `takeLast` takes the row before instead.
 */
export function fillmissingTable(table: Table, stage: FillStage, context: TableContext): Table {
	const axes = stage.sources
		.map(source => axisOf(source, table, context))
		.filter(axis => axis !== undefined);

	if (axes.length === 0) {
		return table;
	}

	const present = new Set(
		table.rows.map(row => keyOfAll(axes.map(({ index }) => row[index] ?? null))),
	);
	const blank = blankRow(table, stage, axes, context);
	const added: Value[][] = [];

	for (const combination of combinations(axes)) {
		if (present.has(keyOfAll(combination))) {
			continue;
		}

		if (added.length === fillRowsMax) {
			context.warn(`fillmissing added ${fillRowsMax} rows and stopped there`);
			break;
		}

		const row = [...blank];

		for (const [at, { index }] of axes.entries()) {
			row[index] = combination[at] ?? null;
		}

		added.push(row);
	}

	if (added.length < fillRowsMax && axes.some(({ values }) => values.length === bucketListMax)) {
		context.warn(`fillmissing looks at the first ${bucketListMax} buckets of the range`);
	}

	const filled = order({ columns: table.columns, rows: [...table.rows, ...added] }, axes, context);
	return stage.takeLast
		? takeLast(filled, new Set<readonly Value[]>(added), axes, timeAxis(table, axes, context))
		: filled;
}

function axisOf(source: FillSource, table: Table, context: TableContext): Axis | undefined {
	const name = source.field?.name ?? timesliceColumn(context);
	const index = columnIndex(table.columns, name);

	if (index < 0) {
		context.warn(`fillmissing finds no column "${name}"; it has ${table.columns.join(', ')}`);
		return undefined;
	}

	switch (source.kind) {
		case 'values':
			return { index, values: source.values };
		case 'all': {
			const read = reader(table.columns, name);
			const distinct = new Map(table.rows.map(row => [keyOf(read(row)), read(row)]));
			return { index, values: [...distinct.values()] };
		}
		case 'timeslice':
			return { index, values: bucketsOf(source.stepMs, table, index, context) };
	}
}

function bucketsOf(
	declaredMs: number | undefined,
	table: Table,
	index: number,
	context: TableContext,
): readonly Value[] {
	const { fromMs, toMs, timeZone, timeslice } = context;
	const stepMs = declaredMs ?? timeslice?.stepMs;

	if (stepMs === undefined || stepMs <= 0) {
		return [];
	}

	// A bare `timeslice` is one bucket from the start of the range, aligned to no clock.
	const isWhole =
		declaredMs === undefined &&
		stepMs === toMs - fromMs &&
		table.rows.length > 0 &&
		table.rows.every(row => row[index] === fromMs);
	return isWhole ? [fromMs] : bucketStarts(fromMs, toMs, stepOfMs(stepMs), timeZone);
}

function* combinations(axes: readonly Axis[]): Generator<readonly Value[]> {
	const [first, ...rest] = axes;

	if (!first) {
		yield [];
		return;
	}

	for (const value of first.values) {
		for (const others of combinations(rest)) {
			yield [value, ...others];
		}
	}
}

function blankRow(
	table: Table,
	stage: FillStage,
	axes: readonly Axis[],
	context: TableContext,
): readonly Value[] {
	const filled = new Set(axes.map(({ index }) => index));
	const groupKeys = new Set(context.keys.map(key => key.toLowerCase()));
	const row = table.columns.map((title, index): Value => {
		// Without rows nothing shows what a column holds: then what is no key was counted.
		const numeric =
			table.rows.length === 0
				? !groupKeys.has(title.toLowerCase())
				: table.rows.some(values => typeof values[index] === 'number');
		return numeric && !filled.has(index) ? 0 : null;
	});

	for (const { field, value } of stage.defaults) {
		const index = columnIndex(table.columns, field.name);

		if (index >= 0 && !filled.has(index)) {
			row[index] = value;
		}
	}

	return row;
}

/** What runs on from row to row: the time, or else the first key. */
function timeAxis(table: Table, axes: readonly Axis[], context: TableContext): Axis | undefined {
	const index = columnIndex(table.columns, timesliceColumn(context));
	return axes.find(axis => axis.index === index) ?? axes[0];
}

/** Added rows go where their time puts them; without a time they follow the others. */
function order(table: Table, axes: readonly Axis[], context: TableContext): Table {
	const time = columnIndex(table.columns, timesliceColumn(context));

	if (!axes.some(({ index }) => index === time)) {
		return table;
	}

	const name = table.columns[time] ?? '';
	return sortTable(table, [{ field: { name, span: { start: 0, end: 0 } }, descending: false }]);
}

/** Values of an added row come from the last row with the same other keys. */
function takeLast(
	table: Table,
	added: ReadonlySet<readonly Value[]>,
	axes: readonly Axis[],
	time: Axis | undefined,
): Table {
	const otherAxes = axes.filter(axis => axis !== time);
	const keys = new Set(axes.map(({ index }) => index));
	const last = new Map<string, readonly Value[]>();
	const rows = table.rows.map(row => {
		const key = keyOfAll(otherAxes.map(({ index }) => row[index] ?? null));
		const before = last.get(key);
		const filled =
			added.has(row) && before
				? row.map((value, index) => (keys.has(index) ? value : (before[index] ?? null)))
				: row;
		last.set(key, filled);
		return filled;
	});
	return { columns: table.columns, rows };
}
