import { guessesMax, leavesMax } from '../../shred/limits';
import { manyLeaves, notJson } from '../../shred/outcomes';
import { equalBytes } from './bytes';
import { columnAt, columnCount, hashAhead, isLookedUp } from './columns';
import { needsStep } from './layout';
import { clearLeaves, leafCount, pushLeaf, recordEnd, stopAt } from './record';
import { leafEnd } from './scanner';
import { endOfRecord, literalIsAt, State, stateAt } from './states';

/** The walk of store/shred/walker.ts along the tree of known beginnings. */

const quote: i32 = 0x22;
const comma: i32 = 0x2c;
const openBrace: i32 = 0x7b;
const closeBrace: i32 = 0x7d;
const openBracket: i32 = 0x5b;
const closeBracket: i32 = 0x5d;

/** The state that was reached, and the offset behind its value. */
let state: i32 = 0;
let at: usize = 0;
/** Set by `guess`: where the value begins. */
let leaf: usize = 0;

function byteAt(address: usize): i32 {
	return <i32>load<u8>(address);
}

/** Whether a value to store, or the end of the record, stands behind the literal of a state. */
function fits(known: State, after: usize): bool {
	if (known.column == endOfRecord) {
		return after == recordEnd;
	}

	if (after >= recordEnd) {
		return false;
	}

	const byte = byteAt(after);
	return (
		byte != closeBracket &&
		((byte != openBrace && byte != openBracket) || byteAt(after + 1) == byte + 2)
	);
}

/** The known state whose literal is at `at`, or 0; sets `leaf`. */
function guess(): i32 {
	const from = stateAt(state);
	const first = from.firstChild;
	let previous = 0;
	let child = first;
	for (let guesses = 0; child != 0 && guesses < guessesMax; guesses++) {
		const known = stateAt(child);
		const after = at + known.literalLength;
		if (after <= recordEnd && literalIsAt(known, at) && fits(known, after)) {
			leaf = after;
			if (previous != 0) {
				// The next record most likely repeats this order.
				stateAt(previous).nextSibling = known.nextSibling;
				known.nextSibling = first;
				from.firstChild = child;
			}

			return child;
		}

		previous = child;
		child = known.nextSibling;
	}

	return 0;
}

function endsScalar(byte: i32): bool {
	return byte == comma || byte == closeBrace || byte == closeBracket;
}

/**
 * Takes the value at `leaf`.
 *
 * @param wholeEnd - the end of a container that is stored whole, or 0
 * @returns 0, or a reason to stop
 */
function take(columnId: i32, wholeEnd: usize): i32 {
	if (<u32>columnId >= <u32>columnCount || leafCount() == leavesMax) {
		return manyLeaves;
	}

	const column = columnAt(columnId);
	let code = 0;
	let end = wholeEnd;
	if (end == 0) {
		const length = column.lastLength;
		if (
			length > 0 &&
			leaf + length < recordEnd &&
			equalBytes(leaf, column.tokens + column.lastStart, length) &&
			(byteAt(leaf) == quote || endsScalar(byteAt(leaf + length)))
		) {
			code = column.lastCode;
			end = leaf + length;
		} else {
			end = leafEnd(leaf, recordEnd);
		}
	}

	if (end == 0) {
		return notJson;
	}

	const hash = code == 0 && isLookedUp(column) ? hashAhead(column, leaf, <i32>(end - leaf)) : 0;
	pushLeaf(columnId, leaf, end, code, hash);
	at = end;
	return 0;
}

/** Walks on from `state`; with `child` not 0, first along it. */
function walk(child: i32, wholeEnd: usize, careful: bool): i32 {
	let next = child;
	let end = wholeEnd;
	while (true) {
		if (next == 0 && !careful) {
			next = guess();
		}

		if (next == 0) {
			stopAt(state, at);
			return needsStep;
		}

		const known = stateAt(next);
		if (known.column == endOfRecord) {
			return known.shape;
		}

		const reason = take(known.column, end);
		if (reason != 0) {
			return reason;
		}

		state = next;
		next = 0;
		end = 0;
	}
}

/** Reads the record from its first byte, as `Walker.read` does. */
export function walkRecord(first: usize, careful: bool): i32 {
	clearLeaves();
	state = 0;
	at = first;
	return walk(0, 0, careful);
}

/** Goes on behind a step of TypeScript, which reached `child`. */
export function walkOn(child: i32, start: usize, wholeEnd: usize, careful: bool): i32 {
	leaf = start;
	return walk(child, wholeEnd, careful);
}
