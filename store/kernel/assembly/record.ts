import {
	beyondAsciiWord,
	leafCountWord,
	leafHeaderWords,
	lookAheadBytes,
	offsetWord,
	positionsWord,
	stateWord,
} from './layout';
import { leavesMax } from '../../shred/limits';
import { allocate, blockBytes, giveBack } from './memory';

/** The record that is read: a copy of its bytes, and the list of its values. */

const leafListBytes: i32 = (leafHeaderWords + 5 * leavesMax) * 4;
/** The first columns; the index of their value in a record is known without a search. */
const watchedCount: i32 = leafHeaderWords - positionsWord;

let bytes: usize = 0;
let capacity: i32 = 0;
/** Address of the record's first byte, less its offset in the bytes that were delivered. */
export let origin: usize = 0;
export let recordEnd: usize = 0;
export let leaves: usize = 0;

export function allocateRecord(): bool {
	capacity = 0;
	leaves = allocate(leafListBytes);
	return leaves != 0 && reserveRecord(1 << 15) != 0;
}

/** Room for a record of so many bytes; 0 when there is none. */
export function reserveRecord(length: i32): usize {
	const needed = length + 3 * lookAheadBytes;
	if (needed > capacity) {
		const larger = allocate(needed);
		if (larger == 0) {
			return 0;
		}

		if (capacity > 0) {
			giveBack(bytes, capacity);
		}

		bytes = larger;
		capacity = blockBytes(needed);
	}

	return bytes;
}

/** @param copied - bytes that were put in place: the record, and up to `lookAheadBytes` behind it */
export function beginRecord(start: i32, length: i32, copied: i32): void {
	origin = bytes - start;
	recordEnd = bytes + length;
	// Two vectors of zeros, and more where the bytes that were delivered end too early.
	v128.store(bytes + copied, i32x4.splat(0));
	v128.store(bytes + copied, i32x4.splat(0), 16);
	if (copied < length) {
		memory.fill(bytes + copied, 0, length + 2 * lookAheadBytes - copied);
	}
	store<i32>(leaves, 0, beyondAsciiWord * 4);
}

export function clearLeaves(): void {
	store<i32>(leaves, 0, leafCountWord * 4);
	v128.store(leaves, i32x4.splat(-1), positionsWord * 4);
}

export function leafCount(): i32 {
	return load<i32>(leaves, leafCountWord * 4);
}

/** Must not be called when the list is full. */
export function pushLeaf(column: i32, start: usize, end: usize, code: i32, hash: i32): void {
	const at = leafCount();
	if (column < watchedCount) {
		store<i32>(leaves + ((<usize>column) << 2), at, positionsWord * 4);
	}

	const leaf = leaves + ((<usize>at) << 2);
	store<i32>(leaf, column, leafHeaderWords * 4);
	store<i32>(leaf, <i32>(start - origin), (leafHeaderWords + leavesMax) * 4);
	store<i32>(leaf, <i32>(end - origin), (leafHeaderWords + 2 * leavesMax) * 4);
	store<i32>(leaf, code, (leafHeaderWords + 3 * leavesMax) * 4);
	store<i32>(leaf, hash, (leafHeaderWords + 4 * leavesMax) * 4);
	store<i32>(leaves, at + 1, leafCountWord * 4);
}

export function leafColumn(at: i32): i32 {
	return load<i32>(leaves + ((<usize>at) << 2), leafHeaderWords * 4);
}

export function leafStart(at: i32): usize {
	return origin + load<i32>(leaves + ((<usize>at) << 2), (leafHeaderWords + leavesMax) * 4);
}

export function leafEndOf(at: i32): usize {
	return origin + load<i32>(leaves + ((<usize>at) << 2), (leafHeaderWords + 2 * leavesMax) * 4);
}

export function leafCode(at: i32): i32 {
	return load<i32>(leaves + ((<usize>at) << 2), (leafHeaderWords + 3 * leavesMax) * 4);
}

export function leafHash(at: i32): i32 {
	return load<i32>(leaves + ((<usize>at) << 2), (leafHeaderWords + 4 * leavesMax) * 4);
}

/** Says where TypeScript has to do a step. */
export function stopAt(state: i32, at: usize): void {
	store<i32>(leaves, state, stateWord * 4);
	store<i32>(leaves, <i32>(at - origin), offsetWord * 4);
}

export function noteBeyondAscii(bits: i32): void {
	if (bits != 0) {
		store<i32>(leaves, 1, beyondAsciiWord * 4);
	}
}
