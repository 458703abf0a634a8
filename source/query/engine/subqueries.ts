import { textOf } from '../comparison.ts';
import { planStages } from '../plan/plan.ts';
import { aggregate, type AggregateStage } from '../stage/aggregate.ts';
import { specOf } from '../stage/index.ts';
import type { Expression, Field, Query, Search, StageNode, Subquery } from '../syntax/tree.ts';
import { replaceSubqueries, replaceSubqueriesOfSearch } from '../syntax/replace-subqueries.ts';
import type { Span, Value } from '../value.ts';
import { foreignScope } from './lacks.ts';
import { rangedContext } from './run-context.ts';
import { StageCounts, type RunState } from './run-state.ts';
import { rangeOfSubquery } from './subquery-range.ts';

/** Values that are looked for in the whole text: each is a pass over what is stored. */
export const subqueryKeywordsMax = 500;

/**
 * The query with the rows of its subqueries in their place. Each is run, the inner ones first.
 *
 * @throws Cancelled, TooLarge
 */
export async function answerSubqueries<Q extends Pick<Query, 'search' | 'stages'>>(
	query: Q,
	state: RunState,
): Promise<Q> {
	const search = await replaceSubqueriesOfSearch(query.search, subquery =>
		asSearch(subquery, state),
	);
	const stages: StageNode[] = [];
	for (const stage of query.stages) {
		stages.push(await answerStage(stage, state));
	}

	return { ...query, search, stages };
}

async function answerStage(stage: StageNode, state: RunState): Promise<StageNode> {
	const spec = specOf(stage);
	const expression = spec.expression?.(stage);
	if (expression === undefined || spec.withExpression === undefined) {
		return stage;
	}

	const answered = await replaceSubqueries(expression, subquery => asCondition(subquery, state));
	return answered === expression ? stage : spec.withExpression(stage, answered);
}

/** The different rows of the composed fields; one without a value for each of them is no condition. */
async function rowsOf(
	subquery: Subquery,
	state: RunState,
): Promise<readonly (readonly Exclude<Value, null>[])[]> {
	const { context, snapshot } = state;
	const { fields, span } = subquery;
	const range = rangeOfSubquery(subquery, context);
	const inner: RunState = {
		...state,
		counts: new StageCounts(),
		scanned: { segmentCount: 0, prunedSegmentCount: 0, recordCount: 0 },
		context: rangedContext(context, range.fromMs, range.toMs),
	};
	const { search, stages } = await answerSubqueries(subquery, inner);
	const scope = foreignScope(search, snapshot);
	if (scope !== undefined) {
		context.warn(`subquery: ${scope.message}: ${scope.next}`);
	}

	const before = context.spending.used;
	const plan = planStages(search, [...stages, countBy(fields, span)]);
	const result = await state.runPlan(plan, inner);
	context.spending.dropTo(before);
	const found = result.kind === 'table' ? result.table.rows : [];
	const whole = found
		.map(row => row.slice(0, fields.length))
		.filter(row => row.every(value => value !== null && value !== ''));
	const most = subquery.keywords
		? Math.min(subquery.rowsMax, subqueryKeywordsMax)
		: subquery.rowsMax;
	if (whole.length > most) {
		context.warn(`subquery: ${most} of ${whole.length} rows of ${titlesOf(fields)} are used`);
	}

	return whole.slice(0, most) as readonly (readonly Exclude<Value, null>[])[];
}

function titlesOf(fields: readonly Field[]): string {
	return fields.map(({ name }) => name).join(', ');
}

/** Also makes a table of records, of which there are more than rows that differ. */
function countBy(by: readonly Field[], span: Span): AggregateStage {
	const call = { name: 'count', args: [], numbers: [], titles: ['_count'], span };
	return { kind: aggregate.kind, aggregates: [call], by, span };
}

async function asSearch(subquery: Subquery, state: RunState): Promise<Search> {
	const { fields, keywords, span } = subquery;
	const rows = await rowsOf(subquery, state);
	const items = rows.map((row): Search => {
		const terms = row.map((value, at): Search =>
			keywords
				? { kind: 'phrase', text: textOf(value), span }
				: {
						kind: 'field',
						field: fields[at] as Field,
						value: textOf(value),
						quoted: true,
						negated: false,
						span,
					},
		);
		return terms.length === 1 ? (terms[0] as Search) : { kind: 'and', items: terms, span };
	});
	return items.length === 0
		? { kind: 'not', item: { kind: 'all', span }, span }
		: { kind: 'or', items, span };
}

async function asCondition(subquery: Subquery, state: RunState): Promise<Expression> {
	const { fields, span } = subquery;
	const rows = await rowsOf(subquery, state);
	const literal = (value: Value): Expression => ({ kind: 'literal', value, span });
	const operands = fields.map((field): Expression => ({ kind: 'field', field, span }));
	const [only, ...others] = operands;
	if (rows.length === 0 || only === undefined) {
		return literal(false);
	}

	if (others.length === 0) {
		const list = rows.map(([value]) => literal(value ?? null));
		return { kind: 'in', operand: only, list, negated: false, span };
	}

	return { kind: 'row-of', operands, rows, span };
}
