import type { Value } from '../value.ts';
import { quoteName, quoteString } from './escape.ts';
import type { Argument, Expression, Field, RegexText, Search } from './tree.ts';

export function printSearch(search: Search): string {
	switch (search.kind) {
		case 'all':
			return '*';
		case 'and':
		case 'or':
			return search.items.map(nestedSearch).join(search.kind === 'or' ? ' OR ' : ' ');
		case 'not':
			return `NOT ${nestedSearch(search.item)}`;
		case 'word':
			return search.text;
		case 'phrase':
			return quoteString(search.text);
		case 'subquery':
			return search.subquery.text;
		case 'field': {
			const value = search.quoted ? quoteString(search.value) : search.value;
			return `%${quoteString(search.field.name)}${search.negated ? '!=' : '='}${value}`;
		}
	}
}

function nestedSearch(search: Search): string {
	const text = printSearch(search);
	return search.kind === 'and' || search.kind === 'or' ? `(${text})` : text;
}

export function printExpression(expression: Expression): string {
	switch (expression.kind) {
		case 'literal':
			return printValue(expression.value);
		case 'field':
			return printField(expression.field);
		case 'not':
			return `!${nested(expression.operand)}`;
		case 'negate':
			return `-${nested(expression.operand)}`;
		case 'binary':
			return `${nested(expression.left)} ${expression.operator} ${nested(expression.right)}`;
		case 'matches-glob':
			return `${nested(expression.operand)} matches ${nested(expression.pattern)}`;
		case 'matches-regex':
			return `${nested(expression.operand)} matches ${printRegex(expression.regex)}`;
		case 'in': {
			const list = expression.list.map(printExpression).join(', ');
			return `${nested(expression.operand)} ${expression.negated ? 'not in' : 'in'} (${list})`;
		}
		case 'row-of': {
			const rows = expression.rows.map(row => `(${row.map(printValue).join(', ')})`);
			return `(${expression.operands.map(printExpression).join(', ')}) in (${rows.join(', ')})`;
		}
		case 'conditional': {
			const parts = [expression.test, expression.then, expression.otherwise];
			return `if(${parts.map(printExpression).join(', ')})`;
		}
		case 'subquery':
			return expression.subquery.text;
		case 'any':
			return `any(${printField(expression.list)}, ${printExpression(expression.condition)})`;
		case 'call':
			return `${expression.name}(${expression.args.map(printArgument).join(', ')})`;
	}
}

function printRegex({ source, flags }: RegexText): string {
	return `/${source}/${flags}`;
}

function printArgument(argument: Argument): string {
	return argument.kind === 'regex' ? printRegex(argument.regex) : printExpression(argument);
}

/** Parentheses around every compound expression keep the tree the same. */
function nested(expression: Expression): string {
	const text = printExpression(expression);
	const { kind } = expression;
	const simple = ['literal', 'field', 'any', 'subquery', 'call', 'conditional'].includes(kind);
	return simple ? text : `(${text})`;
}

export function printValue(value: Value): string {
	return typeof value === 'string' ? quoteString(value) : String(value);
}

export function printField(field: Field): string {
	return quoteName(field.name);
}
