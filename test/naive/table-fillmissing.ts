import type { FillSource } from '../../source/query/stage/fillmissing.ts';
import type { Value } from '../../source/query/value.ts';
import { bucketStarts } from './buckets.ts';
import { sorted } from './order.ts';
import { type Context, type NaiveRow, rowOf, type Rows, timeColumn, titleOf } from './row.ts';
import type { StageOf } from './stages.ts';
import { grouped, identityOf } from './value.ts';

/** A key and the values that must be there. */
interface Axis {
	readonly column: string;
	readonly values: readonly Value[];
}

const addedMax = 10_000;
const bucketsMax = 10_000;

/** Adds a row for each combination of values that has none. */
export function fillMissing(state: Rows, stage: StageOf<'fillmissing'>, context: Context): Rows {
	const axes = stage.sources.flatMap(source => axisOf(source, state, context));

	if (axes.length === 0) {
		return state;
	}

	const columns = axes.map(({ column }) => ({ name: column }));
	const present = new Set(state.rows.map(row => identityOf(row.all(columns))));
	const missing = combinations(axes).filter(values => !present.has(identityOf(values)));

	if (missing.length > addedMax) {
		context.warn(`fillmissing added ${addedMax} rows and stopped there`);
	} else if (axes.some(({ values }) => values.length === bucketsMax)) {
		context.warn(`fillmissing looks at the first ${bucketsMax} buckets of the range`);
	}

	const blank = rowOf(
		state.columns,
		state.columns.map(column => blankValue(column, state, stage, context)),
	);
	const added = missing
		.slice(0, addedMax)
		.map(values =>
			values.reduce((row: NaiveRow, value, index) => row.with(axes[index]!.column, value), blank),
		);
	const time = axes.find(({ column }) => column === titleOf(state.columns, timeColumn(context)));
	const together = [...state.rows, ...added];
	const rows = time ? sorted(together, [{ name: time.column, descending: false }]) : together;
	return {
		...state,
		rows: stage.takeLast ? withLast(rows, added, axes, time ?? axes[0]!, state.columns) : rows,
	};
}

function axisOf(source: FillSource, state: Rows, context: Context): readonly Axis[] {
	const name = source.field?.name ?? timeColumn(context);
	const column = titleOf(state.columns, name);

	if (column === undefined) {
		context.warn(`fillmissing finds no column "${name}"; it has ${state.columns.join(', ')}`);
		return [];
	}

	const present = state.rows.map(row => row.get(column));

	switch (source.kind) {
		case 'values':
			return [{ column, values: source.values }];
		case 'all': {
			const distinct = [...grouped(present, value => [value]).values()];
			return [{ column, values: distinct.map(([value = null]) => value) }];
		}
		case 'timeslice':
			return [{ column, values: bucketsOf(source.stepMs, present, context) }];
	}
}

function bucketsOf(
	declaredMs: number | undefined,
	present: readonly Value[],
	{ timeslice, fromMs, toMs, timeZone }: Context,
): readonly Value[] {
	const isWhole = timeslice !== undefined && (timeslice.widthMs ?? toMs - fromMs) === toMs - fromMs;

	// The one bucket of a bare timeslice starts with the range.
	if (
		declaredMs === undefined &&
		isWhole &&
		present.length > 0 &&
		present.every(time => time === fromMs)
	) {
		return [fromMs];
	}

	const widthMs = declaredMs ?? timeslice?.widthMs ?? (timeslice && toMs - fromMs);
	return widthMs === undefined || widthMs <= 0
		? []
		: bucketStarts(fromMs, toMs, widthMs, timeZone, bucketsMax);
}

function combinations(axes: readonly Axis[]): readonly (readonly Value[])[] {
	return axes.reduce(
		(before: readonly (readonly Value[])[], { values }) =>
			before.flatMap(row => values.map(value => [...row, value])),
		[[]],
	);
}

/** What an added row has where it is no key: the default, else 0 among numbers that have a type. */
function blankValue(
	column: string,
	state: Rows,
	stage: StageOf<'fillmissing'>,
	context: Context,
): Value {
	const given = stage.defaults.findLast(
		({ field }) => titleOf(state.columns, field.name) === column,
	);

	if (given) {
		return given.value;
	}

	const isKey = context.keys.some(key => key.toLowerCase() === column.toLowerCase());
	// Without rows nothing shows what a column holds: then what is no key was counted.
	const isNumeric =
		state.rows.length === 0 ? !isKey : state.rows.some(row => typeof row.get(column) === 'number');
	return isNumeric && !context.isTransposed ? 0 : null;
}

/** An added row takes over what the row before it with the same other keys has. */
function withLast(
	rows: readonly NaiveRow[],
	added: readonly NaiveRow[],
	axes: readonly Axis[],
	running: Axis,
	columns: readonly string[],
): readonly NaiveRow[] {
	const keys = axes.map(({ column }) => column);
	const others = axes.filter(axis => axis !== running).map(({ column }) => ({ name: column }));
	const done: NaiveRow[] = [];

	for (const row of rows) {
		const before = done.findLast(
			other => identityOf(other.all(others)) === identityOf(row.all(others)),
		);
		const filled = columns
			.filter(column => !keys.includes(column))
			.reduce((copy, column) => copy.with(column, before?.get(column) ?? null), row);
		done.push(added.includes(row) && before ? filled : row);
	}

	return done;
}
