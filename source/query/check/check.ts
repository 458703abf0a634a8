import { schemasOf, specOf } from '../stage/index.ts';
import { eventSchema } from '../stage/schema.ts';
import type { Schema } from '../stage/schema.ts';
import type { Query, Search, StageNode } from '../syntax/tree.ts';
import type { Fault } from '../value.ts';
import type { CheckedStage, Checking } from './checking.ts';
import { checkEarlier, earlierBehind, earlierOfSearch, type Earlier } from './check-earlier.ts';
import { checkCapitals } from './check-capitals.ts';
import { checkElements } from './check-elements.ts';
import { checkExpression } from './check-expression.ts';
import { checkFields } from './check-fields.ts';
import { checkForgottenPipe } from './check-pipe.ts';
import { checkNumbers } from './check-numbers.ts';
import { KnownFields } from './known.ts';
import { checkAgain, checkOrder } from './check-order.ts';
import { checkRegexes } from './check-regexes.ts';
import { checkSearch, checkSwallowed } from './check-search.ts';
import { checkStage } from './check-stage.ts';
import { checkComposed, noSearch, refuseInside, subqueriesOf } from './check-subqueries.ts';
import { checkTitles } from './check-titles.ts';
import type { SeenFields } from './seen-fields.ts';

/** What a check may know beside the query. */
export interface Known {
	/** The fields of the events; without them, no field of an event is reported as unknown. */
	readonly seen?: SeenFields | undefined;
	/** Values that variables of the text were filled with, before it came here. */
	readonly filled?: readonly string[] | undefined;
}

/** The faults and warnings of a parsed query, in the order of its text. */
export function check(query: Query, { seen, filled = [] }: Known = {}): readonly Fault[] {
	const checking: Checking = {
		query,
		known: new KnownFields(seen),
		faults: [],
		filled: new Set(filled.filter(text => text !== '')),
		isOtherTime: false,
	};
	const isForgotten = checkForgottenPipe(checking);
	const [forgotten] = checking.faults;
	checkSwallowed(checking);
	checkWhole(checking, query.search, query.stages);
	const { faults } = checking;
	const told = isForgotten
		? faults.filter(fault => fault === forgotten || fault.severity === 'fault')
		: faults;
	return told.sort((a, b) => a.span.start - b.span.start);
}

/** A search with its stages, and the subqueries in them. */
function checkWhole(checking: Checking, search: Search, stages: readonly StageNode[]): void {
	checkSearch(checking, search);
	checkPipeline(checking, stages, eventSchema, earlierOfSearch(checking, search));
	for (const subquery of subqueriesOf(search, stages)) {
		const hasTime = subquery.from !== undefined || subquery.to !== undefined;
		const inner = { ...checking, isOtherTime: hasTime || checking.isOtherTime };
		checkWhole(inner, subquery.search, subquery.stages);
		checkComposed(checking, subquery);
	}
}

/**
 * @param known - what holds for every row of `entry`
 * @param outer - stages before the pipeline
 */
function checkPipeline(
	checking: Checking,
	pipeline: readonly StageNode[],
	entry: Schema,
	known: readonly Earlier[],
	outer: readonly StageNode[] = [],
): void {
	let schema = entry;
	let earlier = known;
	for (const [index, stage] of pipeline.entries()) {
		const spec = specOf(stage);
		const checked: CheckedStage = { stage, spec, schema, pipeline, index, outer };
		checkOrder(checking, checked);
		checkAgain(checking, checked);
		checkExpression(checking, checked);
		checkRegexes(checking, checked);
		checkFields(checking, checked);
		checkElements(checking, checked);
		checkCapitals(checking, checked);
		checkNumbers(checking, checked);
		checkStage(checking, checked);
		checkTitles(checking, checked);
		checkEarlier(checking, checked, earlier);
		if (spec.run.class === 'pipelines') {
			const name = spec.name(stage);
			for (const search of spec.run.searches?.(stage) ?? []) {
				refuseInside(checking, name, search, []);
				checkSearch(checking, search);
			}

			const isApart = spec.run.isApart === true;
			for (const inner of spec.run.inner(stage)) {
				refuseInside(checking, name, noSearch, inner);
				if (isApart) {
					checkPipeline(checking, inner, eventSchema, []);
					refuseTable(checking, name, inner);
				} else {
					const before = [...outer, ...pipeline.slice(0, index)];
					checkPipeline(checking, inner, schema, earlier, before);
				}
			}
		}

		earlier = earlierBehind(checking, checked, earlier);
		schema = spec.makes(stage, schema);
	}
}

/** What is compared are events, and an aggregate would take them. */
function refuseTable(checking: Checking, name: string, inner: readonly StageNode[]): void {
	const taken = inner.find(
		(_, index) => schemasOf(inner.slice(0, index + 1)).at(-1)?.kind === 'table',
	);
	if (taken !== undefined) {
		checking.faults.push({
			severity: 'fault',
			span: taken.span,
			message: `${name} compares events, and this stage makes a table of them`,
			next: 'leave it out of the parentheses',
		});
	}
}
