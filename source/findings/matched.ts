import { printExpression } from '../query/syntax/print-expression.ts';
import type { Expression } from '../query/syntax/tree.ts';
import { fieldsOf } from '../query/syntax/walk-expression.ts';

/** A comparison of a condition that had a part in its being true. */
export interface MatchedPart {
	/** As a query writes it. */
	readonly text: string;
	/** That it reads; the ones of a derived field are those that it is made of. */
	readonly fields: readonly string[];
	/** It did not hold, and the condition asks for that. */
	readonly isAbsent: boolean;
}

/** What a condition is made of: what cannot be taken apart further, each text once, in order. */
export function leavesOf(condition: Expression): readonly Expression[] {
	const leaves = new Map<string, Expression>();
	const waiting = [condition];
	for (let part = waiting.pop(); part !== undefined; part = waiting.pop()) {
		if (part.kind === 'not') {
			waiting.push(part.operand);
		} else if (isJoined(part)) {
			waiting.push(part.right, part.left);
		} else {
			leaves.set(printExpression(part), part);
		}
	}

	return [...leaves.values()];
}

type Joined = Extract<Expression, { readonly kind: 'binary' }>;

function isJoined(part: Expression): part is Joined {
	return part.kind === 'binary' && (part.operator === 'and' || part.operator === 'or');
}

/**
 * The parts by which a condition holds. Of an `or` only the branches that hold count; below a `not` that holds what is
 * absent counts.
 *
 * @param holds - whether a leaf, by its text, holds for the record
 * @param inputsOf - the fields that a field is made of
 */
export function matchedParts(
	condition: Expression,
	holds: (text: string) => boolean,
	inputsOf: (field: string) => readonly string[],
): readonly MatchedPart[] {
	const found = new Map<string, MatchedPart>();
	const waiting = [{ part: condition, wanted: true }];
	for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
		const { part, wanted } = next;
		if (part.kind === 'not') {
			waiting.push({ part: part.operand, wanted: !wanted });
		} else if (isJoined(part)) {
			const sides = [part.right, part.left];
			// To be false an `and` needs one side that is, as an `or` needs one that is true.
			const isAll = (part.operator === 'and') === wanted;
			const counting = isAll ? sides : sides.filter(side => truth(side, holds) === wanted);
			waiting.push(...counting.map(side => ({ part: side, wanted })));
		} else {
			const text = printExpression(part);
			const fields = fieldsOf(part).flatMap(({ name }) => inputsOf(name));
			found.set(text, { text, fields: [...new Set(fields)], isAbsent: !wanted });
		}
	}

	return [...found.values()];
}

/** Whether a condition holds, by what its leaves do. */
export function truth(condition: Expression, holds: (text: string) => boolean): boolean {
	if (condition.kind === 'not') {
		return !truth(condition.operand, holds);
	}

	if (isJoined(condition)) {
		const left = truth(condition.left, holds);
		return condition.operator === 'and'
			? left && truth(condition.right, holds)
			: left || truth(condition.right, holds);
	}

	return holds(printExpression(condition));
}
