import type { Codes, Column } from '../../../store/column/column.ts';
import type { Shape } from '../../../store/segment/view.ts';
import { matchAnchor, type Anchor } from '../frame/anchor.ts';
import type { SegmentAccess } from './segment-access.ts';
import { keyBefore } from './key-before.ts';
import { firstByteOf } from './token-bytes.ts';
import { newCodes, type Vector } from '../frame/vector.ts';
import { wholeContainerPaths } from './whole-containers.ts';

/**
 * `parse "\"key\":\"*\""` on a record's text, evaluated on columns. The captured text is that of
 * the first leaf in record order whose last key it is and whose value is a string. The characters
 * `"key":"` occur nowhere else in compact JSON, because quotes inside strings are escaped.
 *
 * @param key - lower-case
 * @returns null where the anchor does not match
 */
export function anchorColumn(source: SegmentAccess, key: string, anchor: Anchor): Vector {
	const shapes = source.view.shapes();
	const candidates = shapes.map(shape => leavesUnder(shape, key));
	const paths = [...new Set(candidates.flat())];
	const rawRows = rowsReadAsText(source, shapes);
	const [only] = paths;
	if (paths.length === 1 && only !== undefined && rawRows.length === 0) {
		const column = source.view.column(only);
		if (column !== undefined) {
			return oneColumn(source, column, key);
		}
	}

	return manyColumns(source, key, candidates, paths, rawRows, anchor);
}

function leavesUnder(shape: Shape, key: string): readonly string[] {
	return shape.leafPaths.filter((_, leaf) => keyBefore(shape.literals[leaf] as string) === key);
}

function oneColumn(source: SegmentAccess, column: Column, key: string): Vector {
	const vector: Vector = {
		codes: column.codes(),
		size: column.valueCount + 1,
		repeats: column.distinct,
		value: code => (code === 0 ? null : captured(column.token(code))),
	};
	const identity = source.identity(`anchor|${key}`);
	return identity === undefined ? vector : { ...vector, identity };
}

/** The token's text up to its first quote, with escapes as written; null for other tokens. */
function captured(token: string): string | null {
	return token.startsWith('"') ? token.slice(1, token.indexOf('"', 1)) : null;
}

/**
 * Rows whose shape does not show all keys, because the record cannot be rebuilt or has a container
 * stored as text.
 */
function rowsReadAsText(source: SegmentAccess, shapes: readonly Shape[]): readonly number[] {
	const whole = new Set(wholeContainerPaths(source));
	if (whole.size === 0) {
		return source.slowRows();
	}

	const asText = shapes.map(
		shape => !shape.rebuilds || shape.leafPaths.some(path => whole.has(path)),
	);
	const ids = source.view.shapeIds();
	const rows: number[] = [];
	for (let row = 0; row < source.rowCount; row++) {
		if (asText[ids[row] as number] === true) {
			rows.push(row);
		}
	}

	return rows;
}

function manyColumns(
	source: SegmentAccess,
	key: string,
	candidates: readonly (readonly string[])[],
	paths: readonly string[],
	rawRows: readonly number[],
	anchor: Anchor,
): Vector {
	const { view, rowCount } = source;
	const columns = paths.map(path => view.column(path));
	const bases: number[] = [];
	let size = 1;
	for (const column of columns) {
		bases.push(size - 1);
		size += column?.valueCount ?? 0;
	}

	// Only codes are cached; values are read through the view of the current snapshot.
	const codes = source.cached(
		`anchor|${key}`,
		kept => kept.byteLength + 128,
		() => {
			const made = newCodes(rowCount, size + rawRows.length);
			const order = candidates.map(list => list.map(path => paths.indexOf(path)));
			fillCodes(source, columns, bases, order, made);
			rawRows.forEach((row, index) => {
				made[row] = size + index;
			});
			return made;
		},
	);
	const texts = new Map<number, string | null>();
	return {
		codes,
		size: size + rawRows.length,
		repeats: columns.every(column => column?.distinct ?? true),
		value: code => {
			if (code === 0) {
				return null;
			}

			if (code >= size) {
				const known = texts.get(code);
				const text =
					known ?? matchAnchor(anchor, view.raw(rawRows[code - size] as number))?.[0] ?? null;
				texts.set(code, text);
				return text;
			}

			let at = columns.length - 1;
			while ((bases[at] as number) >= code) {
				at--;
			}

			return captured((columns[at] as Column).token(code - (bases[at] as number)));
		},
	};
}

/** Gives each row the code of its first candidate that is a string. */
function fillCodes(
	source: SegmentAccess,
	columns: readonly (Column | undefined)[],
	bases: readonly number[],
	order: readonly (readonly number[])[],
	codes: Codes,
): void {
	const readers = columns.map((column, at) => stringReader(column, bases[at] as number));
	const ids = source.view.shapeIds();
	for (let row = 0; row < source.rowCount; row++) {
		for (const at of order[ids[row] as number] as number[]) {
			const code = (readers[at] as (row: number) => number)(row);
			if (code !== 0) {
				codes[row] = code;
				break;
			}
		}
	}
}

const quote = 0x22;

/** The row's code in the merged numbering, or 0 when its token is not a string. */
function stringReader(column: Column | undefined, base: number): (row: number) => number {
	if (column === undefined) {
		return () => 0;
	}

	const codes = column.codes();
	const firstByte = firstByteOf(column);
	const isString = new Uint8Array(column.valueCount + 1);
	for (let code = 1; code <= column.valueCount; code++) {
		isString[code] = firstByte(code) === quote ? 1 : 0;
	}

	return row => {
		const code = codes[row] as number;
		return isString[code] === 1 ? base + code : 0;
	};
}
