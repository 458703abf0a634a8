import type { Expression } from '../../query/syntax/tree.ts';
import { notOf } from '../conditions.ts';

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

export { notOf };

export function fieldOf(name: string): Expression {
	return { kind: 'field', field: { name, span }, span };
}

export function numberTest(
	name: string,
	operator: '=' | '<' | '<=' | '>' | '>=',
	value: number,
): Expression {
	return {
		kind: 'binary',
		operator,
		left: fieldOf(name),
		right: { kind: 'literal', value, span },
		span,
	};
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

export function isMissing(name: string): Expression {
	return callOf('isNull', [fieldOf(name)]);
}

/** A regex of the language; `i` in the flags is for any case. */
export function regexTest(name: string, source: string, flags: string): Expression {
	return { kind: 'matches-regex', operand: fieldOf(name), regex: { source, flags, span }, span };
}

/** Patterns in one regex; the language bounds how long one may be. */
const patternsMax = 200;
const charactersMax = 3_000;

/** One of several patterns, which are regexes without an anchor of their own. */
export function patternsTest(
	name: string,
	patterns: readonly string[],
	around: (choice: string) => string,
	flags: string,
): Expression {
	const groups: string[][] = [];
	let length = Infinity;
	for (const pattern of patterns) {
		const group = groups.at(-1);
		if (
			group === undefined ||
			group.length >= patternsMax ||
			length + pattern.length > charactersMax
		) {
			groups.push([pattern]);
			length = pattern.length;
		} else {
			group.push(pattern);
			length += pattern.length + 1;
		}
	}

	return anyOf(
		groups.map(group => {
			const [only = ''] = group;
			return regexTest(name, around(group.length === 1 ? only : `(?:${group.join('|')})`), flags);
		}),
	);
}
