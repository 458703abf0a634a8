import { quoteString } from '../syntax/escape.ts';
import type { Expression, Field } from '../syntax/tree.ts';
import { fieldsOf, walkExpression } from '../syntax/walk-expression.ts';
import type { CheckedStage, Checking } from './checking.ts';

const comparisons: ReadonlySet<string> = new Set(['=', '!=', '<', '<=', '>', '>=', 'contains']);
const date = /^\d{4}-\d{2}-\d{2}$/;
const dashed = /^[A-Za-z0-9_.:/-]+$/;

/**
 * Reports text with dashes whose quotes were forgotten, `awsRegion = us-east-1`, which is computed.
 *
 * @returns the fields that are pieces of such a text
 */
export function checkDashed(
	checking: Checking,
	expression: Expression,
	checked: CheckedStage,
): ReadonlySet<Field> {
	const pieces = new Set<Field>();
	const { text } = checking.query;
	for (const side of comparedWith(expression)) {
		const written = text.slice(side.span.start, side.span.end);
		const fields = fieldsOf(side);
		const isComputed = side.kind === 'binary' && ['-', '/'].includes(side.operator);
		if (isComputed && dashed.test(written) && isText(checking, checked, written, fields)) {
			fields.forEach(field => pieces.add(field));
			checking.faults.push({
				severity: 'warning',
				span: side.span,
				message: `${written} without quotes is computed, and is no text`,
				next: `write ${quoteString(written)} for the text`,
				repair: quoteString(written),
			});
		}
	}

	return pieces;
}

/** What values are compared with: right sides, and what is in lists. */
function comparedWith(expression: Expression): readonly Expression[] {
	const sides: Expression[] = [];
	walkExpression(expression, part => {
		if (part.kind === 'binary' && comparisons.has(part.operator)) {
			sides.push(part.right);
		} else if (part.kind === 'in') {
			sides.push(...part.list);
		}
	});
	return sides;
}

function isText(
	{ known }: Checking,
	{ schema }: CheckedStage,
	written: string,
	fields: readonly Field[],
): boolean {
	const isDecided = (known.sampled || !schema.auto) && !schema.open;
	return fields.length === 0
		? date.test(written)
		: isDecided && fields.every(({ name }) => !known.has(schema, name));
}
