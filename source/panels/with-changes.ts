import { cellWidth } from '../text/width.ts';
import { padStart } from '../text/fit.ts';
import { changeOfRows } from './before.ts';
import type { RowChanges } from './before.ts';
import { changeSpan, changeText } from './change.ts';
import type { Change } from './change.ts';
import type { Drawing } from './model.ts';
import { padLine, span } from './span.ts';
import type { Line } from './span.ts';

const headText = 'change';
/** The list needs at least this many cells to show what changed. */
const listCellsMin = 20;

/**
 * Draws a list with a column of changes at its right.
 *
 * @param draw - draws the list at a given width
 * @param hasHead - its first line is a header
 */
export function withChanges(
	draw: (widthCells: number) => Drawing,
	changes: RowChanges,
	widthCells: number,
	hasHead: boolean,
): Drawing {
	const texts = changes.now.map((_, row) => textOf(changeOfRows(changes, [row])));
	const cells = Math.max(hasHead ? headText.length : 0, ...texts.map(cellWidth));
	const listCells = widthCells - cells - 1;
	const whole = draw(widthCells);
	const hasRoom = cells > 0 && listCells >= listCellsMin;
	const narrow = hasRoom && isList(whole) ? draw(listCells) : whole;
	const isListed = narrow !== whole && isList(narrow);
	const drawing = isListed ? narrow : whole;
	const rowsOf = drawing.lineRows ?? [];
	return {
		...drawing,
		lines: isListed
			? drawing.lines.map((line, index) =>
					index === 0 && hasHead
						? withCell(line, span(padStart(headText, cells), 'head'), listCells)
						: withCell(line, cellOf(changeOfRows(changes, rowsOf[index] ?? []), cells), listCells),
				)
			: drawing.lines,
		note: noteOf(drawing.note, changes, isListed),
		figures: {
			...drawing.figures,
			before: changes.before.map(value => value ?? null),
			goneCount: changes.goneCount,
		},
	};
}

/** A map has a list only when there is room for it. */
function isList({ lineRows = [] }: Drawing): boolean {
	return lineRows.some(rows => rows.length > 0);
}

function textOf(change: Change | undefined): string {
	return change === undefined ? '' : changeText(change);
}

function cellOf(change: Change | undefined, cells: number) {
	const piece = change === undefined ? span('') : changeSpan(change);
	return { ...piece, text: padStart(piece.text, cells) };
}

/** The selection extends over the added cell. */
function withCell(line: Line, cell: Line[number], listCells: number): Line {
	const isChosen = line.at(-1)?.selected === true;
	const parts = [span(' '), cell];
	return [
		...padLine(line, listCells),
		...(isChosen ? parts.map(part => ({ ...part, selected: true as const })) : parts),
	];
}

/**
 * Rows that are gone have no line, and a map without a list only shows its sum, so the note says
 * it.
 */
function noteOf(note: string, changes: RowChanges, isListed: boolean): string {
	const sum = changeText(
		changes.totalBefore === 0 && changes.totalNow > 0
			? { kind: 'new' }
			: { kind: 'changed', now: changes.totalNow, before: changes.totalBefore },
	);
	return [
		note,
		...(isListed ? [] : [sum]),
		...(changes.goneCount > 0 ? [`${changes.goneCount} gone`] : []),
	]
		.filter(Boolean)
		.join(' · ');
}
