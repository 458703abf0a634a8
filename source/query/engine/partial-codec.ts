import { aggregateOf } from '../aggregate/index.ts';
import type { Accumulator } from '../aggregate/accumulator.ts';
import type { AggregateCall } from '../syntax/tree.ts';
import type { Value } from '../value.ts';
import type { AggregateDictionaries } from './group/aggregate-dictionaries.ts';
import type { KeyColumn, Partial } from './group/partial.ts';
import type { Dictionary } from './dictionary/dictionary.ts';
import type { KeptCount } from './kept-rows.ts';
import type { KeptPartial } from './partial-cache.ts';
import { decodeStored, encodeStored } from './stored-value.ts';

interface SavedKey {
	/** The distinct values, because the numbers of a dictionary end with their process. */
	readonly values: readonly Value[];
	/** Index into `values`, by group. */
	readonly codes: Uint32Array;
}

interface SavedPartial {
	readonly counts: Uint32Array | Float64Array;
	readonly keys: readonly SavedKey[];
	readonly states: readonly unknown[];
	readonly rowCount: number;
	readonly hiddenRowCount: number;
	readonly stageCounts: readonly KeptCount[];
	readonly warnings: readonly string[];
	readonly recordCount: number;
	readonly prunedCount: number;
}

/** The bytes of a partial, or undefined when one of its aggregates is not stored. */
export function encodePartial(kept: KeptPartial): Uint8Array | undefined {
	const { partial } = kept;
	const states = partial.accumulators.map(one => one.save(partial.groupCount));
	if (states.includes(undefined)) {
		return undefined;
	}

	const saved: SavedPartial = {
		counts: partial.counts.slice(),
		keys: partial.keys.map(savedKey),
		states,
		rowCount: partial.rowCount,
		hiddenRowCount: partial.hiddenRowCount,
		stageCounts: kept.counts,
		warnings: kept.warnings,
		recordCount: kept.recordCount,
		prunedCount: kept.prunedCount,
	};
	return encodeStored(saved);
}

function savedKey({ dictionary, numbers }: KeyColumn): SavedKey {
	const codeOf = new Map<number, number>();
	const codes = numbers.map(number => {
		const code = codeOf.get(number) ?? codeOf.size;
		codeOf.set(number, code);
		return code;
	});
	return { values: Array.from(codeOf.keys(), number => dictionary.value(number)), codes };
}

/** The partial of some bytes, or undefined when they are none of ours. */
export function decodePartial(
	bytes: Uint8Array,
	calls: readonly AggregateCall[],
	dictionaries: AggregateDictionaries,
): Omit<KeptPartial, 'dictionaries'> | undefined {
	const saved = decodeStored(bytes);
	return saved === undefined
		? undefined
		: partialOfSaved(saved as SavedPartial, calls, dictionaries);
}

function partialOfSaved(
	saved: SavedPartial,
	calls: readonly AggregateCall[],
	dictionaries: AggregateDictionaries,
): Omit<KeptPartial, 'dictionaries'> | undefined {
	const accumulators = calls.map((call, index): Accumulator | undefined =>
		aggregateOf(call).restore?.(call, dictionaries.calls[index], saved.states[index]),
	);
	const restored = accumulators.filter(one => one !== undefined);
	if (restored.length !== calls.length || saved.keys.length !== dictionaries.keys.length) {
		return undefined;
	}

	const keys = saved.keys.map(({ values, codes }, index) => {
		const dictionary = dictionaries.keys[index] as Dictionary;
		const numbers = values.map(value => dictionary.number(value));
		return { dictionary, numbers: codes.map(code => numbers[code] as number) };
	});
	const partial: Partial = {
		groupCount: saved.counts.length,
		keys,
		accumulators: restored,
		counts: saved.counts,
		rowCount: saved.rowCount,
		hiddenRowCount: saved.hiddenRowCount,
		bytes:
			256 +
			saved.counts.byteLength +
			restored.reduce((sum, one) => sum + one.bytes, 0) +
			keys.reduce((sum, key) => sum + key.numbers.byteLength, 0),
	};
	return {
		partial,
		counts: saved.stageCounts,
		warnings: saved.warnings,
		recordCount: saved.recordCount,
		prunedCount: saved.prunedCount,
	};
}
