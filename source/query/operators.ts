import { equals, numberOf, order, textOf } from './comparison.ts';
import type { BinaryOperator } from './syntax/tree.ts';
import type { Value } from './value.ts';

/** The operators that make one value of two. */
export type Combined = Exclude<BinaryOperator, 'and' | 'or' | '!='>;

type Combine = (a: Value, b: Value) => Value;

export const combinations: Readonly<Record<Combined, Combine>> = {
	'=': equals,
	'<': (a, b) => compared(a, b, difference => difference < 0),
	'<=': (a, b) => compared(a, b, difference => difference <= 0),
	'>': (a, b) => compared(a, b, difference => difference > 0),
	'>=': (a, b) => compared(a, b, difference => difference >= 0),
	'+': arithmetic((a, b) => a + b),
	'-': arithmetic((a, b) => a - b),
	'*': arithmetic((a, b) => a * b),
	'/': arithmetic((a, b) => a / b),
	'%': arithmetic((a, b) => a % b),
	contains: (a, b) => (a === null || b === null ? null : textOf(a).includes(textOf(b))),
};

function compared(a: Value, b: Value, test: (difference: number) => boolean): boolean {
	const difference = order(a, b);
	return difference !== undefined && test(difference);
}

function arithmetic(compute: (a: number, b: number) => number): Combine {
	return (a, b) => {
		const left = numberOf(a);
		const right = numberOf(b);
		return left === null || right === null ? null : compute(left, right);
	};
}
