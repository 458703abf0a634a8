import type { Size } from '../layout/grid.ts';

/** What stands below the keys for a while: the first keys to know, or a step of the tour. */
export type Foot =
	{ readonly kind: 'first-keys' } | { readonly kind: 'tour'; readonly step: number };

/** Rows that it takes from the panels: nothing lies over them. */
export function footRows({
	foot,
	size,
}: {
	readonly foot: Foot | undefined;
	readonly size: Size;
}): number {
	switch (foot?.kind) {
		case undefined:
			return 0;
		case 'first-keys':
			return firstKeysRows(size);
		case 'tour':
			return 2;
	}
}

/** All five fit in one line of the usual terminal. */
function firstKeysRows({ columns }: Size): number {
	return columns < 80 ? 2 : 1;
}
