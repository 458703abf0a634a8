import { truthy } from './comparison.ts';
import { TooLarge } from './spending.ts';
import { isElements, type Operand } from './elements.ts';
import type { Span, Value } from './value.ts';

/** Fields of one row. */
export type Values = readonly (Operand | undefined)[];

/** Elements that one condition tries for one row: each of a list, and each pair of two lists. */
const triedMax = 1_000_000;

/** What may be a list in a condition: a field whose path crosses lists, or a function that gives one. */
export interface Listed {
	/** Undefined when it is one value in this row. */
	elements(values: Values): readonly Value[] | undefined;
	/** The element that is tried; undefined while none is. */
	current: Value | undefined;
}

/** What is tried of an operand; undefined when it is one value. */
export function triedOf(
	operand: Operand | undefined,
	isEquality: boolean,
): readonly Value[] | undefined {
	if (!isElements(operand)) {
		return undefined;
	}

	// Equal to the list is also what says so in the words in which the list is shown.
	return isEquality ? [...operand.values, operand.text] : operand.values;
}

interface TriedList {
	readonly list: Listed;
	readonly elements: readonly Value[];
}

/** Undefined without any, which is so for nearly every row: nothing is made for it. */
function triedLists(lists: readonly Listed[], values: Values): readonly TriedList[] | undefined {
	let found: TriedList[] | undefined;
	for (const list of lists) {
		const elements = list.elements(values);
		if (elements !== undefined) {
			(found ??= []).push({ list, elements });
		}
	}

	return found;
}

/**
 * Whether a condition holds for some elements of its lists: true for any; else false, or null where it is
 * null for all of them.
 *
 * @throws TooLarge
 */
export function holdsForAny(
	lists: readonly Listed[],
	values: Values,
	span: Span,
	run: (values: Values) => Value,
): Value {
	const found = triedLists(lists, values);
	if (found === undefined) {
		return run(values);
	}

	const count = found.reduce((product, { elements }) => product * elements.length, 1);
	if (count > triedMax) {
		throw new TooLarge(
			`a record has more than ${triedMax} pairs of elements for this condition`,
			span,
		);
	}

	try {
		let result: Value = null;
		for (let number = 0; number < count; number++) {
			let rest = number;
			for (const { list, elements } of found) {
				list.current = elements[rest % elements.length];
				rest = Math.floor(rest / elements.length);
			}

			const value = run(values);
			if (truthy(value)) {
				return value;
			}

			result = value ?? result;
		}

		return result;
	} finally {
		for (const { list } of found) {
			list.current = undefined;
		}
	}
}
