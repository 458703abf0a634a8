import { combine } from './combine.ts';
import { lazy, type Frame } from './frame.ts';
import { countRows, eachRow, finish, type Rows } from './rows.ts';
import { memoByCode, type Vector } from './vector.ts';
import type { Field } from '../syntax/tree.ts';
import type { Value } from '../value.ts';

/** The values that an extraction stage finds under one name. */
export interface Extracted {
	readonly name: string;
	readonly codes: Vector;
	/** Whether the pattern or path found something for this code. */
	hit(code: number): boolean;
	/** Only valid when `hit` is true. */
	value(code: number): Value;
}

export interface ExtractionRule {
	/** Keeps rows in which nothing was found. */
	readonly nodrop: boolean;
	/** A later strict extraction stage may ask which rows this one matched. */
	readonly noted: boolean;
	/** Not part of the run: it drops the rows that it cannot read, whatever was matched before. */
	readonly alone?: boolean;
}

/**
 * Defines the extracted fields. Drops the rows without a match, unless `nodrop` keeps them or an
 * earlier `nodrop` stage of the same run of extractions matched them.
 */
export function applyExtraction(
	frame: Frame,
	found: readonly Extracted[],
	rule: ExtractionRule,
): void {
	const chained = rule.alone === true ? undefined : frame.chain;
	const needsRows = !rule.nodrop || rule.noted;
	const matched = needsRows ? matchedRows(frame, found) : undefined;
	const keepsFailed = rule.nodrop || chained !== undefined;
	for (const extracted of found) {
		frame.define(extracted.name, extractedField(frame, extracted, keepsFailed));
	}

	if (rule.nodrop) {
		if (rule.noted && matched !== undefined) {
			frame.chain = mark(frame, matched.rows);
		}

		return;
	}

	frame.rows =
		chained === undefined
			? matched?.rows
			: either(frame.rows, matched?.rows, chained, frame.rowCount);
	if (rule.alone !== true) {
		frame.chain = undefined;
	}
}

/** The rows matched by any name, wrapped because "all rows" is undefined. */
function matchedRows(frame: Frame, found: readonly Extracted[]): { readonly rows: Rows } {
	let rows = frame.rows;
	const asked = new Set<unknown>();
	for (const extracted of found) {
		// The names of one pattern share their codes and their result.
		if (!asked.has(extracted.hit)) {
			asked.add(extracted.hit);
			rows = rowsHit(frame, extracted, rows);
		}
	}

	return { rows };
}

function rowsHit({ source, rowCount }: Frame, extracted: Extracted, rows: Rows): Rows {
	const { codes, size } = extracted.codes;
	const most = countRows(rows, rowCount);
	const out = new Uint32Array(most);
	// 0 is "not tested yet", 1 matched, 2 not matched.
	const known = new Uint8Array(size);
	let count = 0;
	for (let index = 0; index < most; index++) {
		const row = rows === undefined ? index : (rows[index] as number);
		const code = codes[row] as number;
		let answer = known[code] as number;
		if (answer === 0) {
			source.work();
			answer = extracted.hit(code) ? 1 : 2;
			known[code] = answer;
		}

		if (answer === 1) {
			out[count++] = row;
		}
	}

	return finish(out, count, rowCount);
}

function extractedField(frame: Frame, extracted: Extracted, keepsFailed: boolean) {
	const { codes } = extracted;
	const read = (code: number): Value => {
		frame.source.work();
		return extracted.hit(code) ? extracted.value(code) : null;
	};

	const plain = (): Vector => ({
		codes: codes.codes,
		size: codes.size,
		repeats: codes.repeats,
		value: memoByCode(codes.size, read),
	});
	if (!keepsFailed || !frame.has(extracted.name)) {
		return lazy(plain);
	}

	const before = frame.field(extracted.name);
	return lazy(() => {
		const previous = before.get();
		const both = combine([codes, previous], frame.rows, frame.rowCount);
		return {
			codes: both.codes,
			size: both.size,
			repeats: both.repeats,
			value: memoByCode(both.size, code => {
				const own = both.part(code, 0);
				frame.source.work();
				return extracted.hit(own) ? extracted.value(own) : previous.value(both.part(code, 1));
			}),
		};
	});
}

function mark(frame: Frame, rows: Rows): Uint8Array {
	const mask = frame.chain === undefined ? new Uint8Array(frame.rowCount) : frame.chain.slice();
	eachRow(rows, frame.rowCount, row => {
		mask[row] = 1;
	});
	return mask;
}

function either(rows: Rows, matched: Rows, chain: Uint8Array, rowCount: number): Rows {
	const keep = chain.slice();
	eachRow(matched, rowCount, row => {
		keep[row] = 1;
	});
	const out = new Uint32Array(countRows(rows, rowCount));
	let count = 0;
	eachRow(rows, rowCount, row => {
		out[count] = row;
		count += keep[row] as number;
	});
	return finish(out, count, rowCount);
}

/** The field that an extraction reads; the record's text when none is given. */
export function sourceVector(frame: Frame, field: Field | undefined): Vector {
	return frame.field(field?.name ?? '_raw').get();
}

/** Whether `_raw` means the record's text, and not a field of that name that a stage made. */
export function readsRecord(frame: Frame, field: Field | undefined): boolean {
	return (field === undefined || field.name.toLowerCase() === '_raw') && !frame.has('_raw');
}
