import { repairKey } from '../input/key.ts';
import { frameLines } from '../../panels/border.ts';
import { lineWidth, padLine, selectLine, span, spreadLine } from '../../panels/span.ts';
import type { Line } from '../../panels/span.ts';
import { scrollFor } from '../../panels/table.ts';
import { fit, fitEnd, padEnd, wrapCells } from '../../text/fit.ts';
import { fitName } from '../../text/fit-name.ts';
import { sanitise } from '../../text/sanitise.ts';
import { cellWidth } from '../../text/width.ts';
import { fittingItems } from '../input/menu.ts';
import type { Menu, MenuItem } from '../input/menu.ts';
import type { QueryBar } from '../input/query-bar.ts';
import { footRows } from '../state/foot.ts';
import { bodySize } from '../state/panels-shown.ts';
import type { Overlay, State } from '../state/state.ts';
import { barLines } from './bar-lines.ts';
import { fieldBarBox } from './field-bar.ts';
import { centred } from './floating.ts';
import type { Floating } from './floating.ts';
import { textBox } from './text-box.ts';

const menuRowsMax = 16;
const completionRowsMax = 8;

/** The boxes over the panels, the topmost last. */
export function floating(state: State): readonly Floating[] {
	const { bar, overlay } = state;
	const upper = bar === undefined ? [] : barLines(state, bar).slice(0, -1);
	const boxes: Floating[] = [];

	if (upper.length > 0) {
		boxes.push(upperLines(state, upper));
	}

	if (overlay !== undefined && overlay.kind !== 'jump') {
		boxes.push(overlayBox(state, overlay));
	} else if (bar !== undefined && bar.completions.length > 0) {
		boxes.push(completionBox(state, bar, upper.length));
	}

	return boxes;
}

/** The row below the panels. */
function aboveFoot(state: State): number {
	return state.size.rows - 2 - footRows(state);
}

/** All lines of a query except the last, which is in the footer. */
function upperLines(state: State, upper: readonly Line[]): Floating {
	const widthCells = state.size.columns;
	const y = Math.max(0, aboveFoot(state) - upper.length);
	return {
		rect: { x: 0, y, widthCells, heightCells: upper.length },
		// Blanks at the end of a line would not cover the panels; the edge makes them part of the
		// box.
		lines: upper.map(line => [...padLine(line, widthCells - 1), span('│', 'border')]),
	};
}

function overlayBox(state: State, overlay: Exclude<Overlay, { kind: 'jump' }>): Floating {
	switch (overlay.kind) {
		case 'menu':
			return menuBox(state, overlay.menu);
		case 'fields':
			return fieldBarBox(state);
		default:
			return textBox(state, overlay);
	}
}

interface MenuRows {
	readonly items: readonly MenuItem[];
	readonly faults: readonly Line[];
	/** Lines for items, and the first item that is shown. */
	readonly rows: number;
	readonly scroll: number;
}

function menuRows(state: State, menu: Menu): MenuRows {
	const items = fittingItems(menu);
	const faults = faultLines(menu, menuCells(state, menu) - 2);
	const rowsMax = Math.max(1, Math.min(menuRowsMax, bodySize(state).rows - 5 - faults.length));
	const rows = Math.max(1, Math.min(rowsMax, Math.max(items.length, menu.loading ? 3 : 1)));
	return { items, faults, rows, scroll: scrollFor(menu.index, 0, items.length, rows) };
}

/** The item at a cell of the screen, counted among those that match; undefined where none is. */
export function menuItemAt(state: State, menu: Menu, x: number, y: number): number | undefined {
	const { rect } = menuBox(state, menu);
	const { items, faults, rows, scroll } = menuRows(state, menu);
	// The border and the line that one types in are above.
	const line = y - rect.y - 2 - faults.length;
	const isInside = x > rect.x && x < rect.x + rect.widthCells - 1 && line >= 0 && line < rows;
	return isInside && scroll + line < items.length ? scroll + line : undefined;
}

function menuBox(state: State, menu: Menu): Floating {
	const { items, faults, rows, scroll } = menuRows(state, menu);
	const widthCells = menuCells(state, menu);
	const inner = widthCells - 2;
	const lines: Line[] = [inputLine(menu, inner), ...faults];

	items.slice(scroll, scroll + rows).forEach((item, offset) => {
		const right = [
			span(sanitise(item.hint), 'dim'),
			span(item.marked === true ? ' ✓' : menu.items.some(one => one.marked) ? '  ' : '', 'good'),
			span(' '),
		];
		const key = item.key === undefined ? ' ' : ` ${item.key} `;
		// A name that is too long keeps what tells it from the others, and a blank before its hint.
		const room = Math.max(8, inner - cellWidth(key) - lineWidth(right) - 1);
		const label = fitName(sanitise(item.label), room);
		const line = spreadLine([span(key, 'accent'), span(label)], right, inner);
		lines.push(scroll + offset === menu.index ? selectLine(padLine(line, inner)) : line);
	});

	if (items.length === 0) {
		lines.push([
			span(
				menu.fault !== undefined
					? ''
					: menu.loading
						? '   loading …'
						: menu.free === undefined
							? '   nothing fits'
							: '   enter takes what you typed',
				'dim',
			),
		]);
	}

	const heightCells = rows + 3 + faults.length;
	const hidden = items.length - rows;
	return {
		rect: centred(state, widthCells, heightCells),
		lines: frameLines(
			{
				title: menu.title,
				note: hidden > 0 ? `${menu.index + 1} of ${items.length}` : menuNote(menu),
				focused: true,
				widthCells,
				heightCells,
			},
			lines,
		),
	};
}

function menuCells(state: State, menu: Menu): number {
	const labelCells = Math.max(
		24,
		// Its title and what beside it says how to choose.
		cellWidth(menu.title) + cellWidth(menuNote(menu)) + 7,
		...menu.items.map(item => cellWidth(item.label) + cellWidth(item.hint) + 8),
		(menu.free?.length ?? 0) + 5,
		cellWidth(menu.note ?? '') + 4,
		cellWidth(faultText(menu) ?? '') + 6,
		menu.meaning === undefined ? 0 : cellWidth(menu.typed) + cellWidth(menu.meaning) + 10,
	);
	return Math.min(state.size.columns - 4, labelCells + 2, 84);
}

/** Why a text was not taken, whole: what is cut off would be the form that works. */
function faultLines(menu: Menu, cells: number): Line[] {
	const text = faultText(menu);
	return text === undefined
		? []
		: wrapCells(sanitise(text), cells - 4).map(line => [span('   '), span(line, 'bad')]);
}

function faultText({ fault, mend }: Menu): string | undefined {
	return fault === undefined || mend === undefined ? fault : `${fault} · ${repairKey} types it`;
}

function menuNote(menu: Menu): string {
	if (menu.typed === '' && menu.items.some(({ key }) => key !== undefined)) {
		return 'a key selects, enter takes';
	}

	return menu.takesSeveral && menu.items.length > 1 ? 'tab takes several' : '';
}

function inputLine(menu: Menu, cells: number): Line {
	const cursor = { ...span(' ', 'strong'), selected: true as const };
	return menu.typed === ''
		? [
				span(' › ', 'accent'),
				cursor,
				span(padEnd(sanitise(menu.note ?? menu.free ?? 'type to narrow'), cells - 4), 'dim'),
			]
		: [
				span(' › ', 'accent'),
				span(fitEnd(sanitise(menu.typed), cells - 5)),
				cursor,
				span(
					menu.meaning === undefined || menu.fault !== undefined
						? ''
						: fit(`  = ${menu.meaning}`, Math.max(0, cells - 5 - cellWidth(sanitise(menu.typed)))),
					'good',
				),
			];
}

/** Completions are directly above the line that they complete. */
function completionBox(state: State, bar: QueryBar, rowsBelow: number): Floating {
	const items = bar.completions;
	const chosen = bar.completion;
	const rows = Math.min(
		items.length,
		completionRowsMax,
		Math.max(1, bodySize(state).rows - 2 - rowsBelow),
	);
	const scroll = scrollFor(chosen, 0, items.length, rows);
	const shown = items.slice(scroll, scroll + rows);
	const labelCells = Math.max(...shown.map(item => cellWidth(sanitise(item.label))), 8);
	const helpCells = Math.max(...shown.map(item => cellWidth(sanitise(item.help))), 0);
	const widthCells = Math.min(state.size.columns - 2, labelCells + helpCells + 6);
	const lines = shown.map((item, offset): Line => {
		const line = [
			span(' '),
			span(padEnd(sanitise(item.label), labelCells), 'text'),
			span('  '),
			span(sanitise(item.help), 'dim'),
		];
		return scroll + offset === chosen ? selectLine(padLine(line, widthCells - 2)) : line;
	});
	const heightCells = rows + 2;
	return {
		rect: {
			x: 1,
			y: Math.max(0, aboveFoot(state) - rowsBelow - heightCells),
			widthCells,
			heightCells,
		},
		lines: frameLines(
			{
				title: 'tab completes',
				note: items.length > rows ? `${items.length}` : '',
				focused: false,
				widthCells,
				heightCells,
			},
			lines,
		),
	};
}
