import type { Value } from '../value.ts';
import type { Argument, Expression, Search, Subquery } from './tree.ts';

function quoted(text: string): string {
	return `"${text.replace(/["\\]/g, '\\$&').replace(/\n/g, '\\n')}"`;
}

function literal(value: Value): string {
	return typeof value === 'string' ? quoted(value) : String(value);
}

/** A search as one could type it. */
export function explainSearch(search: Search): string {
	switch (search.kind) {
		case 'all':
			return '*';
		case 'and':
		case 'or':
			return `(${search.items.map(explainSearch).join(search.kind === 'and' ? ' ' : ' OR ')})`;
		case 'not':
			return `!${explainSearch(search.item)}`;
		case 'word':
			return search.text;
		case 'phrase':
			return quoted(search.text);
		case 'subquery':
			return explainSubquery(search.subquery);
		case 'field': {
			const value = search.quoted ? quoted(search.value) : search.value;
			return `${search.field.name}${search.negated ? '!=' : '='}${value}`;
		}
	}
}

/** An expression as one could type it, with a parenthesis around every operation inside another. */
export function explainExpression(expression: Expression): string {
	switch (expression.kind) {
		case 'literal':
			return literal(expression.value);
		case 'field':
			return expression.field.name;
		case 'not':
			return `!${inner(expression.operand)}`;
		case 'negate':
			return `-${inner(expression.operand)}`;
		case 'binary':
			return `${inner(expression.left)} ${expression.operator} ${inner(expression.right)}`;
		case 'matches-glob':
			return `${inner(expression.operand)} matches ${inner(expression.pattern)}`;
		case 'matches-regex':
			return `${inner(expression.operand)} matches /${expression.regex.source}/${expression.regex.flags}`;
		case 'in': {
			const list = expression.list.map(explainExpression).join(', ');
			return `${inner(expression.operand)} ${expression.negated ? 'not in' : 'in'} (${list})`;
		}

		case 'row-of': {
			const names = expression.operands.map(explainExpression).join(', ');
			return `(${names}) in ${expression.rows.length} rows`;
		}

		case 'conditional': {
			const parts = [expression.test, expression.then, expression.otherwise];
			return `if(${parts.map(explainExpression).join(', ')})`;
		}

		case 'subquery':
			return explainSubquery(expression.subquery);
		case 'any':
			return `any(${expression.list.name}, ${explainExpression(expression.condition)})`;
		case 'call':
			return `${expression.name}(${expression.args.map(explainArgument).join(', ')})`;
	}
}

/** On one line. */
function explainSubquery({ text }: Subquery): string {
	return text.replaceAll(/\s+/g, ' ');
}

function inner(expression: Expression): string {
	const text = explainExpression(expression);
	return ['literal', 'field', 'any', 'call', 'conditional'].includes(expression.kind)
		? text
		: `(${text})`;
}

function explainArgument(argument: Argument): string {
	return argument.kind === 'regex'
		? `/${argument.regex.source}/${argument.regex.flags}`
		: explainExpression(argument);
}
