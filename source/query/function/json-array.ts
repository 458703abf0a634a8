import { equals, textOf } from '../comparison.ts';
import type { Value } from '../value.ts';
import { define, defineText } from './define.ts';
import type { FunctionSpec } from './function-spec.ts';

/** What texts of JSON arrays hold; null where a text is none. */
export const jsonArrayFunctions: readonly FunctionSpec[] = [
	define(
		'jsonArrayContains',
		2,
		{
			syntax: 'jsonArrayContains(array, x)',
			help: 'true when x is one of the items of a JSON array; null when it is none',
		},
		([array, wanted]) =>
			itemsOf(textOf(array ?? null))?.some(item => isPlain(item) && equals(item, wanted ?? null)) ??
			null,
	),
	define(
		'elements',
		1,
		{
			syntax: 'elements(list)',
			help: 'what a path that ends in a list holds, of lists in it what they hold; a list',
			gives: 'list',
		},
		([list = null]) => JSON.stringify(elementsIn(list)),
	),
	defineText(
		'jsonArraySize',
		{
			syntax: 'jsonArraySize(array)',
			help: 'the number of items of a JSON array; null when it is none',
		},
		text => itemsOf(text)?.length ?? null,
	),
];

/** None of them a list, and none null. A text that is a JSON list is that list, wherever it stands. */
function elementsIn(list: Value): readonly unknown[] {
	const found: unknown[] = [];
	const waiting: unknown[] = [list];
	while (waiting.length > 0) {
		const next = waiting.pop();
		const isText = typeof next === 'string' && next.startsWith('[');
		const items = isText ? itemsOf(next) : Array.isArray(next) ? (next as unknown[]) : undefined;
		if (items !== undefined) {
			for (const item of items.toReversed()) {
				waiting.push(item);
			}
		} else if (next !== null) {
			found.push(next);
		}
	}

	return found;
}

function itemsOf(text: string): readonly unknown[] | undefined {
	try {
		const json: unknown = JSON.parse(text);
		return Array.isArray(json) ? (json as readonly unknown[]) : undefined;
	} catch {
		return undefined;
	}
}

/** Null and what holds others equal no value. */
function isPlain(item: unknown): item is Exclude<Value, null> {
	return ['string', 'number', 'boolean'].includes(typeof item);
}
