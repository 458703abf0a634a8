import {
	addColumn as addNextColumn,
	addValue,
	allocateColumns,
	columnAt,
	columnCount,
	findToken,
} from './columns';
import {
	elementCount as foundElements,
	elementsAddress as whereElementsAre,
	listElements as listNextElements,
} from './elements';
import { forgetBlocks } from './memory';
import {
	allocateRecord,
	beginRecord,
	leafCode,
	leafColumn,
	leafCount,
	leafEndOf,
	leafHash,
	leafStart,
	leaves,
	origin,
	reserveRecord as reserve,
} from './record';
import { findText as findNextText, needleAddress as whereNeedleIs } from './search';
import {
	addState as addNextState,
	allocateStates,
	reserveLiterals as reserveMore,
	states,
} from './states';
import { walkOn, walkRecord } from './walker';

/** What TypeScript calls. Addresses are numbers of bytes; 0 and false mean that there is no room. */

/** Forgets everything, for a new segment. Returns where the list of values is. */
export function reset(): usize {
	forgetBlocks();
	return allocateRecord() && allocateStates() && allocateColumns() ? leaves : 0;
}

export function reserveRecord(length: i32): usize {
	return reserve(length);
}

/** Begins a record whose bytes are in place, without reading it. */
export function begin(start: i32, length: i32, copied: i32): void {
	beginRecord(start, length, copied);
}

/** Begins and reads a record. Returns its shape, or a reason why there is none. */
export function read(start: i32, length: i32, copied: i32, careful: bool): i32 {
	beginRecord(start, length, copied);
	return walkRecord(origin + start, careful);
}

/** Goes on after `needsStep`, at offsets in the delivered bytes; `wholeEnd` may be 0. */
export function resume(child: i32, leafStart: i32, wholeEnd: i32, careful: bool): i32 {
	return walkOn(child, origin + leafStart, wholeEnd == 0 ? 0 : origin + wholeEnd, careful);
}

export function reserveLiterals(length: i32): usize {
	return reserveMore(length);
}

export function addState(
	parent: i32,
	literalStart: i32,
	literalLength: i32,
	column: i32,
	shape: i32,
): bool {
	return addNextState(parent, literalStart, literalLength, column, shape);
}

/** Where the states are. They move when states are added. */
export function statesAddress(): usize {
	return states;
}

export function addColumn(): bool {
	return addNextColumn();
}

/** Where a column is. It moves when columns are added. */
export function columnAddress(id: i32): usize {
	return changetype<usize>(columnAt(id));
}

/** The code of a value of the record, or 0. */
export function find(column: i32, start: i32, length: i32, hash: i32): i32 {
	return <u32>column < <u32>columnCount
		? findToken(columnAt(column), origin + start, length, hash)
		: 0;
}

/** Adds the values of the record to their columns. Returns how many found room. */
export function commit(): i32 {
	const count = leafCount();
	for (let at = 0; at < count; at++) {
		const column = leafColumn(at);
		const start = leafStart(at);
		const length = <i32>(leafEndOf(at) - start);
		if (
			<u32>column >= <u32>columnCount ||
			!addValue(columnAt(column), start, length, leafCode(at), leafHash(at))
		) {
			return at;
		}
	}

	return count;
}

/** Where a text to be looked for is put. Not in an instance that reads records. */
export function needleAddress(): usize {
	return whereNeedleIs();
}

/** The address of the first match of the text, ignoring case, or 0. */
export function findText(from: usize, end: usize, length: i32): usize {
	return findNextText(from, end, whereNeedleIs(), length);
}

/** Where a list and its objects are put. Not in an instance that reads records. */
export function elementsAddress(): usize {
	return whereElementsAre();
}

/** Finds the objects of a list; returns where it stopped. */
export function listElements(at: usize, end: usize, results: usize, resultsMax: i32): usize {
	return listNextElements(at, end, results, resultsMax);
}

/** How many objects the last `listElements` has found. */
export function elementCount(): i32 {
	return foundElements;
}
