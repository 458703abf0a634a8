import { combine } from '../frame/combine.ts';
import type { Enrichment } from './enrichment.ts';
import { lazy, type Frame } from '../frame/frame.ts';
import { memoByCode, type Vector } from '../frame/vector.ts';

/** Adds what a look-up finds, asked once per distinct key. */
export function enrichFrame(frame: Frame, enrichment: Enrichment): void {
	const keys = enrichment.keys.map(name => frame.field(name));
	const shared = lazyOf(() => {
		const vectors = keys.map(key => key.get());
		const all = combine(vectors, frame.rows, frame.rowCount);
		return {
			all,
			find: memoByCode(all.size, code =>
				enrichment.find(vectors.map((vector, index) => vector.value(all.part(code, index)))),
			),
		};
	});
	for (const [index, name] of enrichment.names.entries()) {
		frame.define(
			name,
			lazy((): Vector => {
				const { all, find } = shared();
				return {
					codes: all.codes,
					size: all.size,
					repeats: all.repeats,
					value: code => find(code)[index] ?? null,
				};
			}),
		);
	}
}

function lazyOf<T>(compute: () => T): () => T {
	let known: { readonly value: T } | undefined;
	return () => (known ??= { value: compute() }).value;
}
