import type { Expression } from '../query/syntax/tree.ts';

export const nowhere = { start: 0, end: 0 };
const span = nowhere;

export const always: Expression = { kind: 'literal', value: true, span };
export const never: Expression = { kind: 'literal', value: false, span };

export function allOf(conditions: readonly Expression[]): Expression {
	return balanced('and', conditions) ?? always;
}

export function anyOf(conditions: readonly Expression[]): Expression {
	return balanced('or', conditions) ?? never;
}

/** As a balanced tree, because a list may have ten thousand members. */
function balanced(
	operator: 'and' | 'or',
	conditions: readonly Expression[],
): Expression | undefined {
	if (conditions.length <= 1) {
		return conditions[0];
	}

	const middle = Math.ceil(conditions.length / 2);
	const left = balanced(operator, conditions.slice(0, middle)) as Expression;
	const right = balanced(operator, conditions.slice(middle)) as Expression;
	return { kind: 'binary', operator, left, right, span };
}

export function notOf(operand: Expression): Expression {
	return { kind: 'not', operand, span };
}

export function fieldOf(name: string): Expression {
	return { kind: 'field', field: { name, span }, span };
}

export function numberTest(
	left: Expression,
	operator: '=' | '<' | '<=' | '>' | '>=',
	value: number,
): Expression {
	return {
		kind: 'binary',
		operator,
		left,
		right: { kind: 'literal', value, span },
		span,
	};
}

/** A field that is equal to a text. */
export function isText(name: string, value: string): Expression {
	return { kind: 'binary', operator: '=', left: fieldOf(name), right: textLiteral(value), span };
}

export function callOf(name: string, args: readonly Expression[]): Expression {
	return { kind: 'call', name, nameSpan: span, args, span };
}

/** False where the test has no answer, so that its negation is true there: Sigma knows no third value. */
export function isTrue(test: Expression): Expression {
	return { kind: 'binary', operator: '=', left: test, right: always, span };
}

export function textLiteral(value: string): Expression {
	return { kind: 'literal', value, span };
}

/** A field that a record does not have. */
export function isMissing(name: string): Expression {
	return callOf('isNull', [fieldOf(name)]);
}

/** What the list holds that a field ends in; in a condition any of it. */
export function elementsOf(name: string): Expression {
	return callOf('elements', [fieldOf(name)]);
}
