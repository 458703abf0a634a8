import { padLine, selectLine, span } from '../../panels/span.ts';
import type { Line } from '../../panels/span.ts';
import { scrollFor } from '../../panels/table.ts';
import { padEnd } from '../../text/fit.ts';
import { entriesOf } from '../action/help-entries.ts';
import type { HelpEntry } from '../action/help-entries.ts';
import { keysOf } from '../action/index.ts';
import { areDigits, shownKeys } from '../state/key-words.ts';
import { notNarrowed } from '../input/narrow.ts';
import type { State, TextBox } from '../state/state.ts';
import type { BoxText } from './box-text.ts';

/** A column has room for the longest line of the help, in cells. */
const columnCells = 58;
const keyCells = 13;

/** The keys in as many columns as fit, each below the title of its section. */
export function helpText(state: State, box: TextBox, cells: number, rows: number): BoxText {
	const { actions } = keysOf(state);
	const entries = entriesOf(actions, state);
	const whole = entriesOf(actions, { ...state, overlay: { ...box, ...notNarrowed } });
	const count = Math.max(1, Math.floor(cells / columnCells));
	const last = Math.max(0, entries.length - 1);
	const chosen = Math.min(box.at, last);
	const columns = inColumns(entries, count);
	const height = Math.max(0, ...columns.map(column => column.length));
	const row = columns.flatMap(column =>
		column.flatMap((line, index) => (line === chosen ? [index] : [])),
	)[0];
	return {
		lines: Array.from({ length: height }, (_, index) =>
			columns.flatMap(column =>
				cellOf(column[index], entries, chosen, Math.floor(cells / count), state),
			),
		),
		wholeCount: Math.max(...inColumns(whole, count).map(column => column.length)),
		last,
		// Above the first key is its title.
		first: chosen === 0 ? 0 : scrollFor(row ?? 0, 0, height, rows),
		position: `${chosen + 1} of ${entries.length}`,
		words: '/ narrows · enter runs the key · esc closes',
	};
}

/** A title, or the index of an entry. Undefined: an empty line. */
type Cell = string | number | undefined;

/** Columns of about the same height. No title is the last of a column. */
function inColumns(entries: readonly HelpEntry[], count: number): readonly (readonly Cell[])[] {
	const lines = entries.flatMap(({ title }, index): Cell[] =>
		entries[index - 1]?.title === title ? [index] : [title, index],
	);
	for (let height = Math.ceil(lines.length / count); ; height++) {
		const columns: Cell[][] = [[]];
		for (const line of lines) {
			const column = columns.at(-1) ?? [];
			const needed = typeof line === 'string' ? 2 : 1;
			if (column.length + needed > height && column.length > 0) {
				columns.push([line]);
			} else {
				column.push(line);
			}
		}

		if (columns.length <= count) {
			return columns;
		}
	}
}

function cellOf(
	cell: Cell,
	entries: readonly HelpEntry[],
	chosen: number,
	cells: number,
	state: State,
): Line {
	const entry = typeof cell === 'number' ? entries[cell] : undefined;
	if (entry === undefined) {
		return padLine([span(typeof cell === 'string' ? cell : '', 'title')], cells);
	}

	const { keys, help } = entry.command;
	// Of three keys for one thing two are enough to know.
	const label = shownKeys(state, keys.length > 2 && !areDigits(keys) ? keys.slice(0, 2) : keys);
	const line = padLine(
		[span('  '), span(padEnd(label, keyCells), 'accent'), span(` ${help}`)],
		cells,
	);
	return cell === chosen ? selectLine(line) : line;
}
