import type { Expression } from '../syntax/tree.ts';
import { fieldsOf, walkExpression } from '../syntax/walk-expression.ts';

/**
 * The parts of a condition that must all hold; those that read fewer fields come first. `any` comes last:
 * the text of its list is put together for each row, so only for those that are left.
 */
export function conjuncts(condition: Expression): readonly Expression[] {
	const parts: Expression[] = [];
	const waiting: Expression[] = [condition];
	for (let part = waiting.pop(); part !== undefined; part = waiting.pop()) {
		if (part.kind === 'binary' && part.operator === 'and') {
			waiting.push(part.right, part.left);
		} else {
			parts.push(part);
		}
	}

	return parts
		.map(part => ({ part, cost: hasAny(part) ? Infinity : fieldCount(part) }))
		.sort((a, b) => (a.cost === b.cost ? 0 : a.cost - b.cost))
		.map(({ part }) => part);
}

function fieldCount(expression: Expression): number {
	return new Set(fieldsOf(expression).map(({ name }) => name.toLowerCase())).size;
}

function hasAny(expression: Expression): boolean {
	let found = false;
	walkExpression(expression, part => {
		found ||= part.kind === 'any';
	});
	return found;
}
