import type { Stage } from '../../../source/query/stage/index.ts';
import { aggregateTable, countFrequentTable } from './aggregate.ts';
import { assignTable, whereTable } from './compute.ts';
import { dedupTable } from './dedup.ts';
import { fieldsTable } from './fields.ts';
import { fillmissingTable } from './fillmissing.ts';
import { limitTable } from './limit.ts';
import { outlierTable } from './outlier.ts';
import { predictTable } from './predict.ts';
import {
	accumTable,
	backshiftTable,
	diffTable,
	rollingstdTable,
	smoothTable,
	totalTable,
} from './running.ts';
import { sortTable } from './sort.ts';
import type { Table, TableContext } from './table.ts';
import { topTable } from './top.ts';
import { topkTable } from './topk.ts';
import { transposeTable } from './transpose.ts';

const tableKinds = [
	'where',
	'assign',
	'fields',
	'sort',
	'limit',
	'top',
	'topk',
	'dedup',
	'aggregate',
	'count-frequent',
	'transpose',
	'outlier',
	'total',
	'accum',
	'diff',
	'backshift',
	'smooth',
	'rollingstd',
	'fillmissing',
	'predict',
] as const satisfies readonly Stage['kind'][];

/**
 * The stages that need nothing but a table. Extraction and look-ups need more (the engine runs
 * them), and so do `compare` and `join`, which run the query again: see `joinCompare`, `joinTables`.
 */
export type TableStage = Extract<Stage, { readonly kind: (typeof tableKinds)[number] }>;

export function isTableStage(stage: Stage): stage is TableStage {
	return (tableKinds as readonly string[]).includes(stage.kind);
}

/** Runs one stage over a table. Pure: the table that came in stays as it is. */
export function applyTableStage(table: Table, stage: TableStage, context: TableContext): Table {
	switch (stage.kind) {
		case 'where':
			return whereTable(table, stage.condition, context);
		case 'assign':
			return assignTable(table, stage, context);
		case 'fields':
			return fieldsTable(table, stage);
		case 'sort':
			return sortTable(table, stage.keys);
		case 'limit':
			return limitTable(table, stage.count);
		case 'top':
			return topTable(table, stage);
		case 'topk':
			return topkTable(table, stage);
		case 'dedup':
			return dedupTable(table, stage);
		case 'aggregate':
			return aggregateTable(table, stage, context);
		case 'count-frequent':
			return countFrequentTable(table, stage.fields, context);
		case 'transpose':
			return transposeTable(table, stage, context);
		case 'outlier':
			return outlierTable(table, stage, context);
		case 'total':
			return totalTable(table, stage);
		case 'accum':
			return accumTable(table, stage);
		case 'diff':
			return diffTable(table, stage);
		case 'backshift':
			return backshiftTable(table, stage, context);
		case 'smooth':
			return smoothTable(table, stage, context);
		case 'rollingstd':
			return rollingstdTable(table, stage, context);
		case 'fillmissing':
			return fillmissingTable(table, stage, context);
		case 'predict':
			return predictTable(table, stage, context);
	}
}

/** The group keys after a stage: an aggregate sets them anew, a transpose keeps its rows' names. */
export function keysAfter(stage: Stage, keys: readonly string[]): readonly string[] {
	switch (stage.kind) {
		case 'aggregate':
			return stage.by.map(({ name }) => name);
		case 'count-frequent':
			return stage.fields.map(({ name }) => name);
		case 'transpose':
			return stage.rows.map(({ name }) => name);
		default:
			return keys;
	}
}
