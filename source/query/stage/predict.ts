import { compareForSort, numberOf } from '../comparison.ts';
import { printField } from '../syntax/print-expression.ts';
import type { Field, StageNode } from '../syntax/tree.ts';
import { nextBucketStart, stepOfMs } from '../time/time.ts';
import type { Value } from '../value.ts';
import { columnIndex, reader, timesliceColumn, withColumn } from '../frame/columns.ts';
import type { Table, TableContext } from '../frame/table.ts';
import { afterFields } from './stage-completion.ts';
import { arWindowMax, fitAutoregression, predictSeries } from './autoregression.ts';
import { forecastMax, readPredict } from './predict-syntax.ts';
import { adding } from './schema.ts';
import type { StageSpec } from './stage-spec.ts';
import { durationText } from './stage-text.ts';

const predictRowsMax = 10_000;

export interface PredictStage extends StageNode {
	readonly kind: 'predict';
	readonly field: Field;
	/** Width of the buckets that are added. */
	readonly stepMs: number;
	/** Buckets that are added. */
	readonly forecast: number;
	/** `window`: buckets that a prediction looks back; undefined: two fifths of all. */
	readonly model:
		{ readonly kind: 'linear' } | { readonly kind: 'ar'; readonly window: number | undefined };
}

function namesOf({ field, model }: PredictStage): readonly string[] {
	const linear = model.kind === 'ar' ? [`${field.name}_linear`] : [];
	return [`${field.name}_predicted`, ...linear, `${field.name}_error`];
}

export const predict: StageSpec<PredictStage> = {
	kind: 'predict',
	help: {
		name: 'predict',
		group: 'table',
		takes: 'table',
		tier: 'should',
		syntax: 'predict f by 1m [model=ar] [ar.window=n] [forecast=k]',
		help: 'goes on along the straight line through the values, or as each followed from those before',
		snippet: 'predict _count by 1h forecast=3',
		keywords: ['forecast', 'model', 'ar', 'linear', 'ar.window'],
		example: '| timeslice 1h | count by _timeslice | predict _count by 1h forecast=6',
	},
	read: reader => ({ kind: 'predict', ...readPredict(reader) }),
	print: stage => {
		const { model } = stage;
		const window =
			model.kind === 'linear' || model.window === undefined ? '' : ` ar.window=${model.window}`;
		const named = model.kind === 'linear' ? '' : ` model=ar${window}`;
		return `predict ${printField(stage.field)} by ${durationText(stage.stepMs)}${named} forecast=${stage.forecast}`;
	},
	name: () => 'predict',
	explain: stage => stage.field.name,
	reads: stage => [stage.field],
	makes: (stage, before) => adding(before, namesOf(stage)),
	run: { class: 'table', run: predictTable },
	complete: { operands: 'fields', opens: ['predict'], follows: afterFields },
	drill: { made: stage => namesOf(stage).map(name => name.toLowerCase()), dropsRows: false },
};

/**
 * Fits a straight line through the buckets by least squares, adds its values as columns, and adds
 * future buckets. The error is predicted minus actual.
 */
function predictTable(table: Table, stage: PredictStage, context: TableContext): Table {
	const timeTitle = timesliceColumn(context);
	const readTime = reader(table.columns, timeTitle);
	const sorted = table.rows.toSorted((a, b) => compareForSort(readTime(a), readTime(b)));
	const read = reader(table.columns, stage.field.name);
	const start = numberOf(sorted[0] === undefined ? null : readTime(sorted[0]));
	const positions = sorted.map((row, index) => {
		const time = numberOf(readTime(row));
		return time === null || start === null || stage.stepMs <= 0
			? index
			: Math.round((time - start) / stage.stepMs);
	});
	const forecast = Math.max(0, Math.min(Math.floor(stage.forecast), forecastMax));
	warnOfLimits(sorted.length, stage.forecast, context);
	const line = fitLine(
		sorted
			.map((row, index) => [positions[index] ?? index, numberOf(read(row))] as const)
			.filter((point): point is readonly [number, number] => point[1] !== null)
			.slice(-predictRowsMax),
	);
	const rows = [...sorted, ...futureRows(table, sorted, forecast, stage, context)];
	const last = positions.at(-1) ?? -1;
	const linear = rows.map((_row, index): Value => {
		const position = positions[index] ?? last + 1 + index - sorted.length;
		return line ? line.start + line.slope * position : null;
	});
	const errors = rows.map((row, index): Value => {
		const actual = numberOf(read(row));
		const value = linear[index] ?? null;
		return actual === null || typeof value !== 'number' ? null : value - actual;
	});
	const grown = { columns: table.columns, rows };
	const { name } = stage.field;
	if (stage.model.kind === 'linear') {
		const named = withColumn(grown, `${name}_predicted`, linear);
		return withColumn(named, `${name}_error`, errors);
	}

	const known = sorted.map(
		(row, index) => [positions[index] ?? index, numberOf(read(row))] as const,
	);
	const predicted = autoregressed(known, forecast, stage.model.window, context);
	const named = withColumn(grown, `${name}_predicted`, predicted);
	return withColumn(withColumn(named, `${name}_linear`, linear), `${name}_error`, errors);
}

/**
 * The predictions of rows by the model of their series, and of `forecast` buckets behind them. A bucket
 * without a number counts as 0.
 *
 * @param known - the number of the bucket of each row, ascending, and its value
 */
function autoregressed(
	known: readonly (readonly [position: number, value: number | null])[],
	forecast: number,
	window: number | undefined,
	context: TableContext,
): readonly Value[] {
	const end = (known.at(-1)?.[0] ?? -1) + 1;
	const start = Math.max(0, end - predictRowsMax);
	const series = new Array<number>(end - start).fill(0);
	const filled = new Set<number>();
	let isTwice = false;
	for (const [position, value] of known) {
		if (position >= start && value !== null) {
			isTwice ||= filled.has(position);
			filled.add(position);
			series[position - start] = value;
		}
	}

	if (isTwice) {
		context.warn('predict: of several rows of one time the last counts; count by the time alone');
	}

	const order = windowOf(series.length, window, context);
	if (order === undefined) {
		return known.map(() => null);
	}

	if (filled.size < series.length) {
		context.warn('predict counts buckets without a number as 0; fillmissing gives them others');
	}

	const predicted = predictSeries(series, fitAutoregression(series, order), forecast);
	return [
		...known.map(([position]) => predicted[position - start] ?? null),
		...predicted.slice(series.length),
	];
}

/** Buckets from which the model is reliable. */
const reliableCount = 100;

/** How far the model looks back, half of the series at most; undefined where that is too short. */
function windowOf(
	count: number,
	asked: number | undefined,
	context: TableContext,
): number | undefined {
	const most = Math.min(Math.floor(count / 2), arWindowMax);
	if (most < 1) {
		context.warn(`predict model=ar needs 2 buckets at least; there are ${count}`);
		return undefined;
	}

	if (count < reliableCount) {
		context.warn(
			`predict model=ar is made for ${reliableCount} buckets and more; there are ${count}`,
		);
	}

	if (asked !== undefined && asked > most) {
		context.warn(`the window of ${asked} buckets was cut to ${most}, half of them`);
	}

	return Math.min(asked ?? Math.max(1, Math.floor(count * 0.4)), most);
}

function warnOfLimits(rowCount: number, forecast: number, context: TableContext): void {
	if (rowCount > predictRowsMax) {
		context.warn(`predict fits the last ${predictRowsMax} of ${rowCount} rows`);
	}

	if (forecast > forecastMax) {
		context.warn(`predict adds ${forecastMax} future rows at most`);
	}
}

function fitLine(
	points: readonly (readonly [x: number, y: number])[],
): { readonly start: number; readonly slope: number } | undefined {
	if (points.length === 0) {
		return undefined;
	}

	const meanX = points.reduce((sum, [x]) => sum + x, 0) / points.length;
	const meanY = points.reduce((sum, [, y]) => sum + y, 0) / points.length;
	const spread = points.reduce((sum, [x]) => sum + (x - meanX) ** 2, 0);
	const joint = points.reduce((sum, [x, y]) => sum + (x - meanX) * (y - meanY), 0);
	const slope = spread === 0 ? 0 : joint / spread;
	return { start: meanY - slope * meanX, slope };
}

function futureRows(
	table: Table,
	sorted: Table['rows'],
	count: number,
	stage: PredictStage,
	context: TableContext,
): Table['rows'] {
	const timeIndex = columnIndex(table.columns, timesliceColumn(context));
	const last = sorted.at(-1)?.[timeIndex];
	const step = stepOfMs(stage.stepMs);
	const rows: Value[][] = [];
	let time = typeof last === 'number' ? last : undefined;

	for (let index = 0; index < count && sorted.length > 0; index++) {
		const row = table.columns.map((): Value => null);

		if (time !== undefined) {
			time = nextBucketStart(time, step, context.timeZone);
			row[timeIndex] = time;
		}

		rows.push(row);
	}

	return rows;
}
