import { Dictionary } from '../dictionary/dictionary.ts';
import type { AggregateCall, Field } from '../../syntax/tree.ts';
import { aggregateOf } from '../../aggregate/index.ts';

/**
 * The dictionaries of one aggregate: one per key, and one per call that needs numbers of values.
 */
export interface AggregateDictionaries {
	readonly keys: readonly Dictionary[];
	readonly calls: readonly (Dictionary | undefined)[];
}

/** @param dictionaryOf - the dictionary of a name; fields of the same name share one */
export function dictionariesOf(
	{ calls, by }: { readonly calls: readonly AggregateCall[]; readonly by: readonly Field[] },
	dictionaryOf: (name: string) => Dictionary,
): AggregateDictionaries {
	return {
		keys: by.map(field => dictionaryOf(nameOf([field]))),
		calls: calls.map(call =>
			aggregateOf(call).tellsApart ? dictionaryOf(nameOf(call.args)) : undefined,
		),
	};
}

/** Dictionaries that are not shared. */
export function ownDictionaries(
	calls: readonly AggregateCall[],
	keyCount: number,
): AggregateDictionaries {
	return {
		keys: Array.from({ length: keyCount }, () => new Dictionary()),
		calls: calls.map(call => (aggregateOf(call).tellsApart ? new Dictionary() : undefined)),
	};
}

/** Names of several fields are joined by a line feed, which no name contains. */
function nameOf(fields: readonly Field[]): string {
	return fields.map(({ name }) => name.toLowerCase()).join('\n');
}
