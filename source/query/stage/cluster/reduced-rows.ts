import { compareForSort, compareText, keyOfAll } from '../../comparison.ts';
import { timesliceColumn } from '../../frame/columns.ts';
import type { TableContext } from '../../frame/table.ts';
import { rowBytes } from '../../spending.ts';
import type { Field } from '../../syntax/tree.ts';
import type { Span, Value } from '../../value.ts';
import type { Signature } from './cluster.ts';
import type { DistinctTexts } from './distinct-texts.ts';

/** Events of one signature and one set of keys. */
export interface ReducedRow {
	readonly keys: readonly Value[];
	readonly signature: Signature;
	readonly count: number;
}

interface Shown {
	readonly span: Span;
	readonly by: readonly Field[];
	readonly limit: number | undefined;
	readonly criteria: 'mostcommon' | 'leastcommon';
}

/**
 * Counts signatures by the keys. A limit takes whole signatures, by the events of all keys; the rows
 * are in the order of time where that is a key, then by count, keys and text.
 */
export function reducedRows(
	{ rows }: DistinctTexts,
	signatures: ReadonlyMap<string, Signature>,
	{ by, limit, criteria, span }: Shown,
	context: TableContext,
): readonly ReducedRow[] {
	const groups = new Map<string, { keys: readonly Value[]; signature: Signature; count: number }>();
	const totals = new Map<string, number>();
	for (const { text, keys, count } of rows) {
		const signature = signatures.get(text);
		if (signature === undefined) {
			continue;
		}

		context.spending.work();
		const key = keyOfAll([signature.text, ...keys]);
		const known = groups.get(key);
		if (known === undefined) {
			context.spending.add(rowBytes(keys.length + 4) + key.length, span);
			groups.set(key, { keys, signature, count });
		} else {
			known.count += count;
		}

		totals.set(signature.text, (totals.get(signature.text) ?? 0) + count);
	}

	const sign = criteria === 'mostcommon' ? -1 : 1;
	const ranked = [...totals].sort(
		([a, first], [b, second]) => sign * (first - second) || compareText(a, b),
	);
	const kept = new Set(ranked.slice(0, limit).map(([text]) => text));
	const slice = timesliceColumn(context).toLowerCase();
	const time = by.findIndex(({ name }) => name.toLowerCase() === slice);
	return [...groups.values()]
		.filter(({ signature }) => kept.has(signature.text))
		.sort(
			(a, b) =>
				(time < 0 ? 0 : compareForSort(a.keys[time] ?? null, b.keys[time] ?? null)) ||
				sign * (a.count - b.count) ||
				compareKeys(a.keys, b.keys) ||
				compareText(a.signature.text, b.signature.text),
		);
}

function compareKeys(a: readonly Value[], b: readonly Value[]): number {
	for (const [index, value] of a.entries()) {
		const difference = compareForSort(value, b[index] ?? null);
		if (difference !== 0) {
			return difference;
		}
	}

	return 0;
}
