import { mergeSpans, span, spreadLine } from '../../panels/span.ts';
import type { Line, Role, Span } from '../../panels/span.ts';
import { sanitise } from '../../text/sanitise.ts';
import { fit } from '../../text/fit.ts';
import { cellWidth } from '../../text/width.ts';
import { ghostOf } from '../input/query-bar.ts';
import type { QueryBar } from '../input/query-bar.ts';
import { bodySize } from '../state/panels-shown.ts';
import { isList } from '../state/state.ts';
import type { State } from '../state/state.ts';
import { queryRoles } from './query-colour.ts';
import { lineCounts } from './stage-counts.ts';

/** A query with more lines than this scrolls. */
const barRowsMax = 8;
const prompt = ' / ';
/** Of a search in the rows of a panel. */
const findPrompt = ' \\ ';
const boxCells = 2;

interface BarRow {
	readonly spans: Span[];
	width: number;
	hasCursor: boolean;
	/** Of the text, where this row begins one. */
	readonly line: number | undefined;
}

/** The lines of the query bar; the last one is in the footer. */
export function barLines(state: State, bar: QueryBar): Line[] {
	const ghost = ghostOf(bar, state.queryHistory)?.split('\n', 1)[0] ?? '';
	const rows = rowsOf(bar, ghost, Math.max(1, state.size.columns - prompt.length - 1));
	const rowsMax = Math.max(1, Math.min(barRowsMax, bodySize(state).rows - 3));
	const cursorRow = rows.findIndex(row => row.hasCursor);
	const first = Math.max(0, Math.min(rows.length - rowsMax, cursorRow - Math.floor(rowsMax / 2)));
	const shown = rows.slice(first, first + rowsMax);
	const counts = lineCounts(state, bar);
	const isFind = bar.purpose === 'search' && isList(state);
	const begin = isFind ? findPrompt : prompt;
	return shown.map(({ spans, width, line }, index): Line => {
		const isCutAbove = index === 0 && first > 0;
		const isCutBelow = index === shown.length - 1 && first + index < rows.length - 1;
		const head = isCutAbove ? ' ↑ ' : isCutBelow ? ' ↓ ' : index === 0 ? begin : '   ';
		const text: Line = [span(head, 'accent'), ...mergeSpans(spans)];
		const count = counts[line ?? -1] ?? '';
		// All lines but the last are in a box.
		const cells = state.size.columns - (index === shown.length - 1 ? 0 : boxCells);
		const fits = head.length + width + cellWidth(count) + 2 <= cells;
		return count === '' || !fits ? text : spreadLine(text, [span(count, 'dim'), span(' ')], cells);
	});
}

/**
 * The text in rows of at most `cells` cells, including the cursor's cell, with as much of the rest
 * of an older query as the last row has room for.
 */
function rowsOf(bar: QueryBar, ghost: string, cells: number): BarRow[] {
	const roles: readonly Role[] = bar.purpose === 'query' ? queryRoles(bar.text, bar.faults) : [];
	let lineCount = 0;
	const rows: BarRow[] = [{ spans: [], width: 0, hasCursor: false, line: lineCount }];
	let row = rows[0] as BarRow;
	const add = (text: string, role: Role, isCursor: boolean) => {
		const width = cellWidth(text);

		if (row.width + width > cells) {
			row = { spans: [], width: 0, hasCursor: false, line: undefined };
			rows.push(row);
		}

		row.width += width;
		row.hasCursor ||= isCursor;
		row.spans.push(
			isCursor
				? { ...span(text, 'strong'), selected: true }
				: role === 'bad'
					? { ...span(text, role), underlined: true }
					: span(text, role),
		);
	};

	let offset = 0;

	for (const character of bar.text) {
		const isCursor = offset === bar.cursor;

		if (character === '\n') {
			if (isCursor) {
				add(' ', 'text', true);
			}

			row = { spans: [], width: 0, hasCursor: false, line: ++lineCount };
			rows.push(row);
		} else {
			add(sanitise(character), roles[offset] ?? 'text', isCursor);
		}

		offset += character.length;
	}

	if (bar.cursor >= bar.text.length) {
		const [next = '', ...rest] = sanitise(ghost);
		add(next === '' ? ' ' : next, 'text', true);
		row.spans.push(span(fit(rest.join(''), Math.max(0, cells - row.width)), 'dim'));
	}

	return rows;
}
