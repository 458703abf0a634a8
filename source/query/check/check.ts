import { specOf } from '../stage/index.ts';
import { eventSchema } from '../stage/schema.ts';
import type { Schema } from '../stage/schema.ts';
import type { Query, StageNode } from '../syntax/tree.ts';
import type { Fault } from '../value.ts';
import type { CheckedStage, Checking } from './checking.ts';
import { checkExpression } from './check-expression.ts';
import { checkFields } from './check-fields.ts';
import { KnownFields } from './known.ts';
import { checkOrder } from './check-order.ts';
import { checkRegexes } from './check-regexes.ts';
import { checkSearch, checkSwallowed } from './check-search.ts';
import { checkStage } from './check-stage.ts';

/**
 * The faults and warnings of a parsed query. `fields` are the paths seen in the events; without
 * them, no field of an event is reported as unknown.
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

function checkPipeline(checking: Checking, pipeline: readonly StageNode[], entry: Schema): void {
	let schema = entry;
	for (const [index, stage] of pipeline.entries()) {
		const spec = specOf(stage);
		const checked: CheckedStage = { stage, spec, schema, pipeline, index };
		checkOrder(checking, checked);
		checkExpression(checking, checked);
		checkRegexes(checking, checked);
		checkFields(checking, checked);
		checkStage(checking, checked);
		if (spec.run.class === 'pipelines') {
			for (const inner of spec.run.inner(stage)) {
				checkPipeline(checking, inner, schema);
			}
		}

		schema = spec.makes(stage, schema);
	}
}
