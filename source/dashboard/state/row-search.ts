import { accountName } from '../../panels/account-name.ts';
import type { PanelContext } from '../../panels/model.ts';
import { splitColumns } from '../../panels/split-columns.ts';
import { scrollFor } from '../../panels/table.ts';
import { cellText } from '../../panels/value-text.ts';
import { sortedRows } from '../../panels/table-order.ts';
import type { QueryResult } from '../../query/port.ts';
import { formatPlural } from '../../text/number.ts';
import { insideCells } from '../../panels/border.ts';
import { hitAfter, hitFrom } from './next-hit.ts';
import { cursorOf, focusedFrame, focusedModel, focusedPanel } from './panels-shown.ts';
import type { Focused } from './panels-shown.ts';
import type { State } from './state.ts';
import { notify } from './toast.ts';

/** While a search is typed, the cursor moves to the first row of the focused panel at or after its own that has the text. */
export function searchRows(state: State, rowSearch: string): State {
	const focused = focusedPanel(state);
	const next = { ...state, rowSearch };
	if (focused === undefined) {
		return next;
	}

	const { row } = cursorOf(state, focused.key);
	const hits = hitsOf(next, focused);
	return atRow(next, focused, hitFrom(hits, row));
}

/** The next row that has what was searched for, from the end on to the beginning again. */
export function nextRowHit(state: State, direction: 1 | -1): State {
	const focused = focusedPanel(state);
	if (focused === undefined || state.rowSearch === '') {
		return notify(state, 'nothing is searched for: \\ begins', 'warn');
	}

	const { row } = cursorOf(state, focused.key);
	const next = hitAfter(hitsOf(state, focused), row, direction);
	return next === undefined
		? notify(state, 'no row that is shown here has it', 'warn')
		: atRow(state, focused, next);
}

/** How many rows have it, in words; empty while nothing is searched for. */
export function rowHitWords(state: State): string {
	const focused = focusedPanel(state);
	if (focused === undefined || state.rowSearch === '') {
		return '';
	}

	const count = hitsOf(state, focused).length;
	const result = state.slots[focused.key]?.result;
	const isWhole = result?.complete === true && result.rows.length >= result.rowCount;
	const rows = isWhole
		? 'no row'
		: `none of the ${formatPlural(result?.rows.length ?? 0, 'row')} here`;
	return count === 0 ? `${rows} has it` : formatPlural(count, 'hit');
}

function atRow(state: State, focused: Focused, row: number | undefined): State {
	if (row === undefined) {
		return state;
	}

	const { key, rect } = focused;
	const cursor = cursorOf(state, key);
	const heightCells = Math.max(1, insideCells(rect.heightCells, rect.edges) - 1);
	const scroll = scrollFor(row, cursor.scroll, textsOf(state, focused).length, heightCells);
	return {
		...state,
		cursors: { ...state.cursors, [key]: { ...cursor, row, scroll, isHeld: true } },
	};
}

/** In cursor order. */
function hitsOf(state: State, focused: Focused): readonly number[] {
	const wanted = state.rowSearch.toLowerCase();
	return wanted === ''
		? []
		: textsOf(state, focused).flatMap((text, index) => (text.includes(wanted) ? [index] : []));
}

function textsOf(state: State, focused: Focused): readonly string[] {
	const result = state.slots[focused.key]?.result;
	if (focused.kind !== 'table' || result === undefined) {
		return focusedModel(state, focused).items.map(({ label }) => label.toLowerCase());
	}

	const texts = rowTexts(result, focusedFrame(state, focused));
	return sortedRows(result, cursorOf(state, focused.key).sort).map(row => texts[row] ?? '');
}

const textsOfResult = new WeakMap<
	QueryResult,
	{ readonly key: string; readonly texts: readonly string[] }
>();

/** What stands in each row, and the values behind it. Made once, because each typed letter looks through all rows. */
function rowTexts(result: QueryResult, frame: PanelContext): readonly string[] {
	const { shown } = splitColumns(result, frame);
	const { timeZone, aliases } = frame;
	const key = JSON.stringify([shown, timeZone, aliases]);
	const known = textsOfResult.get(result);
	if (known?.key === key) {
		return known.texts;
	}

	const texts = result.rows.map(row =>
		shown
			.flatMap(index => {
				const title = result.columns[index] ?? '';
				const value = row[index] ?? null;
				const drawn =
					accountName(value, title, aliases) ?? cellText(value, title, timeZone, 'full');
				return [drawn, String(value ?? '')];
			})
			.join('\n')
			.toLowerCase(),
	);
	textsOfResult.set(result, { key, texts });
	return texts;
}
