import { specOf } from '../stage/index.ts';
import { eventSchema, type Schema } from '../stage/schema.ts';
import { subqueriesIn } from '../syntax/replace-subqueries.ts';
import type { StageNode, Subquery } from '../syntax/tree.ts';
import { walkSearch } from '../syntax/walk-search.ts';
import type { Search } from '../syntax/tree.ts';
import type { Checking } from './checking.ts';

/** The subqueries of a search and of the expressions of stages, without those inside of them. */
export function subqueriesOf(search: Search, stages: readonly StageNode[]): readonly Subquery[] {
	const found: Subquery[] = [];
	walkSearch(search, part => {
		if (part.kind === 'subquery') {
			found.push(part.subquery);
		}
	});
	for (const stage of stages) {
		const expression = specOf(stage).expression?.(stage);
		found.push(...(expression === undefined ? [] : subqueriesIn(expression)));
	}

	return found;
}

/** Reports fields of `compose` that the rows of the subquery do not have. */
export function checkComposed({ known, faults }: Checking, subquery: Subquery): void {
	const schema = subquery.stages.reduce(
		(before: Schema, stage) => specOf(stage).makes(stage, before),
		eventSchema,
	);
	for (const { name, span } of subquery.fields) {
		if (!known.has(schema, name)) {
			const isTable = schema.kind === 'table';
			const columns = [...schema.fields.values()].join(', ');
			faults.push({
				severity: isTable ? 'fault' : 'warning',
				span,
				message: `the subquery has no ${name} to compose`,
				next: isTable ? `compose one of ${columns}, or count by ${name}` : 'check the spelling',
			});
		}
	}
}

/** What a stage has in parentheses is run with the stages before it, where no subquery was answered. */
export function refuseInside(
	{ faults }: Checking,
	name: string,
	search: Search,
	stages: readonly StageNode[],
): void {
	for (const { span } of subqueriesOf(search, stages)) {
		const message = `a subquery stands outside of ${name}`;
		faults.push({
			severity: 'fault',
			span,
			message,
			next: `put where [subquery: …] before ${name}`,
		});
	}
}

export const noSearch: Search = { kind: 'all', span: { start: 0, end: 0 } };
