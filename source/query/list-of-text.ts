import { elementsOfJson, isElements, type Element, type Operand } from './elements.ts';
import { parseRecord } from './json-text.ts';
import type { Value } from './value.ts';

/** The JSON that a value is the text of; the value itself where it is none. */
function jsonOfValue(value: Value): unknown {
	const isContainer = typeof value === 'string' && /^[[{]/.test(value);
	return isContainer ? (parseRecord(value) ?? value) : value;
}

/** The elements of a text that is a JSON list; any other value is its only element. */
export function elementsOfText(value: Value): readonly Element[] {
	const json = jsonOfValue(value);
	return elementsOfJson(Array.isArray(json) ? json : [json]);
}

/**
 * What a list holds, as JSON: of lists in it what they hold. A value that is no list is its only element,
 * and null has none.
 */
export function membersOf(list: Operand | undefined): readonly unknown[] {
	const found: unknown[] = [];
	const values = isElements(list) ? list.values : [list ?? null];
	const waiting: unknown[] = values.map(jsonOfValue).reverse();
	while (waiting.length > 0) {
		const next = waiting.pop();
		if (Array.isArray(next)) {
			for (const member of next.toReversed()) {
				waiting.push(member);
			}
		} else if (next !== null) {
			found.push(next);
		}
	}

	return found;
}
