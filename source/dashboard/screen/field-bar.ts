import { barBlocks } from '../../panels/blocks.ts';
import { frameLines } from '../../panels/border.ts';
import { padLine, selectLine, span, spreadLine } from '../../panels/span.ts';
import type { Line } from '../../panels/span.ts';
import { fit, fitEnd, padStart } from '../../text/fit.ts';
import { formatNumber, formatShare, formatShort } from '../../text/number.ts';
import type { Value } from '../../query/value.ts';
import { sanitise } from '../../text/sanitise.ts';
import {
	fieldBarOf,
	fieldBarRows,
	fieldBarSlot,
	fieldEntries,
	isFieldBarRight,
	type FieldEntry,
} from '../state/field-bar.ts';
import { fieldBarCells } from '../state/field-bar-cells.ts';
import { bodySize } from '../state/panels-shown.ts';
import type { FieldBar, State } from '../state/state.ts';
import type { Floating } from './floating.ts';
import { narrowLine } from './narrow-line.ts';

const shareCells = 5;
const distinctCells = 6;
const barCells = 8;

/** The bar at the side of the panels. */
export function fieldBarBox(state: State): Floating {
	const widthCells = fieldBarCells(state.size);
	const heightCells = Math.max(5, bodySize(state).rows);
	const bar = fieldBarOf(state);
	const x = isFieldBarRight(state) ? state.size.columns - widthCells : 0;
	return {
		rect: { x, y: 2, widthCells, heightCells },
		lines: frameLines(
			{ title: 'Fields', note: noteOf(state), focused: true, widthCells, heightCells },
			bar === undefined ? [] : linesOf(state, bar, widthCells - 2),
		),
	};
}

/** How many rows the shares are of. */
function noteOf(state: State): string {
	const slot = fieldBarSlot(state);
	const [first] = fieldEntries(state);
	if (slot?.result === undefined || first === undefined) {
		return '';
	}

	const total = slot.result.stages.at(-1)?.rowsIn ?? first.rowCount;
	return total > first.rowCount
		? `newest ${formatNumber(first.rowCount)} of ${formatShort(total)}`
		: `of ${formatNumber(first.rowCount)} rows`;
}

function linesOf(state: State, bar: FieldBar, cells: number): Line[] {
	const entries = fieldEntries(state);
	const rows = fieldBarRows(state);
	const first = Math.max(0, Math.min(bar.scroll, entries.length - rows));
	const heads = spreadLine(
		[span(' field', 'head')],
		[
			span(padStart('filled', shareCells + 1), 'head'),
			span(padStart('values', distinctCells + 1), 'head'),
			span(' '),
		],
		cells,
	);
	const shown = entries.slice(first, first + rows).map((entry, offset) => {
		const line = padLine(entryLine(entry, cells), cells);
		return first + offset === bar.cursor ? selectLine(line) : line;
	});
	return [
		narrowLine(bar, '/ narrows · enter opens, filters'),
		heads,
		...(shown.length > 0 ? shown : [[span(` ${emptyWords(state, bar)}`, 'dim')]]),
	];
}

function emptyWords(state: State, { narrow }: FieldBar): string {
	const slot = fieldBarSlot(state);
	const fault = slot?.faults.find(({ severity }) => severity === 'fault');
	const failed = fault?.message ?? slot?.error?.message;
	if (failed !== undefined) {
		return sanitise(failed);
	}

	if (slot?.result === undefined) {
		return 'loading …';
	}

	return narrow === '' ? 'no rows: no fields' : 'no field fits';
}

function entryLine(entry: FieldEntry, cells: number): Line {
	const share = entry.rowCount === 0 ? 0 : entry.count / entry.rowCount;
	if (entry.kind === 'value') {
		const side = barCells + shareCells + 2;
		return spreadLine(
			[span(`    ${fit(valueText(entry.value), Math.max(4, cells - side - 5))}`)],
			[
				span(barBlocks(share, barCells - 1).padEnd(barCells), 'series-0'),
				span(padStart(formatShare(share), shareCells), 'number'),
				span(' '),
			],
			cells,
		);
	}

	const right = shareCells + distinctCells + 3;
	return spreadLine(
		[
			span(entry.isOpen ? ' ▾ ' : ' ▸ ', 'dim'),
			span(fitEnd(sanitise(entry.field), Math.max(4, cells - right - 3)), 'key'),
		],
		[
			span(padStart(formatShare(share), shareCells), share < 1 ? 'dim' : 'text'),
			span(padStart(formatShort(entry.distinctCount), distinctCells + 1), 'number'),
			span(' '),
		],
		cells,
	);
}

function valueText(value: Value): string {
	return value === '' ? '(empty)' : sanitise(String(value));
}
