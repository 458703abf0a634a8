import type { Expression } from '../syntax/tree.ts';
import { walkExpression } from '../syntax/walk-expression.ts';
import type { Span, Value } from '../value.ts';
import type { Checking } from './checking.ts';

type Literal = Extract<Expression, { kind: 'literal' }>;

/** The literal itself where the expression is one that holds text. */
export function textLiteral(
	expression: Expression | undefined,
): (Literal & { readonly value: string }) | undefined {
	return expression?.kind === 'literal' && typeof expression.value === 'string'
		? { ...expression, value: expression.value }
		: undefined;
}

/**
 * Whether a literal comes from a variable, so that the user did not write it here: it was `{{name}}`, or
 * holds the value that one was filled with.
 */
export function isFilled(checking: Checking, { value, span }: Literal): boolean {
	return isFilledText(checking, value, span);
}

/** The same of a value that is no literal. */
export function isFilledText({ query, filled }: Checking, value: Value, span: Span): boolean {
	return (
		query.text.slice(span.start, span.end).includes('{{') ||
		(typeof value === 'string' && [...filled].some(text => isFrom(value, text)))
	);
}

/** A star alone is what every variable begins with, and says nothing about other patterns. */
function isFrom(value: string, text: string): boolean {
	return text === '*' ? value === text : value.includes(text);
}

/**
 * Notes texts that a variable was filled with: of `"{{x}}" = "*" or field = "{{x}}"` only
 * `"a" = "*" or field = "a"` may have come here.
 */
export function noteFilled({ filled }: Checking, expression: Expression): void {
	const note = (text: string | undefined) => {
		if (text !== undefined && text !== '') {
			filled.add(text);
		}
	};

	walkExpression(expression, part => {
		if (part.kind === 'binary' && (part.operator === '=' || part.operator === '!=')) {
			const sides = [textLiteral(part.left)?.value, textLiteral(part.right)?.value];
			if (sides.includes('*') && !sides.includes(undefined)) {
				sides.forEach(note);
			}
		} else if (part.kind === 'in' && part.list.some(item => textLiteral(item)?.value === '*')) {
			note(textLiteral(part.operand)?.value);
		}
	});
}
