import { functions } from './function/index.ts';
import type { BinaryOperator, Expression } from './syntax/tree.ts';
import { walkExpression } from './syntax/walk-expression.ts';

const conditionOperators: ReadonlySet<BinaryOperator> = new Set([
	...(['and', 'or', '=', '!=', '<', '<=', '>', '>=', 'contains'] as const),
]);

/** Whether an expression decides for itself what a list in it means. */
export function isCondition(expression: Expression): boolean {
	switch (expression.kind) {
		case 'not':
		case 'matches-glob':
		case 'matches-regex':
		case 'in':
		case 'row-of':
		case 'any':
		case 'subquery':
			return true;
		case 'binary':
			return conditionOperators.has(expression.operator);
		case 'call':
			return functions.get(expression.name.toLowerCase())?.gives === 'test';
		default:
			return false;
	}
}

export function isComparison(operator: BinaryOperator): boolean {
	return conditionOperators.has(operator);
}

/**
 * Whether a condition on one field holds for a list exactly where it holds for one of its elements: a
 * negation is true where no element is, and two conditions may hold for two elements.
 */
export function isOfAny(condition: Expression): boolean {
	if (condition.kind === 'binary' && condition.operator === 'or') {
		return isOfAny(condition.left) && isOfAny(condition.right);
	}

	const isNegation =
		condition.kind === 'not' ||
		(condition.kind === 'in' && condition.negated) ||
		(condition.kind === 'binary' && ['and', '!='].includes(condition.operator));
	let hasInner = false;
	walkExpression(condition, part => {
		const isInner = part !== condition && condition.kind !== 'any' && isCondition(part);
		hasInner ||= isInner || part.kind === 'conditional';
	});
	// Two fields of a row may be two lists.
	return condition.kind !== 'row-of' && !isNegation && !hasInner && !mayEqualWhole(condition);
}

/** Whether a condition is about equality, which the JSON list of all elements can have too. */
function isEquality(condition: Expression): boolean {
	return (
		condition.kind === 'in' ||
		(condition.kind === 'binary' && ['=', '!='].includes(condition.operator))
	);
}

/** A field is equal to a JSON list only where something other than a plain text is held against it. */
function mayEqualWhole(condition: Expression): boolean {
	const sides =
		condition.kind === 'in'
			? [condition.operand, ...condition.list]
			: condition.kind === 'binary'
				? [condition.left, condition.right]
				: [];
	const isPlain = (side: Expression) =>
		side.kind === 'field' || (side.kind === 'literal' && !String(side.value).startsWith('['));
	return isEquality(condition) && !sides.every(isPlain);
}
