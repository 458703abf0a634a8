import type { Value } from '../query/value.ts';

/** Who or what a finding is about; several values as one text. */
export function principalText({ by }: { readonly by: readonly Value[] }): Value {
	return by.length === 1 ? (by[0] ?? null) : by.map(value => String(value ?? '')).join(' · ');
}
