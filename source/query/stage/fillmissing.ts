import { keyOf, keyOfAll } from '../comparison.ts';
import { printField, printValue } from '../syntax/print-expression.ts';
import type { Reader } from '../syntax/reader.ts';
import type { Field, StageNode } from '../syntax/tree.ts';
import { bucketListMax, bucketStarts, stepOfMs } from '../time/time.ts';
import type { Value } from '../value.ts';
import { columnIndex, reader, timesliceColumn } from '../frame/columns.ts';
import { sortTable } from '../frame/rows-table.ts';
import type { Table, TableContext } from '../frame/table.ts';
import { afterFields, words } from './stage-completion.ts';
import { readConstant, readDuration } from './read-parts.ts';
import type { Body, StageSpec } from './stage-spec.ts';
import { durationText, flagWord } from './stage-text.ts';

/** Rows that one stage adds. */
const fillRowsMax = 10_000;

export interface FillmissingStage extends StageNode {
	readonly kind: 'fillmissing';
	readonly sources: readonly FillSource[];
	readonly defaults: readonly { readonly field: Field; readonly value: Value }[];
	readonly takeLast: boolean;
}

/** The values of a column for which a row must exist. */
export type FillSource =
	| {
			readonly kind: 'timeslice';
			readonly stepMs: number | undefined;
			readonly field: Field | undefined;
	  }
	| { readonly kind: 'values'; readonly values: readonly Value[]; readonly field: Field }
	| { readonly kind: 'all'; readonly field: Field };

export const fillmissing: StageSpec<FillmissingStage> = {
	kind: 'fillmissing',
	help: {
		name: 'fillmissing',
		group: 'table',
		takes: 'table',
		tier: 'should',
		syntax:
			'fillmissing timeslice[(1h)] [in f], values("a", "b") in g, values all in h [with 0 for f] [takeLast]',
		help: 'adds the buckets and values that have no row, with 0 in columns of numbers; behind transpose with null',
		snippet: 'fillmissing timeslice',
		keywords: ['in', 'with', 'for', 'all', 'takelast'],
		example: 'AccessDenied | timeslice 1h | count by _timeslice | fillmissing timeslice',
	},
	read: readFillmissing,
	print: stage => {
		const sources = stage.sources.map(sourceText).join(', ');
		const given = stage.defaults
			.map(({ value, field }) => `${printValue(value)} for ${printField(field)}`)
			.join(', ');
		return `fillmissing ${sources}${given === '' ? '' : ` with ${given}`}${flagWord(stage.takeLast, 'takeLast')}`;
	},
	name: () => 'fillmissing',
	explain: () => '',
	reads: stage => [
		...stage.sources.flatMap(source => (source.field === undefined ? [] : [source.field])),
		...stage.defaults.map(given => given.field),
	],
	makes: (_, before) => before,
	run: { class: 'table', run: fillmissingTable },
	complete: {
		operands: 'fields',
		opens: ['for'],
		follows: afterFields,
		offers: point => (point.isFirst ? words(['timeslice', 'values all in', 'values(']) : undefined),
	},
	drill: { made: () => [], dropsRows: false },
};

function readFillmissing(reader: Reader): Body<FillmissingStage> {
	const sources = [readFillSource(reader)];
	const defaults: { field: Field; value: Value }[] = [];
	while (reader.takeSymbol(',') !== undefined) {
		sources.push(readFillSource(reader));
	}

	while (reader.takeWord('with') !== undefined) {
		do {
			const value = readConstant(reader);
			reader.expectWord('for', 'write with 0 for _count');
			defaults.push({ field: reader.field(), value });
		} while (reader.takeSymbol(',') !== undefined);
	}

	const takeLast = reader.takeWord('takelast') !== undefined;
	return { kind: 'fillmissing', sources, defaults, takeLast };
}

function readFillSource(reader: Reader): FillSource {
	const syntax = 'write timeslice(1h), values("a", "b") in f, or values all in f';
	if (reader.takeWord('timeslice') !== undefined) {
		let stepMs: number | undefined;
		if (reader.takeSymbol('(') !== undefined) {
			stepMs = readDuration(reader).ms;
			reader.expectSymbol(')', syntax);
		}

		const field = reader.takeWord('in') === undefined ? undefined : reader.field();
		return { kind: 'timeslice', stepMs, field };
	}

	reader.expectWord('values', syntax);
	if (reader.takeWord('all') !== undefined) {
		reader.expectWord('in', syntax);
		return { kind: 'all', field: reader.field() };
	}

	reader.expectSymbol('(', syntax);
	const values = [readConstant(reader)];
	while (reader.takeSymbol(',') !== undefined) {
		values.push(readConstant(reader));
	}

	reader.expectSymbol(')', syntax);
	reader.expectWord('in', syntax);
	return { kind: 'values', values, field: reader.field() };
}

function sourceText(source: FillSource): string {
	switch (source.kind) {
		case 'all':
			return `values all in ${printField(source.field)}`;
		case 'values':
			return `values(${source.values.map(printValue).join(', ')}) in ${printField(source.field)}`;
		case 'timeslice': {
			const step = source.stepMs === undefined ? '' : `(${durationText(source.stepMs)})`;
			return `timeslice${step}${source.field === undefined ? '' : ` in ${printField(source.field)}`}`;
		}
	}
}

interface Axis {
	readonly index: number;
	readonly values: readonly Value[];
}

/**
 * Adds a row for every missing combination of the named keys. Other columns of an added row are 0
 * when the column has numbers and no transpose made it, else null; with `takeLast`, the values of the row
 * before.
 */
function fillmissingTable(table: Table, stage: FillmissingStage, context: TableContext): Table {
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

	// A bare `timeslice` is one bucket from the start of the range, aligned with no clock.
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
	stage: FillmissingStage,
	axes: readonly Axis[],
	context: TableContext,
): readonly Value[] {
	const filled = new Set(axes.map(({ index }) => index));
	const groupKeys = new Set(context.keys.map(key => key.toLowerCase()));
	const row = table.columns.map((title, index): Value => {
		// Without rows, the type of a column is unknown; columns that are not keys count as
		// numbers.
		const numeric =
			table.rows.length === 0
				? !groupKeys.has(title.toLowerCase())
				: table.rows.some(values => typeof values[index] === 'number');
		return numeric && !filled.has(index) && !context.isTransposed ? 0 : null;
	});

	for (const { field, value } of stage.defaults) {
		const index = columnIndex(table.columns, field.name);

		if (index >= 0 && !filled.has(index)) {
			row[index] = value;
		}
	}

	return row;
}

/** The key along which rows follow each other: the time, else the first key. */
function timeAxis(table: Table, axes: readonly Axis[], context: TableContext): Axis | undefined {
	const index = columnIndex(table.columns, timesliceColumn(context));
	return axes.find(axis => axis.index === index) ?? axes[0];
}

/** Added rows are sorted by time; without a time they come after the others. */
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
