import type { Fault } from '../value.ts';
import type { Query, Stage } from '../syntax/tree.ts';
import { checkExpression } from './expression.ts';
import { checkFields } from './fields.ts';
import { KnownFields } from './known.ts';
import { checkOrder } from './order.ts';
import { checkRegexes } from './regexes.ts';
import { eventSchema, schemaAfter } from '../stage/schema.ts';
import type { Schema } from '../stage/schema.ts';
import { checkSearch, checkSwallowed } from './search.ts';
import { checkColumns, checkSort, checkSource } from './stage.ts';

/** Where the checks of one query put what they find. */
export interface Checking {
	readonly query: Query;
	readonly known: KnownFields;
	readonly faults: Fault[];
}

/** One stage and what comes into it. */
export interface Place {
	readonly stage: Stage;
	readonly schema: Schema;
	/** The pipeline it stands in, and its place there. */
	readonly stages: readonly Stage[];
	readonly index: number;
}

/**
 * What is wrong or doubtful in a query that can be read. Without `fields`, the paths seen in the
 * events, no field of an event is called unknown.
 */
export function check(
	query: Query,
	known: { readonly fields?: readonly string[] } = {},
): readonly Fault[] {
	const checking: Checking = { query, known: new KnownFields(known.fields), faults: [] };
	checkSearch(checking);
	checkSwallowed(checking);
	checkPipeline(checking, query.stages, eventSchema);
	return checking.faults.sort((a, b) => a.span.start - b.span.start);
}

function checkPipeline(checking: Checking, stages: readonly Stage[], entry: Schema): void {
	let schema = entry;
	for (const [index, stage] of stages.entries()) {
		const place: Place = { stage, schema, stages, index };
		checkOrder(checking, place);
		checkExpression(checking, place);
		checkRegexes(checking, place);
		checkFields(checking, place);
		checkColumns(checking, place);
		checkSort(checking, place);
		checkSource(checking, place);
		if (stage.kind === 'join') {
			stage.tables.forEach(table => checkPipeline(checking, table.stages, schema));
		}

		schema = schemaAfter(schema, stage);
	}
}
