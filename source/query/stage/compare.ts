import { keyOfAll, numberOf } from '../comparison.ts';
import { quoteName } from '../syntax/escape.ts';
import type { Reader } from '../syntax/reader.ts';
import type { StageNode } from '../syntax/tree.ts';
import { bucketStart, stepOfMs } from '../time/time.ts';
import type { Value } from '../value.ts';
import { columnIndex, timesliceColumn, type Row } from '../frame/columns.ts';
import { sortTable } from '../frame/rows-table.ts';
import type { Table, TableContext } from '../frame/table.ts';
import { afterExpression, timeWidths, words } from './stage-completion.ts';
import { readBetween, readDuration } from './read-parts.ts';
import { adding, opened } from './schema.ts';
import type { Schema } from './schema.ts';
import type { Body, Pipelines, StageSpec } from './stage-spec.ts';

export interface CompareStage extends StageNode {
	readonly kind: 'compare';
	readonly shifts: readonly CompareShift[];
}

export interface CompareShift {
	readonly shiftMs: number;
	/** As written: `1d`. */
	readonly label: string;
	readonly count: number;
	readonly combine: 'avg' | 'min' | 'max' | undefined;
	readonly as: string | undefined;
}

export const compare: StageSpec<CompareStage> = {
	kind: 'compare',
	help: {
		name: 'compare',
		group: 'table',
		takes: 'table',
		tier: 'should',
		syntax: 'compare [with] timeshift 1d [n] [avg|min|max] [as x], …',
		help: 'puts the same query of an earlier time beside each row',
		snippet: 'compare with timeshift 1d',
		keywords: ['with', 'timeshift'],
		example: '| count by eventName | compare with timeshift 1d',
	},
	read: readCompare,
	print: stage => `compare with ${stage.shifts.map(shiftText).join(', ')}`,
	name: () => 'compare',
	explain: () => '',
	reads: () => [],
	makes: (stage, before) => opened(adding(before, comparedNames(before, stage))),
	runsBeforeAgain: 'warning',
	run: {
		class: 'pipelines',
		inner: () => [],
		startsAnew: false,
		run: runCompare,
	},
	complete: {
		operands: 'expression',
		opens: [],
		follows: afterExpression,
		offers: ({ last }) =>
			last.word === 'timeshift' ? words(timeWidths) : words(['with timeshift', 'timeshift']),
	},
	drill: { made: () => [], dropsRows: false },
};

function readCompare(reader: Reader): Body<CompareStage> {
	reader.takeWord('with');
	const shifts: CompareShift[] = [];
	do {
		shifts.push(readShift(reader, shifts.length === 0));
	} while (reader.takeSymbol(',') !== undefined);

	return { kind: 'compare', shifts };
}

function readShift(reader: Reader, first: boolean): CompareShift {
	if (reader.takeWord('timeshift') === undefined && first) {
		reader.failHere('Expected "timeshift"', 'write compare with timeshift 1d');
	}

	// A shift is always to the past, also where it has its sign.
	reader.takeSymbol('-');
	const { ms, label } = readDuration(reader);
	const count =
		reader.peek().kind === 'number' ? readBetween(reader, 'a number of shifts', 1, 7) : 1;
	const combine = reader.takeWord('avg', 'min', 'max')?.word as CompareShift['combine'];
	return { shiftMs: ms, label, count, combine, as: reader.optionalAs()?.name };
}

function shiftText(one: CompareShift): string {
	const combine = one.combine === undefined ? '' : ` ${one.combine}`;
	const as = one.as === undefined ? '' : ` as ${quoteName(one.as)}`;
	return `timeshift ${one.label} ${one.count}${combine}${as}`;
}

/** With more columns, `compare` leaves the schema open, because each shift multiplies them. */
const comparedMax = 100;

/** `f_1d`, `f_2d` … for every column; keys have none, but naming one more here does no harm. */
function comparedNames(before: Schema, stage: CompareStage): readonly string[] {
	const names: string[] = [];
	if (before.fields.size > comparedMax) {
		return names;
	}

	for (const shift of stage.shifts) {
		const [, digits = '1', unit = 'd'] = /^(\d+)(\D+)$/.exec(shift.label) ?? [];
		const labels =
			shift.as !== undefined
				? [shift.as]
				: shift.combine !== undefined
					? [`${shift.count * Number(digits)}${unit}_${shift.combine}`]
					: Array.from({ length: shift.count }, (_, run) => `${(run + 1) * Number(digits)}${unit}`);
		for (const name of before.fields.values()) {
			names.push(...labels.map(label => `${name}_${label}`));
		}
	}

	return names;
}

async function runCompare(
	table: Table,
	stage: CompareStage,
	context: TableContext,
	pipelines: Pipelines,
): Promise<Table> {
	const shifted: Table[] = [];
	for (const shiftMs of compareRuns(stage.shifts)) {
		shifted.push(await pipelines.earlier(shiftMs));
	}

	return joinCompare(table, shifted, stage.shifts, context);
}

/** Additional runs of one query. */
const compareRunsMax = 7;

/**
 * The shift of each additional run in ms, in the order in which `joinCompare` expects their tables.
 */
export function compareRuns(shifts: readonly CompareShift[]): readonly number[] {
	return shifts
		.flatMap(shift =>
			Array.from({ length: shift.count }, (_item, index) => shift.shiftMs * (index + 1)),
		)
		.slice(0, compareRunsMax);
}

interface Addition {
	readonly suffix: string;
	/** The runs it is made of, and how several become one. */
	readonly runs: readonly number[];
	readonly combine: CompareShift['combine'];
}

/**
 * Joins the table of the query's own range with those of the shifted ranges, on the group keys.
 * Rows that only a shifted run has are kept, with null in the current columns.
 *
 * @param shifted - one table per run of `compareRuns`, with unshifted times
 */
export function joinCompare(
	current: Table,
	shifted: readonly Table[],
	shifts: readonly CompareShift[],
	context: TableContext,
): Table {
	const wanted = shifts.reduce((sum, shift) => sum + shift.count, 0);

	if (wanted > compareRunsMax) {
		context.warn(
			`compare reads ${compareRunsMax} earlier ranges at most, ${wanted} were asked for`,
		);
	}

	const keyIndexes = context.keys
		.map(name => columnIndex(current.columns, name))
		.filter(index => index >= 0);
	const valueIndexes = current.columns
		.map((_title, index) => index)
		.filter(index => !keyIndexes.includes(index));
	const runsMs = compareRuns(shifts);
	const runs = shifted.map((table, at) =>
		runRows(table, current, runsMs[at] ?? 0, keyIndexes, context),
	);
	const rows = new Map(current.rows.map(row => [keyOf(row, keyIndexes), row]));

	for (const run of runs) {
		for (const [key, row] of run) {
			if (!rows.has(key)) {
				rows.set(
					key,
					row.map((value, index) => (keyIndexes.includes(index) ? value : null)),
				);
			}
		}
	}

	const additions = additionsOf(shifts);
	const joined = {
		columns: [
			...current.columns,
			...additions.flatMap(({ suffix }) =>
				valueIndexes.map(index => `${current.columns[index]}_${suffix}`),
			),
		],
		rows: [...rows].map(([key, row]) => [
			...row,
			...additions.flatMap(addition =>
				valueIndexes.map(index => combined(addition, index, key, runs)),
			),
		]),
	};
	return orderByTime(joined, context);
}

function keyOf(row: Row, indexes: readonly number[]): string {
	return keyOfAll(indexes.map(index => row[index] ?? null));
}

/** The rows of a shifted run by their key, columns in the order of the current table. */
function runRows(
	table: Table,
	current: Table,
	shiftMs: number,
	keyIndexes: readonly number[],
	context: TableContext,
): ReadonlyMap<string, Row> {
	const indexes = current.columns.map(name => columnIndex(table.columns, name));
	const timeIndex = columnIndex(current.columns, timesliceColumn(context));
	const rows = table.rows.map(row =>
		indexes.map((column, index) => {
			const value = row[column] ?? null;
			return index === timeIndex && typeof value === 'number'
				? shiftBack(value, shiftMs, context)
				: value;
		}),
	);
	return new Map(rows.map(row => [keyOf(row, keyIndexes), row]));
}

/** A day back may be 23 or 25 hours, so the nearest bucket of the current run is taken. */
function shiftBack(time: number, shiftMs: number, context: TableContext): number {
	const stepMs = context.timeslice?.stepMs;
	const shifted = time + shiftMs;

	// A bare `timeslice` starts with the range and aligns with no clock.
	if (stepMs === undefined || shifted === context.fromMs) {
		return shifted;
	}

	return bucketStart(shifted + Math.floor(stepMs / 2), stepOfMs(stepMs), context.timeZone);
}

function additionsOf(shifts: readonly CompareShift[]): readonly Addition[] {
	let first = 0;
	return shifts.flatMap((shift): Addition[] => {
		const runs = Array.from({ length: shift.count }, (_item, index) => first + index).filter(
			run => run < compareRunsMax,
		);
		first += shift.count;

		if (shift.combine !== undefined) {
			const suffix = shift.as ?? `${scaled(shift.label, shift.count)}_${shift.combine}`;
			return [{ suffix, runs, combine: shift.combine }];
		}

		return runs.map((run, index) => {
			const label = scaled(shift.label, index + 1);
			const alias = shift.count === 1 ? shift.as : shift.as && `${shift.as}_${label}`;
			return { suffix: alias ?? label, runs: [run], combine: undefined };
		});
	});
}

/** `1d` three times is `3d`. */
function scaled(label: string, times: number): string {
	const match = /^(\d+(?:\.\d+)?)(.*)$/.exec(label);
	return match ? `${Number(match[1]) * times}${match[2]}` : label;
}

function combined(
	addition: Addition,
	index: number,
	key: string,
	runs: readonly ReadonlyMap<string, Row>[],
): Value {
	const values = addition.runs.map(run => runs[run]?.get(key)?.[index] ?? null);

	if (addition.combine === undefined) {
		return values[0] ?? null;
	}

	const numbers = values.map(numberOf).filter(number => number !== null);

	if (numbers.length === 0) {
		return null;
	}

	switch (addition.combine) {
		case 'min':
			return Math.min(...numbers);
		case 'max':
			return Math.max(...numbers);
		case 'avg':
			return numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
	}
}

function orderByTime(table: Table, context: TableContext): Table {
	const title = timesliceColumn(context);
	const isKey = context.keys.some(key => key.toLowerCase() === title.toLowerCase());
	return isKey
		? sortTable(table, [{ field: { name: title, span: { start: 0, end: 0 } }, descending: false }])
		: table;
}
