import type { Argument, Expression, Search, Subquery } from './tree.ts';
import { walkExpression } from './walk-expression.ts';

/** The search with something else in the place of each subquery, in the order of the text. */
export async function replaceSubqueriesOfSearch(
	search: Search,
	replace: (subquery: Subquery) => Promise<Search>,
): Promise<Search> {
	switch (search.kind) {
		case 'subquery':
			return replace(search.subquery);
		case 'not':
			return { ...search, item: await replaceSubqueriesOfSearch(search.item, replace) };
		case 'and':
		case 'or': {
			const items: Search[] = [];
			for (const item of search.items) {
				items.push(await replaceSubqueriesOfSearch(item, replace));
			}

			return { ...search, items };
		}

		default:
			return search;
	}
}

type Replace = (subquery: Subquery) => Promise<Expression>;

/** The same for an expression; one without a subquery is given back as it is. */
export async function replaceSubqueries(
	expression: Expression,
	replace: Replace,
): Promise<Expression> {
	if (subqueriesIn(expression).length === 0) {
		return expression;
	}

	const of = (part: Expression) => replaceSubqueries(part, replace);
	switch (expression.kind) {
		case 'subquery':
			return replace(expression.subquery);
		case 'not':
		case 'negate':
		case 'matches-regex':
			return { ...expression, operand: await of(expression.operand) };
		case 'matches-glob': {
			const operand = await of(expression.operand);
			return { ...expression, operand, pattern: await of(expression.pattern) };
		}

		case 'binary': {
			const left = await of(expression.left);
			return { ...expression, left, right: await of(expression.right) };
		}

		case 'in': {
			const operand = await of(expression.operand);
			return { ...expression, operand, list: await each(expression.list, of) };
		}

		case 'conditional': {
			const test = await of(expression.test);
			const then = await of(expression.then);
			return { ...expression, test, then, otherwise: await of(expression.otherwise) };
		}

		case 'any':
			return { ...expression, condition: await of(expression.condition) };
		case 'call': {
			const args = await each(expression.args, async (arg): Promise<Argument> =>
				arg.kind === 'regex' ? arg : of(arg),
			);
			return { ...expression, args };
		}

		case 'literal':
		case 'field':
		case 'row-of':
			return expression;
	}
}

/** One after another, so that two subqueries do not need memory at once. */
async function each<T, R>(items: readonly T[], make: (item: T) => Promise<R>): Promise<R[]> {
	const made: R[] = [];
	for (const item of items) {
		made.push(await make(item));
	}

	return made;
}

/** The subqueries of an expression, without those inside of them. */
export function subqueriesIn(expression: Expression): readonly Subquery[] {
	const found: Subquery[] = [];
	walkExpression(expression, part => {
		if (part.kind === 'subquery') {
			found.push(part.subquery);
		}
	});
	return found;
}
