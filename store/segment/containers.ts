import type { Codes, Column } from '../column/column.ts';
import { newCodes } from '../column/row-codes.ts';
import { TokenColumn } from '../column/token-column.ts';
import { tokensOfTexts } from '../column/tokens.ts';
import { extractJson } from '../shred/extract.ts';
import { parsePath } from '../shred/path.ts';
import type { SegmentView, Shape } from './view.ts';

/** How a shape writes the container at a path: literal pieces around the values `first..last`. */
interface Cut {
	readonly first: number;
	readonly pieces: readonly string[];
}

/** Positions of brackets outside of strings. */
function brackets(literal: string, which: RegExp): number[] {
	const positions: number[] = [];
	for (const match of literal.matchAll(/"(?:[^"\\]|\\.)*"|[{}[\]]/gs)) {
		if (which.test(match[0])) {
			positions.push(match.index);
		}
	}

	return positions;
}

function isBelow(path: string, container: string): boolean {
	return (
		container === '' ||
		(path.startsWith(container) &&
			(path[container.length] === '.' || path[container.length] === '['))
	);
}

function stepCount(path: string): number {
	return parsePath(path)?.length ?? 0;
}

/** Undefined when records of this shape have no container with values at the path. */
function cutShape(shape: Shape, path: string): Cut | undefined {
	const first = shape.leafPaths.findIndex(leaf => isBelow(leaf, path));
	if (first < 0) {
		return undefined;
	}

	let last = first;
	while (last + 1 < shape.leafPaths.length && isBelow(shape.leafPaths[last + 1] ?? '', path)) {
		last += 1;
	}

	const depth = stepCount(path);
	const before = shape.literals[first] ?? '';
	const after = shape.literals[last + 1] ?? '';
	const opens = brackets(before, /^[{[]$/);
	const closes = brackets(after, /^[}\]]$/);
	const start = opens.at(depth - stepCount(shape.leafPaths[first] ?? '')) ?? 0;
	const end = closes[stepCount(shape.leafPaths[last] ?? '') - depth - 1] ?? 0;
	return {
		first,
		pieces: [
			before.slice(start),
			...shape.literals.slice(first + 1, last + 1),
			after.slice(0, end + 1),
		],
	};
}

/** Texts with their codes, counted from 1. */
class TextCodes {
	readonly texts: string[] = [];
	readonly #codes = new Map<string, number>();

	codeOf(text: string): number {
		const known = this.#codes.get(text);
		if (known !== undefined) {
			return known;
		}

		const code = this.texts.push(text);
		this.#codes.set(text, code);
		return code;
	}
}

/** Bytes of a text beside its characters. */
const textOverhead = 40;

export interface ContainerColumn {
	readonly column: Column;
	/** Of its texts, in memory. */
	readonly bytes: number;
}

/** The column of `SegmentView.container`, built from shapes and values. */
export function containerColumn(
	view: SegmentView,
	path: string,
	rows?: Uint32Array,
): ContainerColumn | undefined {
	const textAt = containerTexts(view, path);
	const codes = new TextCodes();
	const rowCodes = new Uint32Array(view.rowCount);
	const count = rows?.length ?? view.rowCount;
	for (let index = 0; index < count; index += 1) {
		const row = rows === undefined ? index : (rows[index] as number);
		const text = textAt(row);
		if (text !== undefined && (text.startsWith('{') || text.startsWith('['))) {
			rowCodes[row] = codes.codeOf(text);
		}
	}

	return codes.texts.length === 0
		? undefined
		: {
				column: columnOfTexts(path, codes.texts, rowCodes),
				bytes: codes.texts.reduce((sum, text) => sum + textOverhead + text.length, 0),
			};
}

/** What stands at the path in a row: a container's text, another value's, or nothing. */
function containerTexts(view: SegmentView, path: string): (row: number) => string | undefined {
	const shapes = view.shapes();
	const shapeIds = view.shapeIds();
	const whole = view.column(path);
	const steps = parsePath(path);
	/** By shape, for the shapes that were met. */
	const writers: ((row: number) => string | undefined)[] = [];
	const writerOf = (shape: Shape | undefined): ((row: number) => string | undefined) => {
		if (shape?.rebuilds !== true) {
			return row => steps && extractJson(view.raw(row), steps);
		}

		if (path === '') {
			return row => view.raw(row);
		}

		const cut = cutShape(shape, path);
		if (cut === undefined) {
			return row => {
				const code = whole?.codes()[row] ?? 0;
				return code > 0 ? whole?.token(code) : undefined;
			};
		}

		const columns = cut.pieces
			.slice(1)
			.map((_, offset) => view.column(shape.leafPaths[cut.first + offset] ?? '') as Column);
		return row => joinPieces(cut, columns, row);
	};

	return row => {
		const id = shapeIds[row] as number;
		return (writers[id] ??= writerOf(shapes[id]))(row);
	};
}

function joinPieces(cut: Cut, columns: readonly Column[], row: number): string {
	let text = cut.pieces[0] ?? '';
	for (let leaf = 0; leaf < columns.length; leaf += 1) {
		const column = columns[leaf] as Column;
		text += column.token(column.codes()[row] as number) + (cut.pieces[leaf + 1] ?? '');
	}

	return text;
}

function columnOfTexts(path: string, texts: readonly string[], rowCodes: Uint32Array): Column {
	const codes: Codes = newCodes(rowCodes.length, texts.length);
	codes.set(rowCodes);
	return new TokenColumn({
		path,
		rowCount: rowCodes.length,
		valueCount: texts.length,
		distinct: true,
		readTokens: () => tokensOfTexts(texts),
		readCodes: () => codes,
	});
}
