import type { Expression } from '../../query/syntax/tree.ts';
import { anyOf, nowhere } from '../expressions.ts';

const span = nowhere;

/** A regex of the language; `i` in the flags is for any case. */
export function regexTest(operand: Expression, source: string, flags: string): Expression {
	return { kind: 'matches-regex', operand, regex: { source, flags, span }, span };
}

/** Patterns in one regex; the language bounds how long one may be. */
const patternsMax = 200;
const charactersMax = 3_000;

/** One of several patterns, which are regexes without an anchor of their own. */
export function patternsTest(
	operand: Expression,
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
			return regexTest(
				operand,
				around(group.length === 1 ? only : `(?:${group.join('|')})`),
				flags,
			);
		}),
	);
}
