import { keyOfAll } from '../../comparison.ts';
import { combine } from '../../frame/combine.ts';
import { lazy, type Frame } from '../../frame/frame.ts';
import { eachRow, finish } from '../../frame/rows.ts';
import { codeAt, memoByCode } from '../../frame/vector.ts';
import type { Spending } from '../../spending.ts';
import type { Field } from '../../syntax/tree.ts';
import type { Value } from '../../value.ts';

/** Combinations of keys that a stage finds rare or new; of more, the rest is left out and counted. */
export const foundKeysMax = 100_000;

/** What a stage has learned of each row's keys, asked once per distinct combination. */
export interface KnownRows<Known> {
	/** Defines a field of it. */
	define(name: string, value: (known: Known) => Value): void;
	/** Leaves the rows for which it is true. */
	keep(isKept: (known: Known, row: number) => boolean): void;
}

export function knownRows<Known>(
	frame: Frame,
	by: readonly Field[],
	learned: ReadonlyMap<string, Known>,
	spending: Spending,
): KnownRows<Known> {
	const vectors = by.map(({ name }) => frame.field(name).get());
	const all = combine(vectors, frame.rows, frame.rowCount);
	const find = memoByCode(all.size, code => {
		spending.work();
		return learned.get(keyOfAll(vectors.map((vector, at) => vector.value(all.part(code, at)))));
	});
	const { codes, size, repeats } = all;
	const known = { codes, size, repeats, value: () => null };
	const at = (row: number) => find(codeAt(known, row));
	return {
		define: (name, value) => {
			const valueOf = (code: number) => {
				const found = find(code);
				return found === undefined ? null : value(found);
			};

			frame.define(
				name,
				lazy(() => ({ ...known, value: valueOf })),
			);
		},
		keep: isKept => {
			const kept: number[] = [];
			eachRow(frame.rows, frame.rowCount, row => {
				const found = at(row);
				if (found !== undefined && isKept(found, row)) {
					kept.push(row);
				}
			});
			frame.rows = finish(Uint32Array.from(kept), kept.length, frame.rowCount);
		},
	};
}
