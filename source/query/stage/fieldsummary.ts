import type { Row } from '../frame/columns.ts';
import type { Table, TableContext } from '../frame/table.ts';
import type { Reader } from '../syntax/reader.ts';
import type { StageNode } from '../syntax/tree.ts';
import type { Value } from '../value.ts';
import { tableOf } from './schema.ts';
import { words } from './stage-completion.ts';
import type { Body, FieldsBefore, PipelineResult, Pipelines, StageSpec } from './stage-spec.ts';
import { FieldTally, type FieldSummary } from './summary/summarise.ts';

export interface FieldsummaryStage extends StageNode {
	readonly kind: 'fieldsummary';
	/** Values that are shown of each field. */
	readonly valuesMax: number;
}

/** Rows that are read, the newest of more: so many tell what the fields are like. */
export const summarisedRowsMax = 5_000;
const valuesDefault = 10;

const titles = ['field', 'count', 'rows', 'distinct_count', 'values'] as const;

export const fieldsummary: StageSpec<FieldsummaryStage> = {
	kind: 'fieldsummary',
	help: {
		name: 'fieldsummary',
		group: 'aggregate',
		takes: 'any',
		tier: 'later',
		syntax: 'fieldsummary [maxvals=n]',
		help: 'one row a field: in how many of the newest 5,000 rows it has a value, how many distinct ones, and the most frequent as JSON',
		snippet: 'fieldsummary',
		keywords: ['maxvals'],
		example: 'ConsoleLogin | fieldsummary maxvals=3',
	},
	read: readFieldsummary,
	print: ({ valuesMax }) =>
		valuesMax === valuesDefault ? 'fieldsummary' : `fieldsummary maxvals=${valuesMax}`,
	name: () => 'fieldsummary',
	explain: () => '',
	reads: () => [],
	makes: () => tableOf(titles),
	run: {
		class: 'pipelines',
		inner: () => [],
		startsAnew: true,
		keys: () => [],
		run: summariseFields,
	},
	complete: {
		operands: 'fields',
		opens: [],
		follows: words(['maxvals=']),
	},
	drill: { made: () => titles, dropsRows: true },
};

function readFieldsummary(reader: Reader): Body<FieldsummaryStage> {
	if (reader.takeWord('maxvals') === undefined) {
		return { kind: 'fieldsummary', valuesMax: valuesDefault };
	}

	reader.takeSymbol('=');
	return { kind: 'fieldsummary', valuesMax: reader.integer('a number of values') };
}

async function summariseFields(
	_: Table,
	{ span, valuesMax }: FieldsummaryStage,
	{ spending, warn }: TableContext,
	pipelines: Pipelines,
): Promise<Table> {
	const before = spending.used;
	const { made, derived } = pipelines.fieldsBefore;
	const found = await pipelines.with([], summarisedRowsMax, [...derived, ...made]);
	const tally = new FieldTally(spending, span);
	if (found.timesMs === undefined) {
		addTable(tally, found.table);
	} else {
		addRecords(tally, found, pipelines.fieldsBefore);
	}

	if (found.rowCount > tally.rowCount) {
		warn(`fieldsummary reads ${tally.rowCount} rows, the newest of ${found.rowCount}`);
	}

	const rows = tally
		.summaries(valuesMax)
		.toSorted((a, b) => b.count - a.count || (a.name < b.name ? -1 : 1))
		.map(summary => rowOf(summary, tally.rowCount));
	spending.dropTo(before);
	return { columns: [...titles], rows };
}

/** The rows of a table have its columns, whether a value is in them or not. */
function addTable(tally: FieldTally, { columns, rows }: Table): void {
	for (const row of rows.slice(0, summarisedRowsMax)) {
		addRow(tally, columns, row);
	}
}

/**
 * Unless a stage chose fields, records have all of their own. What a stage made under the name of such a
 * field takes its place.
 */
function addRecords(
	tally: FieldTally,
	{ table, shown, made: found }: PipelineResult,
	{ made: named, dropped, derived, areChosen }: FieldsBefore,
): void {
	const made = new Set([...named, ...found.map(name => name.toLowerCase())]);
	const { columns, rows } = table;
	const raw = columns.findIndex(name => name.toLowerCase() === '_raw');
	const beside = new Set([
		...made,
		...(areChosen ? shown : derived).map(name => name.toLowerCase()),
	]);
	const except = new Set([...made, ...dropped]);
	const isCounted = (name: string) => beside.has(name) && !dropped.has(name) && !ofItself.has(name);
	const names = columns.map(name => (isCounted(name.toLowerCase()) ? name : undefined));
	for (const row of rows) {
		addRow(tally, names, row);
		const text = areChosen ? undefined : row[raw];
		if (typeof text === 'string') {
			tally.addRecord(text, except);
		}
	}
}

/** What every record has and nobody counts. */
const ofItself: ReadonlySet<string> = new Set(['_raw', '_messagetime']);

function addRow(tally: FieldTally, names: readonly (string | undefined)[], row: Row): void {
	tally.begin();
	for (const [index, name] of names.entries()) {
		if (name !== undefined) {
			tally.add(name, row[index] ?? null);
		}
	}
}

function rowOf({ name, count, distinctCount, values }: FieldSummary, rowCount: number): Value[] {
	return [name, count, rowCount, distinctCount, JSON.stringify(values)];
}
