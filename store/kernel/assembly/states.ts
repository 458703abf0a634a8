import { allocate, giveBack } from './memory';
import { equalBytes } from './bytes';

/** The tree of store/shred/state-tree.ts, as far as a walk needs it. */

@unmanaged
export class State {
	firstChild!: i32;
	nextSibling!: i32;
	literalStart!: i32;
	literalLength!: i32;
	/** Column of the value behind the literal, or `endOfRecord`. */
	column!: i32;
	/** At the end of a record: its shape. */
	shape!: i32;
	_unused0!: i32;
	_unused1!: i32;
}

export const endOfRecord: i32 = -1;
const stateBytes: i32 = 32;

export let states: usize = 0;
let stateCapacity: i32 = 0;
let stateCount: i32 = 0;
let literals: usize = 0;
let literalCapacity: i32 = 0;
let literalLength: i32 = 0;

export function allocateStates(): bool {
	stateCapacity = 1024;
	literalCapacity = 1 << 14;
	states = allocate(stateCapacity * stateBytes);
	literals = allocate(literalCapacity);
	stateCount = 1;
	literalLength = 0;
	if (states == 0 || literals == 0) {
		return false;
	}

	memory.fill(states, 0, stateBytes);
	return true;
}

export function stateAt(state: i32): State {
	return changetype<State>(states + <usize>state * stateBytes);
}

/** Whether the literal of a state stands at `at`. */
export function literalIsAt(state: State, at: usize): bool {
	return equalBytes(at, literals + state.literalStart, state.literalLength);
}

/** Where so many more bytes of literals go; 0 when there is no room. */
export function reserveLiterals(length: i32): usize {
	const needed = literalLength + length;
	if (needed > literalCapacity) {
		const larger = allocate(max(needed, literalCapacity * 2));
		if (larger == 0) {
			return 0;
		}

		memory.copy(larger, literals, literalLength);
		giveBack(literals, literalCapacity);
		literals = larger;
		literalCapacity = max(needed, literalCapacity * 2);
	}

	const at = literals + literalLength;
	literalLength = needed;
	return at;
}

/** Adds the next state. Its parent is there, and its literal is among those that were put in place. */
export function addState(
	parent: i32,
	literalStart: i32,
	length: i32,
	column: i32,
	shape: i32,
): bool {
	if (stateCount == stateCapacity) {
		const larger = allocate(stateCapacity * 2 * stateBytes);
		if (larger == 0) {
			return false;
		}

		memory.copy(larger, states, stateCount * stateBytes);
		giveBack(states, stateCapacity * stateBytes);
		states = larger;
		stateCapacity *= 2;
	}

	const above = stateAt(parent);
	const added = stateAt(stateCount);
	added.firstChild = 0;
	added.nextSibling = above.firstChild;
	added.literalStart = literalStart;
	added.literalLength = length;
	added.column = column;
	added.shape = shape;
	above.firstChild = stateCount;
	stateCount += 1;
	return true;
}
