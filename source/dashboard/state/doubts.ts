import type { Fault } from '../../query/value.ts';
import { locationOf } from './state.ts';
import type { Slot, State } from './state.ts';

/** Warnings that are told above the result of a typed query; `i` lists all. */
const doubtsShownMax = 3;

/** What the checks warn of in the query of a slot. */
export function doubtsOf(slot: Slot | undefined): readonly Fault[] {
	return slot?.result?.checkWarnings ?? [];
}

/** Those that are told above the result of a typed query, a line each; empty elsewhere. */
export function doubtsAbove(state: State): readonly Fault[] {
	const location = locationOf(state);
	return location.kind === 'rows'
		? doubtsOf(state.slots[location.id]).slice(0, doubtsShownMax)
		: [];
}
