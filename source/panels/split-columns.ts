import type { QueryResult } from '../query/port.ts';
import { cellWidth } from '../text/width.ts';
import type { Cursor, PanelContext } from './model.ts';
import { noChoice } from './column-choice.ts';
import { chooseColumns, sameColumns, sameTexts } from './table-columns.ts';
import { gapCells, measureColumns } from './table-widths.ts';

export interface SplitColumns {
	/** In the order shown; never empty. */
	readonly shown: readonly number[];
	/** Columns with one value in all rows: the title of the panel tells it once. */
	readonly same: readonly number[];
}

const separatorCells = ' · '.length;
const moreCells = '+9 the same'.length;

const splits = new WeakMap<QueryResult, { readonly key: string; readonly split: SplitColumns }>();

/**
 * Divides the columns of a list. One that has the same value in all rows goes into the title, if its value has room there.
 * Else it stays a column as long as nothing is cut for it, so that what can be told is told.
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

	const textCells = sameTexts(result, same, context).map(text => cellWidth(text) + separatorCells);
	const all = fitting(same, textCells, titleRoomCells + separatorCells);
	// Of those that have no room the title tells how many they are: where not even that fits, none is taken out.
	if (all.length < same.length && titleRoomCells < moreCells) {
		return { shown: chosen, same: [] };
	}

	const titled =
		all.length === same.length ? all : fitting(same, textCells, titleRoomCells - moreCells);
	const rest = same.filter(index => !titled.includes(index));
	const widthOf = (indexes: readonly number[]) =>
		measureColumns(result, indexes, context).map(column => column.fullCells + gapCells);
	const varying = chosen.filter(index => !same.includes(index));
	const usedCells = widthOf(varying).reduce((sum, cells) => sum + cells, -gapCells);
	const kept = fitting(rest, widthOf(rest), roomOf(context) - usedCells);
	return {
		shown: chosen.filter(index => varying.includes(index) || kept.includes(index)),
		same: same.filter(index => !kept.includes(index)),
	};
}

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
