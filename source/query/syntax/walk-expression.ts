import type { Argument, Expression, Field } from './tree.ts';

/** Calls `visit` for the expression and everything in it, the outermost first. */
export function walkExpression(expression: Argument, visit: (part: Expression) => void): void {
	if (expression.kind === 'regex') {
		return;
	}

	visit(expression);
	for (const part of partsOf(expression)) {
		walkExpression(part, visit);
	}
}

/** What is directly in an expression, in the order of the text. */
export function partsOf(expression: Expression): readonly Argument[] {
	switch (expression.kind) {
		case 'literal':
		case 'field':
			return [];
		case 'subquery':
			return expression.subquery.fields.map(field => ({ kind: 'field', field, span: field.span }));
		case 'not':
		case 'negate':
		case 'matches-regex':
			return [expression.operand];
		case 'matches-glob':
			return [expression.operand, expression.pattern];
		case 'binary':
			return [expression.left, expression.right];
		case 'in':
			return [expression.operand, ...expression.list];
		case 'row-of':
			return expression.operands;
		case 'conditional':
			return [expression.test, expression.then, expression.otherwise];
		case 'any':
			return [expression.condition];
		case 'call':
			return expression.args;
	}
}

/** Every field of the rows in an expression, in the order of the text. */
export function fieldsOf(expression: Argument): Field[] {
	switch (expression.kind) {
		case 'regex':
			return [];
		case 'field':
			return [expression.field];
		case 'any':
			// The fields in its condition are those of an element.
			return [expression.list];
		default:
			return partsOf(expression).flatMap(fieldsOf);
	}
}
