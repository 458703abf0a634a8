import { apportion, largestRemainder, rightBlock, withSmallOnes } from './blocks.ts';
import { fillSpan, mergeSpans, otherStyle, span } from './span.ts';
import type { Line, SeriesStyle, Span } from './span.ts';

/** One cell of a stack: `eighths` of it show the series `lower`, the rest `upper`; -1 is nothing. */
export interface StackCell {
	readonly lower: number;
	readonly upper: number;
	readonly eighths: number;
}

interface Piece {
	readonly index: number;
	readonly eighths: number;
	/** Nothing of its series lies in another cell. */
	readonly isAll: boolean;
}

/**
 * The cells of a stack, the first series first, as exact as two series a cell allow.
 *
 * @param values - one per series; what is not 0 is seen as far as that takes no cell from another
 * @param eighths - the length of the whole stack
 * @returns shape `[ceil(eighths / 8)]`
 */
export function stackCells(values: readonly number[], eighths: number): readonly StackCell[] {
	const parts = withSmallOnes(apportion(values, eighths), values);
	const pieces = piecesOf(parts, Math.ceil(eighths / 8));
	const exact = arrange(pieces, eighths, parts, true);
	const drawn = drawnEighths(exact, values.length);
	const total = values.reduce((sum, value) => sum + Math.max(0, value), 0);
	return values.every(
		(value, index) => Math.abs((value / total) * eighths - (drawn[index] ?? 0)) <= 8,
	)
		? exact
		: arrange(pieces, eighths, parts, false);
}

/** The series of each whole cell of a stack, for where a cell can show only one: none is off by more than a cell but for the small ones. */
export function wholeCells(values: readonly number[], eighths: number): readonly number[] {
	if (eighths <= 0) {
		return [];
	}

	const total = values.reduce((sum, value) => sum + Math.max(0, value), 0);
	const exact = values.map(value => (Math.max(0, value) / total) * (eighths / 8));
	const cells = largestRemainder(exact, Math.max(1, Math.round(eighths / 8)));
	return withSmallOnes(cells, values).flatMap((count, index) =>
		Array.from({ length: count }, () => index),
	);
}

/** How much of each series is seen, in eighths of a cell. */
export function drawnEighths(cells: readonly StackCell[], seriesCount: number): readonly number[] {
	const drawn = Array.from({ length: seriesCount }, () => 0);
	for (const { lower, upper, eighths } of cells) {
		drawn[lower] = (drawn[lower] ?? 0) + eighths;
		if (upper >= 0) {
			drawn[upper] = (drawn[upper] ?? 0) + 8 - eighths;
		}
	}

	return drawn;
}

function piecesOf(parts: readonly number[], cellCount: number): readonly (readonly Piece[])[] {
	const cells = Array.from({ length: cellCount }, (): Piece[] => []);
	let from = 0;
	for (const [index, part] of parts.entries()) {
		const to = from + part;
		for (let cell = Math.floor(from / 8); cell * 8 < to && part > 0; cell++) {
			const own = Math.min(to, cell * 8 + 8) - Math.max(from, cell * 8);
			cells[cell]?.push({ index, eighths: own, isAll: own === part });
		}

		from = to;
	}

	return cells;
}

function arrange(
	pieces: readonly (readonly Piece[])[],
	eighths: number,
	parts: readonly number[],
	hasSmallOnes: boolean,
): readonly StackCell[] {
	const cells = pieces.map((own, at) => {
		const height = Math.min(8, eighths - at * 8);
		return height < 8 ? endCell(own, height, hasSmallOnes) : fullCell(own, hasSmallOnes);
	});
	const seen = drawnEighths(cells, parts.length);
	for (const [index, part] of parts.entries()) {
		// What has no place in its own cell takes the edge of the one before.
		const at = pieces.findIndex(own => own.some(piece => piece.index === index)) - 1;
		const before = cells[at];
		if (hasSmallOnes && part > 0 && seen[index] === 0 && before?.eighths === 8) {
			cells[at] = { lower: before.lower, upper: index, eighths: 7 };
		}
	}

	return cells;
}

/** The last cell of a stack, with nothing behind it, has room for one. */
function endCell(own: readonly Piece[], height: number, hasSmallOnes: boolean): StackCell {
	const [first] = ranked(own, hasSmallOnes);
	return { lower: first?.index ?? -1, upper: -1, eighths: height };
}

/** Beside the largest, what would be seen nowhere else, else the next; they share what others have of the cell. */
function fullCell(own: readonly Piece[], hasSmallOnes: boolean): StackCell {
	const [largest] = ranked(own, false);
	const [next] = ranked(
		own.filter(piece => piece !== largest),
		hasSmallOnes,
	);
	const lowerFirst = [largest, next]
		.flatMap(piece => piece ?? [])
		.toSorted((a, b) => a.index - b.index);
	const [lower, upper] = lowerFirst;
	if (lower === undefined || upper === undefined) {
		return { lower: lower?.index ?? -1, upper: -1, eighths: 8 };
	}

	const share = lower.eighths / (lower.eighths + upper.eighths);
	const eighths = Math.max(1, Math.min(7, Math.round(share * 8)));
	return { lower: lower.index, upper: upper.index, eighths };
}

/** The largest first; of those that are seen nowhere else the last, because the one before it can move back. */
function ranked(own: readonly Piece[], hasSmallOnes: boolean): readonly Piece[] {
	return own.toSorted(
		(a, b) =>
			(hasSmallOnes ? Number(b.isAll) - Number(a.isAll) : 0) ||
			b.eighths - a.eighths ||
			b.index - a.index,
	);
}

/**
 * The span of one cell of a stack.
 *
 * @param whole - the series that has the cell where it can show only one; undefined for none
 * @param glyphOf - the block of so many eighths
 */
export function stackSpan(
	cell: StackCell | undefined,
	whole: number | undefined,
	styles: readonly SeriesStyle[],
	glyphOf: (eighths: number) => string,
): Span {
	const styleOf = (index: number) => styles[index] ?? otherStyle;
	const base = whole === undefined ? span(' ') : fillSpan(styleOf(whole));
	// Of nothing there is nothing to see.
	const isNothing = cell === undefined || cell.lower < 0;
	if (isNothing || (cell.eighths === 8 && cell.lower === whole)) {
		return base;
	}

	const { role, rivals } = styleOf(cell.lower);
	const behind = cell.upper < 0 ? undefined : styleOf(cell.upper).role;
	return { ...base, edge: { glyph: glyphOf(cell.eighths), role, rivals, behind } };
}

/** A strip of `cells` cells, divided by weight. */
export function stackedStrip(
	weights: readonly number[],
	styles: readonly SeriesStyle[],
	cells: number,
): Line {
	const whole = wholeCells(weights, cells * 8);
	return mergeSpans(
		stackCells(weights, cells * 8).map((cell, at) =>
			stackSpan(cell, whole[at], styles, rightBlock),
		),
	);
}
