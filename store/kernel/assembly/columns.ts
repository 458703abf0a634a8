import { firstCheckCount, poolShare, probesMax } from '../../column/pooling';
import { copyBytes, equalBytes, hashToken } from './bytes';
import { columnWords } from './layout';
import { allocate, blockBytes, giveBack } from './memory';

/** The columns of store/column/column-builder.ts. In every step they hold what that holds. */

@unmanaged
export class Column {
	tokens!: usize;
	/** Bytes of the block that the tokens are in. */
	tokensBlock!: i32;
	tokensLength!: i32;
	/** What TypeScript would have reserved: the memory of a segment is counted by it. */
	tokensCapacity!: i32;
	offsets!: usize;
	offsetsCapacity!: i32;
	valueCount!: i32;
	count!: i32;
	codes!: usize;
	codesCapacity!: i32;
	codeBytes!: i32;
	codedCount!: i32;
	pooledFrom!: i32;
	lastStart!: i32;
	lastLength!: i32;
	lastCode!: i32;
	table!: usize;
	tableLength!: i32;
	nextCheck!: i32;
	checkedCount!: i32;
	checkedValueCount!: i32;
	crowded!: i32;
}

const isDictionary: i32 = -1;
const columnBytes: i32 = columnWords * 4;
/** `copyBytes` may write so many bytes behind a token. */
const tokenSlack: i32 = 16;

let columns: usize = 0;
let columnCapacity: i32 = 0;
export let columnCount: i32 = 0;

export function allocateColumns(): bool {
	columnCapacity = 64;
	columnCount = 0;
	columns = allocate(columnCapacity * columnBytes);
	return columns != 0;
}

export function columnAt(id: i32): Column {
	return changetype<Column>(columns + <usize>id * columnBytes);
}

/** Adds the next column; false when there is no room. */
export function addColumn(): bool {
	if (columnCount == columnCapacity) {
		const larger = allocate(columnCapacity * 2 * columnBytes);
		if (larger == 0) {
			return false;
		}

		memory.copy(larger, columns, columnCount * columnBytes);
		giveBack(columns, columnCapacity * columnBytes);
		columns = larger;
		columnCapacity *= 2;
	}

	const column = columnAt(columnCount);
	memory.fill(changetype<usize>(column), 0, columnBytes);
	column.tokensBlock = blockBytes(32 + tokenSlack);
	column.tokens = allocate(column.tokensBlock);
	column.tokensCapacity = 32;
	column.offsetsCapacity = 8;
	column.offsets = allocate(8 * 4);
	column.codesCapacity = 8;
	column.codeBytes = 2;
	column.codes = allocate(8 * 2);
	column.tableLength = 32;
	column.table = allocate(32 * 4);
	column.pooledFrom = isDictionary;
	column.nextCheck = firstCheckCount;
	if (!column.tokens || !column.offsets || !column.codes || !column.table) {
		return false;
	}

	store<i32>(column.offsets, 0);
	memory.fill(column.table, 0, 32 * 4);
	columnCount += 1;
	return true;
}

/** The slot of a token, or the free slot for it, as an index into the table. */
function slotOf(column: Column, token: usize, length: i32, hash: i32): i32 {
	const table = column.table;
	const mask = column.tableLength - 2;
	let slot = (hash << 1) & mask;
	let probes = 0;
	while (true) {
		const entry = table + ((<usize>slot) << 2);
		const code = load<i32>(entry, 4);
		if (code == 0) {
			return slot;
		}

		if (load<i32>(entry) == hash) {
			const offset = column.offsets + ((<usize>code) << 2);
			const known = load<i32>(offset - 4);
			if (load<i32>(offset) - known == length && equalBytes(token, column.tokens + known, length)) {
				return slot;
			}
		}

		if (probes == probesMax) {
			column.crowded = 1;
		}

		probes += 1;
		slot = (slot + 2) & mask;
	}
}

/** Whether values are looked up; else the column is a pool. */
export function isLookedUp(column: Column): bool {
	return column.pooledFrom == isDictionary;
}

/** Only written, so that the loads of `hashAhead` stay. */
let lastTouched: i32 = 0;

/**
 * The hash of a token. Touches its slot, too: until the token is looked up, at the end of the
 * record, the slot has come from memory.
 */
export function hashAhead(column: Column, token: usize, length: i32): i32 {
	const hash = hashToken(token, length);
	const slot = (hash << 1) & (column.tableLength - 2);
	lastTouched = load<i32>(column.table + ((<usize>slot) << 2), 4);
	return hash;
}

/** The code of a token, or 0. Only the dictionary is searched, not the pool. */
export function findToken(column: Column, token: usize, length: i32, hash: i32): i32 {
	if (column.pooledFrom != isDictionary) {
		return 0;
	}

	const slot = slotOf(column, token, length, hash);
	return load<i32>(column.table + ((<usize>slot) << 2), 4);
}

function reserveToken(column: Column, length: i32): bool {
	const needed = column.tokensLength + length + tokenSlack;
	if (needed > column.tokensBlock) {
		const tokens = allocate(needed);
		if (tokens == 0) {
			return false;
		}

		memory.copy(tokens, column.tokens, column.tokensLength);
		giveBack(column.tokens, column.tokensBlock);
		column.tokens = tokens;
		column.tokensBlock = blockBytes(needed);
	}

	if (column.valueCount + 2 > column.offsetsCapacity) {
		const offsets = allocate(column.offsetsCapacity * 2 * 4);
		if (offsets == 0) {
			return false;
		}

		memory.copy(offsets, column.offsets, (column.valueCount + 1) * 4);
		giveBack(column.offsets, column.offsetsCapacity * 4);
		column.offsets = offsets;
		column.offsetsCapacity *= 2;
	}

	return true;
}

/** The code of a token that is added; 0 when there is no room, and then nothing is changed. */
function append(column: Column, token: usize, length: i32): i32 {
	if (!reserveToken(column, length)) {
		return 0;
	}

	const at = column.tokensLength;
	const after = at + length;
	copyBytes(column.tokens + at, token, length);
	if (after > column.tokensCapacity) {
		column.tokensCapacity = max(after, column.tokensCapacity * 2);
	}

	const code = column.valueCount + 1;
	column.valueCount = code;
	column.tokensLength = after;
	store<i32>(column.offsets + ((<usize>code) << 2), after);
	return code;
}

/** The code of a token, which is added when it is new; 0 when there is no room. */
function intern(column: Column, token: usize, length: i32, hash: i32): i32 {
	const slot = slotOf(column, token, length, hash);
	let entry = column.table + ((<usize>slot) << 2);
	let code = load<i32>(entry, 4);
	if (code == 0) {
		// The room for a larger table is taken first, so that a token is never added without it.
		const tableBytes = column.tableLength * 4;
		const grows = (column.valueCount + 1) * 4 > column.tableLength;
		const larger = grows ? allocate(tableBytes * 2) : 0;
		code = grows && larger == 0 ? 0 : append(column, token, length);
		if (code == 0) {
			if (larger != 0) {
				giveBack(larger, tableBytes * 2);
			}

			return 0;
		}

		store<i32>(entry, hash);
		store<i32>(entry, code, 4);
		if (grows) {
			growTable(column, larger);
		}
	}

	column.lastStart = load<i32>(column.offsets + ((<usize>code) << 2) - 4);
	column.lastLength = length;
	column.lastCode = code;
	return code;
}

function growTable(column: Column, larger: usize): void {
	const old = column.table;
	const length = column.tableLength;
	const mask = length * 2 - 2;
	memory.fill(larger, 0, length * 8);
	for (let from = 0; from < length; from += 2) {
		const entry = old + ((<usize>from) << 2);
		if (load<i32>(entry, 4) != 0) {
			let slot = (load<i32>(entry) << 1) & mask;
			while (load<i32>(larger + ((<usize>slot) << 2), 4) != 0) {
				slot = (slot + 2) & mask;
			}

			store<i64>(larger + ((<usize>slot) << 2), load<i64>(entry));
		}
	}

	giveBack(old, length * 4);
	column.table = larger;
	column.tableLength = length * 2;
}

/** Makes the codes four bytes wide. */
function widenCodes(column: Column): bool {
	const wider = allocate(column.codesCapacity * 4);
	if (wider == 0) {
		return false;
	}

	const old = column.codes;
	for (let at: usize = 0; at < <usize>column.codedCount; at++) {
		store<i32>(wider + (at << 2), load<u16>(old + (at << 1)));
	}

	giveBack(old, column.codesCapacity * 2);
	column.codes = wider;
	column.codeBytes = 4;
	return true;
}

function doubleCodes(column: Column): bool {
	const bytes = column.codesCapacity * column.codeBytes;
	const larger = allocate(bytes * 2);
	if (larger == 0) {
		return false;
	}

	memory.copy(larger, column.codes, bytes);
	giveBack(column.codes, bytes);
	column.codes = larger;
	column.codesCapacity *= 2;
	return true;
}

function pushCode(column: Column, code: i32): bool {
	if (code > 0xffff && column.codeBytes == 2 && !widenCodes(column)) {
		return false;
	}

	const at = column.codedCount;
	if (at == column.codesCapacity && !doubleCodes(column)) {
		return false;
	}

	if (column.codeBytes == 2) {
		store<u16>(column.codes + ((<usize>at) << 1), <u16>code);
	} else {
		store<i32>(column.codes + ((<usize>at) << 2), code);
	}

	column.codedCount = at + 1;
	return true;
}

function becomePool(column: Column): void {
	column.pooledFrom = column.valueCount;
	column.lastLength = 0;
}

function checkPays(column: Column): void {
	const fresh = column.valueCount - column.checkedValueCount;
	if (<f64>fresh > <f64>(column.count - column.checkedCount) * poolShare) {
		becomePool(column);
	}

	column.checkedCount = column.count;
	column.checkedValueCount = column.valueCount;
	column.nextCheck *= 2;
}

/**
 * Adds the value of one more record.
 *
 * @param known - the token's code, or 0
 * @param hash - the token's hash; not read when the code is known, or in a pool
 * @returns false when there is no room; then the value can be added anew, here or in TypeScript
 */
export function addValue(column: Column, token: usize, length: i32, known: i32, hash: i32): bool {
	if (column.pooledFrom != isDictionary) {
		if (append(column, token, length) == 0) {
			return false;
		}

		column.count += 1;
		return true;
	}

	const code = known == 0 ? intern(column, token, length, hash) : known;
	if (code == 0 || !pushCode(column, code)) {
		return false;
	}

	column.count += 1;
	if (column.crowded) {
		becomePool(column);
	} else if (column.count == column.nextCheck) {
		checkPays(column);
	}

	return true;
}
