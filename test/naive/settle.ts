import type { Value } from '../../source/query/value.ts';
import type { NaiveRow } from './row.ts';

export type Found = ReadonlyMap<string, Value>;

/** Sets what was found and decides whether the row stays. */
export function settle(
	row: NaiveRow,
	nodrop: boolean,
	parts: readonly { readonly names: readonly string[]; readonly found: Found | undefined }[],
): readonly NaiveRow[] {
	const hit = parts.every(({ found }) => found !== undefined);
	let made = row;

	for (const { names, found } of parts) {
		for (const name of names) {
			if (found || made.titleOf(name) === undefined) {
				made = made.with(name, found?.get(name) ?? null);
			}
		}
	}

	if (nodrop) {
		return [made.withMatched(row.matched || hit)];
	}

	return hit || row.matched ? [made.withMatched(false)] : [];
}
