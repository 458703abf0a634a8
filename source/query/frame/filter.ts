import type { Value } from '../value.ts';
import { eachTokenWith, type Needle } from './token-search.ts';
import { countRows, difference, finish, noRows, union, type Rows } from './rows.ts';
import type { FrameSource } from './frame-source.ts';
import { passes, type Codes, type Vector } from './vector.ts';

/** The result of a test for each code, or the same result for all of them. */
type Verdict = Uint8Array | 'all' | 'none';

const backslash = 0x5c;

/** Tests every code of a vector once, or only those whose tokens contain the needle. */
function judge(
	source: FrameSource,
	vector: Vector,
	test: (value: Value) => boolean,
	needle: Needle | undefined,
): Verdict {
	const verdict = new Uint8Array(vector.size);
	const tokens = needle && vector.tokens?.();
	// A token may spell the text with an escape.
	const isSpelled =
		tokens !== undefined &&
		!tokens.bytes.subarray(0, tokens.offsets[vector.size - 1]).includes(backslash);
	if (needle !== undefined && isSpelled) {
		let any = false;
		eachTokenWith(tokens, vector.size - 1, needle, code => {
			source.work();
			if (passes(vector, code, test)) {
				verdict[code] = 1;
				any = true;
			}
		});
		return any ? verdict : 'none';
	}

	let passed = 0;
	for (let code = 0; code < vector.size; code++) {
		source.work();
		if (passes(vector, code, test)) {
			verdict[code] = 1;
			passed++;
		}
	}

	return passed === 0 ? 'none' : passed === vector.size ? 'all' : verdict;
}

/**
 * Rows whose value, or one of whose elements, passes. With a `name`, the verdict about a sealed segment's column is cached for
 * later queries, so that a segment without matches is free.
 *
 * @param needle - a text that the token of every matching value contains
 */
export function filterVector(
	source: FrameSource,
	vector: Vector,
	rows: Rows,
	rowCount: number,
	test: (value: Value) => boolean,
	name?: string,
	needle?: Needle,
): Rows {
	const most = countRows(rows, rowCount);
	if (most === 0) {
		return noRows;
	}

	// Rows without an element are in none of the columns.
	const columns = vector.list === undefined || test(null) ? undefined : vector.list.columns();
	if (columns !== undefined) {
		return filterColumns(source, columns, rows, rowCount, test, name, needle);
	}

	const verdict = verdictOf(source, vector, most, test, name, needle);
	if (verdict !== undefined) {
		return filterByVerdict(vector.codes, verdict, rows, rowCount);
	}

	return filterLazily(source, vector, rows, rowCount, test);
}

/** Rows with a value that passes in some of the columns; each verdict is cached for itself. */
function filterColumns(
	source: FrameSource,
	columns: readonly Vector[],
	rows: Rows,
	rowCount: number,
	test: (value: Value) => boolean,
	name: string | undefined,
	needle: Needle | undefined,
): Rows {
	let found: Rows = noRows;
	let left = rows;
	for (const column of columns) {
		const { identity } = column;
		const own = name === undefined || identity === undefined ? undefined : `${identity}|${name}`;
		const hits = filterVector(source, column, left, rowCount, test, own, needle);
		if (hits === left) {
			return rows;
		}

		found = union(found, hits, rowCount);
		left = difference(left, hits, rowCount);
	}

	return found;
}

/** A verdict about all codes, when it costs no more than testing each row. */
function verdictOf(
	source: FrameSource,
	vector: Vector,
	rowsAsked: number,
	test: (value: Value) => boolean,
	name: string | undefined,
	needle: Needle | undefined,
): Verdict | undefined {
	const what = name === undefined || vector.identity === undefined ? undefined : `verdict|${name}`;
	const known = what === undefined ? undefined : source.peek<Verdict>(what);
	if (known !== undefined) {
		return known;
	}

	if (vector.size > rowsAsked) {
		return undefined;
	}

	const compute = (): Verdict => judge(source, vector, test, needle);
	return what === undefined ? compute() : source.cached(what, verdictBytes, compute);
}

function verdictBytes(verdict: Verdict): number {
	return 128 + (typeof verdict === 'string' ? 0 : verdict.byteLength);
}

function filterByVerdict(codes: Codes, verdict: Verdict, rows: Rows, rowCount: number): Rows {
	if (verdict === 'all') {
		return rows;
	}

	if (verdict === 'none') {
		return noRows;
	}

	const out = new Uint32Array(countRows(rows, rowCount));
	const count =
		rows === undefined
			? passAll(codes, verdict, rowCount, out)
			: passSome(codes, verdict, rows, out);
	return finish(out, count, rowCount);
}

// One loop for each of the three widths, so that every loop sees one kind of array.
function passAll(codes: Codes, verdict: Uint8Array, rowCount: number, out: Uint32Array): number {
	if (codes instanceof Uint8Array) {
		return passAll8(codes, verdict, rowCount, out);
	}

	return codes instanceof Uint16Array
		? passAll16(codes, verdict, rowCount, out)
		: passAll32(codes, verdict, rowCount, out);
}

function passAll8(codes: Uint8Array, verdict: Uint8Array, rowCount: number, out: Uint32Array) {
	let count = 0;
	for (let row = 0; row < rowCount; row++) {
		if (verdict[codes[row] as number] === 1) {
			out[count++] = row;
		}
	}

	return count;
}

function passAll16(codes: Uint16Array, verdict: Uint8Array, rowCount: number, out: Uint32Array) {
	let count = 0;
	for (let row = 0; row < rowCount; row++) {
		if (verdict[codes[row] as number] === 1) {
			out[count++] = row;
		}
	}

	return count;
}

function passAll32(codes: Uint32Array, verdict: Uint8Array, rowCount: number, out: Uint32Array) {
	let count = 0;
	for (let row = 0; row < rowCount; row++) {
		if (verdict[codes[row] as number] === 1) {
			out[count++] = row;
		}
	}

	return count;
}

function passSome(codes: Codes, verdict: Uint8Array, rows: Uint32Array, out: Uint32Array): number {
	let count = 0;
	for (let index = 0; index < rows.length; index++) {
		const row = rows[index] as number;
		if (verdict[codes[row] as number] === 1) {
			out[count++] = row;
		}
	}

	return count;
}

/** Tests only the codes of the selected rows. */
function filterLazily(
	source: FrameSource,
	vector: Vector,
	rows: Rows,
	rowCount: number,
	test: (value: Value) => boolean,
): Rows {
	const most = countRows(rows, rowCount);
	const out = new Uint32Array(most);
	// 0 is "not tested yet", 1 passed, 2 failed.
	const known = new Uint8Array(vector.size);
	let count = 0;
	for (let index = 0; index < most; index++) {
		const row = rows === undefined ? index : (rows[index] as number);
		const code = vector.codes[row] as number;
		let answer = known[code] as number;
		if (answer === 0) {
			source.work();
			answer = passes(vector, code, test) ? 1 : 2;
			known[code] = answer;
		}

		if (answer === 1) {
			out[count++] = row;
		}
	}

	return finish(out, count, rowCount);
}
