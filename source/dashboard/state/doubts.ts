import type { Fault } from '../../query/value.ts';
import { formatPlural } from '../../text/number.ts';
import type { StoreAccount } from './source-status.ts';
import { locationOf } from './state.ts';
import type { Slot, State } from './state.ts';

/** Warnings that are told above the result of a typed query; `i` lists all. */
const doubtsShownMax = 3;

/** What the checks warn of in the query of a slot. */
export function doubtsOf(slot: Slot | undefined): readonly Fault[] {
	return slot?.result?.checkWarnings ?? [];
}

/**
 * Why what the store holds may not be all, or not at its time, besides objects that were not read
 * whole; empty where there is no doubt.
 */
export function doubtsOfStore({
	unlistedCount,
	untimedCount,
	isFilling,
}: StoreAccount): readonly string[] {
	return [
		...(unlistedCount > 0 ? [`${formatPlural(unlistedCount, 'folder')} not listed`] : []),
		...(untimedCount > 0 ? [`${formatPlural(untimedCount, 'record')} without a time`] : []),
		...(isFilling ? ['fetch not ended'] : []),
	];
}

/** Those that are told above the result of a typed query, a line each; empty elsewhere. */
export function doubtsAbove(state: State): readonly Fault[] {
	const location = locationOf(state);
	return location.kind === 'rows'
		? doubtsOf(state.slots[location.id]).slice(0, doubtsShownMax)
		: [];
}
