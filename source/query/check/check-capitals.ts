import { numberOf } from '../comparison.ts';
import { quoteString } from '../syntax/escape.ts';
import type { Argument, Field } from '../syntax/tree.ts';
import { partsOf } from '../syntax/walk-expression.ts';
import type { CheckedStage, Checking } from './checking.ts';
import { isFilled, textLiteral } from './filled.ts';

type Text = NonNullable<ReturnType<typeof textLiteral>>;

/** A field that is compared with a text. */
interface Comparison {
	readonly field: Field;
	/** Of the record; in the condition of `any`, the field is one of an element. */
	readonly path: string;
	readonly literal: Text;
}

/** Reports texts that a field has in other capitals alone: `=` and `in` compare them exactly. */
export function checkCapitals(checking: Checking, checked: CheckedStage): void {
	const expression = checking.isOtherTime ? undefined : checked.spec.expression?.(checked.stage);
	for (const comparison of expression === undefined ? [] : comparisonsIn(expression, '')) {
		const { value } = comparison.literal;
		const isOther = value.includes('*') || numberOf(value) !== null;
		if (!isOther && !isFilled(checking, comparison.literal)) {
			checkText(checking, checked, comparison);
		}
	}
}

function checkText(
	{ known, faults }: Checking,
	{ schema }: CheckedStage,
	{ field, path, literal }: Comparison,
): void {
	const { value, span } = literal;
	const other = known.otherCapitals(schema, path, value);
	if (other !== undefined) {
		const right = quoteString(other.value);
		const records = other.recordCount === 1 ? '1 record' : `${other.recordCount} records`;
		faults.push({
			severity: 'warning',
			span,
			message: `no record has ${field.name} = ${quoteString(value)}; they have ${right} (${records})`,
			next: `did you mean ${right}?`,
			repair: right,
		});
	}
}

/** @param outer - the path of the list whose elements have the fields, with a point behind it; else empty */
function* comparisonsIn(part: Argument, outer: string): Generator<Comparison> {
	if (part.kind === 'regex') {
		return;
	}

	if (part.kind === 'binary' && (part.operator === '=' || part.operator === '!=')) {
		yield* comparisonsOf(part.left, [part.right], outer);
		yield* comparisonsOf(part.right, [part.left], outer);
	} else if (part.kind === 'in') {
		yield* comparisonsOf(part.operand, part.list, outer);
	}

	const inner = part.kind === 'any' ? `${outer}${part.list.name}.` : outer;
	for (const below of partsOf(part)) {
		yield* comparisonsIn(below, inner);
	}
}

function* comparisonsOf(
	side: Argument,
	others: readonly Argument[],
	outer: string,
): Generator<Comparison> {
	if (side.kind !== 'field') {
		return;
	}

	for (const other of others) {
		const literal = other.kind === 'regex' ? undefined : textLiteral(other);
		if (literal !== undefined) {
			yield { field: side.field, path: outer + side.field.name, literal };
		}
	}
}
