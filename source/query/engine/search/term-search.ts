import { AnyCaseNeedle, KernelNeedle } from '../../../../store/index.ts';
import type { Column } from '../../../../store/column/column.ts';
import { eachRow, noRows, rowsOfMask, type Rows } from '../../frame/rows.ts';
import type { SegmentSource } from '../segment-source.ts';
import { eachTokenWith } from '../../frame/token-search.ts';
import { keyBefore } from '../key-before.ts';
import { wholeContainerPaths } from '../whole-containers.ts';
import type { TermTest } from './term.ts';

/** The rows of `rows` whose compact text matches the word or phrase. */
export function searchTerm(source: SegmentSource, term: TermTest, rows: Rows): Rows {
	if (rows?.length === 0) {
		return noRows;
	}

	if (term.keyed !== undefined) {
		return maskedRows(source, term.name, rows, () => keyedMask(source, term));
	}

	if (!term.straddles) {
		return maskedRows(source, term.name, rows, () => insideMask(source, term.test, term.needle));
	}

	return searchRaw(source, term, rows);
}

function maskedRows(
	source: SegmentSource,
	name: string,
	rows: Rows,
	compute: () => Uint8Array,
): Rows {
	const mask = source.cached(`term|${name}`, value => value.byteLength + 128, compute);
	return mask.length === 0 ? noRows : rowsOfMask(mask, rows, source.rowCount);
}

/** Means "no row". */
const noMask = new Uint8Array(0);

/**
 * A match that cannot span several values is inside one token or one literal between them. Literals
 * are tested once per shape, tokens once per distinct token.
 */
function insideMask(
	source: SegmentSource,
	test: (text: string) => boolean,
	needle: string,
): Uint8Array {
	const { view, rowCount } = source;
	const mask = new Uint8Array(rowCount);
	const bytes = byteNeedle(needle);
	let any = markShapes(source, test, mask);
	for (const path of view.paths()) {
		const mayHold = bytes === undefined || view.mayHold(path, bytes);
		const column = mayHold ? view.column(path) : undefined;
		if (column !== undefined) {
			any = markTokens(source, column, test, mask, bytes) || any;
		}
	}

	any = markSlow(source, test, mask) || any;
	return any ? mask : noMask;
}

function markShapes(
	source: SegmentSource,
	test: (text: string) => boolean,
	mask: Uint8Array,
): boolean {
	const verdict = source.view.shapesWith(test);
	if (verdict === undefined) {
		return false;
	}

	const ids = source.view.shapeIds();
	for (let row = 0; row < mask.length; row++) {
		mask[row] = verdict[ids[row] as number] as number;
	}

	return true;
}

function byteNeedle(needle: string): AnyCaseNeedle | undefined {
	return AnyCaseNeedle.isNeedle(needle) ? new KernelNeedle(needle) : undefined;
}

/** @param needle - a text that every match contains */
function markTokens(
	source: SegmentSource,
	column: Column,
	test: (text: string) => boolean,
	mask: Uint8Array,
	needle: AnyCaseNeedle | undefined,
): boolean {
	const verdict = new Uint8Array(column.valueCount + 1);
	let any = false;
	const ask = (code: number): void => {
		source.work();
		if (test(column.token(code))) {
			verdict[code] = 1;
			any = true;
		}
	};

	if (column.tokens !== undefined && needle !== undefined) {
		eachTokenWith(column.tokens, column.valueCount, needle, ask);
	} else {
		for (let code = 1; code <= column.valueCount; code++) {
			ask(code);
		}
	}

	if (any) {
		const codes = column.codes();
		for (let row = 0; row < mask.length; row++) {
			mask[row] = (mask[row] as number) | (verdict[codes[row] as number] as number);
		}
	}

	return any;
}

/** Tests the text of records that are not complete in the columns. */
function markSlow(
	source: SegmentSource,
	test: (text: string) => boolean,
	mask: Uint8Array,
): boolean {
	let any = false;
	for (const row of source.slowRows()) {
		source.work();
		const hit = test(source.view.raw(row));
		mask[row] = Number(hit);
		any ||= hit;
	}

	return any;
}

/** `"key":value`: tests the columns whose last key it is, in rows whose shape has that key. */
function keyedMask(source: SegmentSource, term: TermTest): Uint8Array {
	const keyed = term.keyed as NonNullable<TermTest['keyed']>;
	const { view, rowCount } = source;
	const needle = byteNeedle(keyed.needle);
	const mask = new Uint8Array(rowCount);
	let any = false;
	for (const path of keyedPaths(source, keyed.key)) {
		const column = view.column(path);
		any = (column !== undefined && markTokens(source, column, keyed.token, mask, needle)) || any;
	}

	for (const path of wholeContainerPaths(source)) {
		const column = view.column(path);
		any = (column !== undefined && markTokens(source, column, term.test, mask, undefined)) || any;
	}

	any = markSlow(source, term.test, mask) || any;
	return any ? mask : noMask;
}

/** Paths of the leaves directly after `"key":`, ignoring case. */
function keyedPaths(source: SegmentSource, lowerKey: string): readonly string[] {
	const byKey = source.cached('keys', 65_536, () => {
		const index = new Map<string, Set<string>>();
		for (const shape of source.view.shapes()) {
			shape.leafPaths.forEach((path, leaf) => {
				const key = keyBefore(shape.literals[leaf] as string);
				if (key !== undefined) {
					index.set(key, (index.get(key) ?? new Set()).add(path));
				}
			});
		}

		return index;
	});
	return [...(byKey.get(lowerKey) ?? [])];
}

/** Tests the text of rows one by one, but only rows that contain the term's longest piece. */
function searchRaw(source: SegmentSource, term: TermTest, rows: Rows): Rows {
	const piece = longestPiece(term.needle);
	const candidates =
		piece === ''
			? rows
			: maskedRows(source, `piece ${piece}`, rows, () =>
					insideMask(source, text => text.toLowerCase().includes(piece), piece),
				);
	const mask = new Uint8Array(source.rowCount);
	eachRow(candidates, source.rowCount, row => {
		source.work();
		mask[row] = Number(term.test(source.view.raw(row)));
	});
	return rowsOfMask(mask, candidates, source.rowCount);
}

/** The longest part without structural characters, which is inside one token or literal. */
function longestPiece(needle: string): string {
	return needle.split(/[",:{}[\]]+/).reduce((a, b) => (b.length > a.length ? b : a), '');
}
