import { compareForSort, numberOf } from '../comparison.ts';
import { printField } from '../syntax/print-expression.ts';
import type { Reader } from '../syntax/reader.ts';
import type { Field, StageNode } from '../syntax/tree.ts';
import { nextBucketStart, stepOfMs } from '../time/time.ts';
import type { Value } from '../value.ts';
import { columnIndex, reader, timesliceColumn, withColumn } from '../frame/columns.ts';
import type { Table, TableContext } from '../frame/table.ts';
import { afterFields } from './stage-completion.ts';
import { readBetween, readDuration } from './read-parts.ts';
import { adding } from './schema.ts';
import type { Body, StageSpec } from './stage-spec.ts';
import { durationText } from './stage-text.ts';

const predictRowsMax = 10_000;
const forecastMax = 100;

export interface PredictStage extends StageNode {
	readonly kind: 'predict';
	readonly field: Field;
	/** Width of the buckets that are added. */
	readonly stepMs: number;
	/** Buckets that are added. */
	readonly forecast: number;
}

const namesOf = ({ field }: PredictStage) => [`${field.name}_predicted`, `${field.name}_error`];

export const predict: StageSpec<PredictStage> = {
	kind: 'predict',
	help: {
		name: 'predict',
		group: 'table',
		takes: 'table',
		tier: 'should',
		syntax: 'predict f by 1m [forecast=k]',
		help: 'goes on along the straight line through the values',
		snippet: 'predict _count by 1h forecast=3',
		keywords: ['forecast'],
		example: '| timeslice 1h | count by _timeslice | predict _count by 1h forecast=6',
	},
	read: readPredict,
	print: stage =>
		`predict ${printField(stage.field)} by ${durationText(stage.stepMs)} forecast=${stage.forecast}`,
	name: () => 'predict',
	explain: stage => stage.field.name,
	reads: stage => [stage.field],
	makes: (stage, before) => adding(before, namesOf(stage)),
	run: { class: 'table', run: predictTable },
	complete: { operands: 'fields', opens: ['predict'], follows: afterFields },
	drill: { made: stage => namesOf(stage).map(name => name.toLowerCase()), dropsRows: false },
};

function readPredict(reader: Reader): Body<PredictStage> {
	const field = reader.field();
	reader.expectWord('by', 'write predict f by 1h');
	const stepMs = readDuration(reader).ms;
	let forecast = 3;
	for (;;) {
		reader.takeSymbol(',');
		const option = reader.takeWord('model', 'ar.window', 'forecast');
		if (option === undefined) {
			return { kind: 'predict', field, stepMs, forecast };
		}

		reader.expectSymbol('=', `write ${option.word}=value`);
		if (option.word === 'forecast') {
			forecast = readBetween(reader, 'a number of rows', 1, 100);
		} else if (option.word === 'ar.window' || !reader.isWord('linear')) {
			const message = 'predict: the autoregressive model is not supported yet';
			reader.fail(reader.span(option.start), message, 'leave model out for a straight line');
		} else {
			reader.take();
		}
	}
}

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
	const predicted = rows.map((_row, index): Value => {
		const position = positions[index] ?? last + 1 + index - sorted.length;
		return line ? line.start + line.slope * position : null;
	});
	const errors = rows.map((row, index): Value => {
		const actual = numberOf(read(row));
		const value = predicted[index] ?? null;
		return actual === null || typeof value !== 'number' ? null : value - actual;
	});
	const grown = { columns: table.columns, rows };
	const named = withColumn(grown, `${stage.field.name}_predicted`, predicted);
	return withColumn(named, `${stage.field.name}_error`, errors);
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
