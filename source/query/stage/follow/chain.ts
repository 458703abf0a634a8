import type { Identity } from './principal.ts';

/** Who asked for a key. */
export type Issued = ReadonlyMap<string, Identity>;

export interface Chain {
	/** The first principal; null where it is not known. */
	readonly origin: string | null;
	/** From the first to the one that called. */
	readonly text: string;
	/** Why it does not reach the first principal. */
	readonly cut: 'loop' | 'depth' | undefined;
}

/** Principals before the one that called. */
export const chainDepthMax = 8;

const arrow = ' → ';

/** Follows the keys of a call back to the one who asked for the first of them. */
export function chainOf(caller: Identity, issued: Issued): Chain {
	const names = [caller.name];
	const seen = new Set<string>();
	let first = caller;
	for (;;) {
		const { key } = first;
		const before = key === undefined ? undefined : issued.get(key);
		if (key === undefined || before === undefined) {
			return begun(first, names);
		}

		if (seen.has(key)) {
			return { origin: null, text: ['(loop)', ...names].join(arrow), cut: 'loop' };
		}

		if (names.length > chainDepthMax) {
			return { origin: null, text: ['(more)', ...names].join(arrow), cut: 'depth' };
		}

		seen.add(key);
		// A user who asks for a session of their own stays the same.
		if (before.isRole || before.name !== names[0]) {
			names.unshift(before.name);
		}

		first = before;
	}
}

function begun(first: Identity, names: readonly string[]): Chain {
	if (!first.isRole) {
		return { origin: first.name, text: names.join(arrow), cut: undefined };
	}

	const { sourceIdentity, provider } = first;
	const origin = sourceIdentity === undefined ? null : `source/${sourceIdentity}`;
	const unknown = provider === undefined ? '?' : `? (${provider})`;
	const before = origin === null ? [unknown] : [origin, unknown];
	return { origin, text: [...before, ...names].join(arrow), cut: undefined };
}
