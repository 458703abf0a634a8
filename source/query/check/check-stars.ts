import { quoteString } from '../syntax/escape.ts';
import type { Expression } from '../syntax/tree.ts';
import type { Span } from '../value.ts';
import type { Checking } from './checking.ts';
import { isFilled, textLiteral } from './filled.ts';

type Binary = Extract<Expression, { kind: 'binary' }>;
type InList = Extract<Expression, { kind: 'in' }>;

const asPattern = 'write matches instead of = for a pattern';

/** Reports patterns that `=` and `!=` take for plain text. */
export function checkStarsOfEquality(checking: Checking, comparison: Binary): void {
	const right = textLiteral(comparison.right);
	const literal = right ?? textLiteral(comparison.left);
	const operand = right === undefined ? comparison.right : comparison.left;
	if (literal === undefined || !literal.value.includes('*') || isFilled(checking, literal)) {
		return;
	}

	// Two constants are no search for a pattern.
	if (operand.kind === 'literal') {
		return;
	}

	const { span, operator } = comparison;
	const written = writtenAt(checking, operand.span);
	const negated = operator === '!=';
	if (literal.value === '*') {
		const test = `${negated ? '' : '!'}isEmpty(${written})`;
		checking.faults.push({
			severity: 'warning',
			span,
			message: `${operator} "*" finds a star, not any value`,
			next: `write ${test} for ${negated ? 'no' : 'any'} value`,
			repair: test,
		});
		return;
	}

	const pattern = `${written} matches ${writtenAt(checking, literal.span)}`;
	checking.faults.push({
		severity: 'warning',
		span,
		message: `${operator} takes * as a star, not as a pattern`,
		next: asPattern,
		repair: negated ? `!(${pattern})` : pattern,
	});
}

/** Reports patterns in the list of `in`. */
export function checkStarsOfList(
	checking: Checking,
	{ operand, list, negated, span }: InList,
): void {
	if (operand.kind === 'literal') {
		return;
	}

	const patterns = list.filter(item => isPattern(checking, item));
	if (patterns.length === 0) {
		return;
	}

	const written = writtenAt(checking, operand.span);
	const plain = list.filter(item => !patterns.includes(item));
	const tests = [
		...patterns.map(item => `${written} matches ${quoteString(textLiteral(item)?.value ?? '')}`),
		...(plain.length === 0
			? []
			: [`${written} in (${plain.map(item => writtenAt(checking, item.span)).join(', ')})`]),
	].join(' or ');
	checking.faults.push({
		severity: 'warning',
		span,
		message: 'in takes * as a star, not as a pattern',
		next: asPattern,
		repair: `${negated ? '!' : ''}(${tests})`,
	});
}

function isPattern(checking: Checking, item: Expression): boolean {
	const literal = textLiteral(item);
	// `in ("*")` is what is left of a list whose variable was filled with a star.
	return (
		literal !== undefined &&
		literal.value.length > 1 &&
		literal.value.includes('*') &&
		!isFilled(checking, literal)
	);
}

function writtenAt({ query }: Checking, { start, end }: Span): string {
	return query.text.slice(start, end);
}
