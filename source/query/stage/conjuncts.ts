import type { Expression } from '../syntax/tree.ts';
import { fieldsOf } from '../syntax/walk-expression.ts';

/** The parts of a condition that must all hold; those that read fewer fields come first. */
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
		.map(part => ({ part, fieldCount: fieldCount(part) }))
		.sort((a, b) => a.fieldCount - b.fieldCount)
		.map(({ part }) => part);
}

function fieldCount(expression: Expression): number {
	return new Set(fieldsOf(expression).map(({ name }) => name.toLowerCase())).size;
}
