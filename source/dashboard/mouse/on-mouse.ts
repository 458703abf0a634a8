import { scrollFor } from '../../panels/table.ts';
import { cellWidth } from '../../text/width.ts';
import { actionFor } from '../action/action.ts';
import { actions, commands } from '../action/index.ts';
import { isOverTime } from '../action/move-cursor.ts';
import { atItem, moveMenu } from '../input/menu.ts';
import type { Menu } from '../input/menu.ts';
import type { MouseAct } from '../input/mouse.ts';
import { headRows, tooSmall } from '../layout/grid.ts';
import { showMenu } from '../menu/descriptor.ts';
import { panelInputs } from '../screen/body.ts';
import { panelContent } from '../screen/panel-lines.ts';
import type { PanelInput } from '../screen/body.ts';
import { headerLine } from '../screen/header.ts';
import { menuItemAt } from '../screen/overlay.ts';
import { contextOf, shownMenu } from '../state/context.ts';
import { focusPanel } from '../state/focus-panel.ts';
import { openDashboard } from '../state/open-dashboard.ts';
import { bodySize, cursorOf } from '../state/panels-shown.ts';
import { entriesFor, updateRecord } from '../state/record.ts';
import { recordRows } from '../state/record-rows.ts';
import { setRange } from '../state/set-range.ts';
import { locationOf } from '../state/state.ts';
import type { State, Step } from '../state/state.ts';
import { bucketUnder, drawnList } from './item-at.ts';

/** Rows that one notch of the wheel moves. */
const notchRows = 3;

/**
 * What the mouse does. Where something is typed, or letters wait for one, it runs nothing: a report that somebody else
 * wrote must not do more there than a stray key.
 */
export function onMouse(before: State, mouse: MouseAct): Step {
	if (!before.mouse || tooSmall(before.size) !== undefined) {
		return [before, []];
	}

	const state = before.awaited === undefined ? before : { ...before, awaited: undefined };
	// No terminal has a pointer beside its screen.
	if (mouse.x >= state.size.columns || mouse.y >= state.size.rows) {
		return [{ ...state, pressed: undefined }, []];
	}

	const menu = shownMenu(state);

	if (menu !== undefined) {
		return [inMenu(state, menu, mouse), []];
	}

	if (state.overlay?.kind === 'jump') {
		return [mouse.act === 'press' ? { ...state, overlay: undefined } : state, []];
	}

	if (state.bar !== undefined || contextOf(state) === 'narrow') {
		return [state, []];
	}

	switch (mouse.act) {
		case 'wheel-up':
		case 'wheel-down':
			return wheel(state, mouse);
		case 'press':
			return state.overlay === undefined ? press(state, mouse) : [state, []];
		case 'drag':
			return [drag(state, mouse), []];
		case 'release':
			return release(state, mouse);
	}
}

/** A click chooses an item and takes none; the wheel goes from one to the next. */
function inMenu(state: State, menu: Menu, { act, x, y }: MouseAct): State {
	if (act === 'wheel-up' || act === 'wheel-down') {
		const next = moveMenu(menu, act === 'wheel-up' ? -1 : 1);
		const isWrapped = Math.abs(next.index - menu.index) > 1;
		return isWrapped ? state : showMenu(state, next);
	}

	const index = act === 'press' ? menuItemAt(state, menu, x, y) : undefined;
	return index === undefined ? state : showMenu(state, atItem(menu, index));
}

function panelAt(state: State, { x, y }: MouseAct): PanelInput | undefined {
	const top = y - headRows;
	return panelInputs(state).find(
		panel =>
			x >= panel.x &&
			x < panel.x + panel.widthCells &&
			top >= panel.y &&
			top < panel.y + panel.heightCells,
	);
}

/** The row of a list or the bucket of a chart at a cell of the screen. */
function itemUnder(panel: PanelInput, { x, y }: MouseAct, isNearest: boolean): number | undefined {
	return isOverTime(panel.kind)
		? bucketUnder(panel, x - panel.x - 1, isNearest)
		: drawnList(panel).lines[y - headRows - panel.y - (panel.edges?.top === 'none' ? 0 : 1)];
}

function withCursorAt(state: State, key: string, row: number): State {
	const cursor = { ...cursorOf(state, key), row, isHeld: row < 0 ? undefined : true };
	return { ...state, cursors: { ...state.cursors, [key]: cursor } };
}

/** Gives the focus to a panel and the cursor to its row, or opens the dashboard of a name in the header. */
function press(state: State, mouse: MouseAct): Step {
	const link = mouse.y === 0 ? linkAt(state, mouse.x) : undefined;
	if (link !== undefined) {
		return openDashboard({ ...state, pressed: undefined }, link);
	}

	if (mouse.y === headRows - 1) {
		return commands.run({ ...state, pressed: undefined }, 'alarms');
	}

	if (locationOf(state).kind === 'record') {
		return [pressInRecord(state, mouse), []];
	}

	const panel = panelAt(state, mouse);
	if (panel === undefined) {
		return [{ ...state, pressed: undefined }, []];
	}

	const { key } = panel;
	const item = itemUnder(panel, mouse, false);
	const [focused, effects] = panel.focused ? [state, []] : focusPanel(state, panel.id);
	if (item === undefined) {
		return [{ ...focused, pressed: undefined }, effects];
	}

	const wasChosen = panel.focused && cursorOf(state, key).row === item;
	return [{ ...withCursorAt(focused, key, item), pressed: { key, item, wasChosen } }, effects];
}

function linkAt(state: State, x: number): string | undefined {
	let end = 0;
	return headerLine(state).find(part => {
		end += cellWidth(part.text);
		return x < end;
	})?.link;
}

function pressInRecord(state: State, { y }: MouseAct): State {
	const location = locationOf(state);
	const record = location.kind === 'record' ? state.records[location.id] : undefined;
	if (location.kind !== 'record' || record?.json === undefined) {
		return state;
	}

	const rows = bodySize(state).rows - 2;
	const detail = recordRows(record, rows);
	const count = entriesFor(record).length;
	const line = y - headRows - 1 - (rows - detail);
	const item = scrollFor(record.cursor, record.scroll, count, detail) + line;
	if (line < 0 || line >= detail || item >= count) {
		return { ...state, pressed: undefined };
	}

	const pressed = { key: location.id, item, wasChosen: record.cursor === item };
	return { ...updateRecord(state, location.id, { cursor: item }), pressed };
}

/** Over a chart the cursor follows the pointer. */
function drag(state: State, mouse: MouseAct): State {
	const panel = pressedChart(state);
	const item = panel === undefined ? undefined : itemUnder(panel, mouse, true);
	return panel === undefined || item === undefined || item === cursorOf(state, panel.key).row
		? state
		: withCursorAt(state, panel.key, item);
}

/** The chart over time on which the button went down. */
function pressedChart(state: State): PanelInput | undefined {
	const panel = panelInputs(state).find(({ key }) => key === state.pressed?.key);
	return panel !== undefined && isOverTime(panel.kind) ? panel : undefined;
}

/** On what was chosen already a click is enter; elsewhere in a chart the way from press to release is the new range. */
function release(before: State, mouse: MouseAct): Step {
	const { pressed } = before;
	if (pressed === undefined) {
		return [before, []];
	}

	const state = { ...before, pressed: undefined };
	const chart = pressedChart(before);
	const item = chart === undefined ? undefined : itemUnder(chart, mouse, true);
	if (chart !== undefined && item !== undefined && item !== pressed.item) {
		return pickRange(state, chart, pressed.item, item);
	}

	const isSame = isUnder(before, mouse);
	return pressed.wasChosen && isSame
		? (actionFor(actions, contextOf(state), 'enter')?.run(state, { key: '', commands }) ?? [
				state,
				[],
			])
		: [state, []];
}

/** Whether the pointer is still where the button went down, and the cursor too. */
function isUnder(state: State, mouse: MouseAct): boolean {
	const { pressed } = state;
	const location = locationOf(state);
	if (location.kind === 'record') {
		const again = pressInRecord(state, mouse).pressed;
		return (
			again?.key === pressed?.key && again?.item === pressed?.item && again?.wasChosen === true
		);
	}

	const panel = panelAt(state, mouse);
	return (
		panel !== undefined &&
		panel.key === pressed?.key &&
		itemUnder(panel, mouse, false) === pressed.item &&
		cursorOf(state, panel.key).row === pressed.item
	);
}

function pickRange(state: State, panel: PanelInput, one: number, other: number): Step {
	const { items } = panelContent(panel);
	const first = items[Math.min(one, other)]?.bucket;
	const last = items[Math.max(one, other)]?.bucket;
	const cleared = withCursorAt(state, panel.key, -1);
	return first === undefined || last === undefined
		? [cleared, []]
		: setRange(cleared, { kind: 'fixed', fromMs: first.fromMs, toMs: last.toMs });
}

/** Scrolls the list under the pointer, or the text, record or story that is open. */
function wheel(state: State, mouse: MouseAct): Step {
	const isUp = mouse.act === 'wheel-up';
	if (state.overlay !== undefined || ['record', 'story'].includes(locationOf(state).kind)) {
		let step: Step = [state, []];
		const action = actionFor(actions, contextOf(state), isUp ? 'up' : 'down');
		for (let row = 0; row < notchRows; row++) {
			step = action?.run(step[0], { key: '', commands }) ?? step;
		}

		return step;
	}

	const panel = panelAt(state, mouse);
	return [
		panel === undefined ? state : scrollList(state, panel, isUp ? -notchRows : notchRows),
		[],
	];
}

/** A row that would leave the screen is not chosen any more: the cursor stays on the nearest that is shown. */
function scrollList(state: State, panel: PanelInput, by: number): State {
	const { lines, count } = drawnList(panel);
	const shown = lines.filter(line => line !== undefined);
	const [first] = shown;
	const last = Math.max(0, count - shown.length);
	const scroll = Math.max(0, Math.min(last, (first ?? 0) + by));
	if (first === undefined || scroll === first) {
		return state;
	}

	const cursor = cursorOf(state, panel.key);
	const row =
		panel.focused && cursor.row >= 0
			? Math.max(scroll, Math.min(scroll + shown.length - 1, cursor.row))
			: cursor.row;
	return { ...state, cursors: { ...state.cursors, [panel.key]: { ...cursor, row, scroll } } };
}
