import { valueOfJson } from './json-text.ts';
import type { Value } from './value.ts';

/** What a path finds where it crosses lists: two elements at least, and none of them null. */
export interface Elements {
	/** In the order of the record. */
	readonly values: readonly Value[];
	/** The JSON list of them: what they are as one value. */
	readonly text: string;
}

/** A field of one row, in an expression. */
export type Operand = Value | Elements;

export function isElements(operand: Operand | undefined): operand is Elements {
	return typeof operand === 'object' && operand !== null;
}

/** An operand as one value. */
export function valueOfOperand(operand: Operand | undefined): Value {
	return isElements(operand) ? operand.text : (operand ?? null);
}

/** One element, with its JSON. */
export interface Element {
	readonly value: Value;
	readonly json: string;
}

/** The elements of some JSON values; null is none. */
export function elementsOfJson(found: readonly unknown[]): readonly Element[] {
	return found
		.filter(json => json !== null && json !== undefined)
		.map(json => ({ value: valueOfJson(json), json: JSON.stringify(json) }));
}

/** No element is null, and one is like a value that stands in no list. */
export function operandOf(elements: readonly Element[]): Operand {
	const [first] = elements;
	return elements.length > 1
		? {
				values: elements.map(({ value }) => value),
				text: `[${elements.map(({ json }) => json).join(',')}]`,
			}
		: (first?.value ?? null);
}
