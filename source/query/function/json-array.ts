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
	defineText(
		'jsonArraySize',
		{
			syntax: 'jsonArraySize(array)',
			help: 'the number of items of a JSON array; null when it is none',
		},
		text => itemsOf(text)?.length ?? null,
	),
];

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
