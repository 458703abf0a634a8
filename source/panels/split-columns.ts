import type { QueryResult } from '../query/port.ts';
import { cellWidth } from '../text/width.ts';
import type { Cursor, PanelContext } from './model.ts';
import { noChoice } from './column-choice.ts';
import { chooseColumns, sameColumns, sameTexts } from './table-columns.ts';
import { gapCells, measureColumns } from './table-widths.ts';
import { tellingOf } from './telling.ts';

export interface SplitColumns {
	/** In the order shown; never empty. */
	readonly shown: readonly number[];
	/** Columns with one value in all rows: the title of the panel tells it once. */
	readonly same: readonly number[];
}

const separatorCells = ' · '.length;

const splits = new WeakMap<QueryResult, { readonly key: string; readonly split: SplitColumns }>();

/**
 * Divides the columns of a list. One that has the same value in all rows goes into the title, if its value has room there, the
 * dullest first; who and from where only if it would have no room in the list.
 */
export function splitColumns(result: QueryResult, context: PanelContext): SplitColumns {
	const { columns, choice, titleRoomCells, timeZone } = context;
	const key = JSON.stringify([columns, choice, roomOf(context), titleRoomCells, timeZone]);
	const known = splits.get(result);

	if (known?.key === key) {
		return known.split;
	}

	const split = splitFor(result, context);
	splits.set(result, { key, split });
	return split;
}

function splitFor(result: QueryResult, context: PanelContext): SplitColumns {
	const { columns, choice, titleRoomCells = 0 } = context;
	const chosen = chooseColumns(result, columns, choice ?? noChoice);
	const same = choice === undefined ? [] : sameColumns(result, chosen, choice);

	if (same.length === 0) {
		return { shown: chosen, same };
	}

	const cellsOf = (indexes: readonly number[]) =>
		measureColumns(result, indexes, context).map(column => column.fullCells + gapCells);
	const varying = chosen.filter(index => !same.includes(index));
	const usedCells = cellsOf(varying).reduce((sum, cells) => sum + cells, -gapCells);
	// Who it was and from where is looked for in the rows: it leaves them only for want of room.
	const telling = same.filter(index => dullnessOf(result, index) < dullFrom);
	const kept = fitting(telling, cellsOf(telling), roomOf(context) - usedCells);
	const dull = same
		.filter(index => !kept.includes(index))
		.toSorted((a, b) => dullnessOf(result, b) - dullnessOf(result, a));
	const textCells = sameTexts(result, dull, context).map(text => cellWidth(text) + separatorCells);
	// What the title has no room for stays a column: a count of such columns would say nothing.
	const titled = fitting(dull, textCells, titleRoomCells + separatorCells);
	return {
		shown: chosen.filter(index => !titled.includes(index)),
		same: same.filter(index => titled.includes(index)),
	};
}

/** The dullest go into the title first: what is empty, then what tells least; an event that is always the same is dull as well. */
function dullnessOf({ columns, rows }: QueryResult, index: number): number {
	const title = columns[index] ?? '';
	const value = rows[0]?.[index] ?? null;
	return value === null || value === ''
		? 4
		: Math.max(tellingOf(title), /^_?event(?:_?name)?$/i.test(title) ? dullFrom : 0);
}

const dullFrom = 2;

/** Before each row of a table with a marked one stands a sign. */
export const markCells = 2;

function roomOf({ columnRoomCells = 0, marked }: PanelContext): number {
	return columnRoomCells - (marked === undefined ? 0 : markCells);
}

/** The index of the cursor's column among the shown ones; -1 for none. */
export function columnIndex(
	{ column, columnTitle }: Pick<Cursor, 'column' | 'columnTitle'>,
	titles: readonly string[],
): number {
	return column < 0 || columnTitle === undefined ? column : titles.indexOf(columnTitle);
}

/** Those that fit one after another; what is too wide is passed over. */
function fitting(
	indexes: readonly number[],
	cells: readonly number[],
	roomCells: number,
): readonly number[] {
	let left = roomCells;
	return indexes.filter((_, place) => {
		const needed = cells[place] ?? 0;
		const fits = needed <= left;
		left -= fits ? needed : 0;
		return fits;
	});
}
