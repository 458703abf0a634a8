import { insideCells, sameRoomCells } from '../../panels/border.ts';
import { noCursor } from '../../panels/model.ts';
import type {
	Before,
	Cursor,
	PanelContext,
	Outcome,
	PanelModel,
	TimeSpan,
} from '../../panels/model.ts';
import { panelModel } from '../../panels/panel-model.ts';
import type { PanelKind } from '../../panels/panel-model.ts';
import type { QueryResult } from '../../query/port.ts';
import { beforeKey } from '../compose/before-query.ts';
import { parseRange, rangeLabel, resolveRange } from '../compose/range.ts';
import type { Range } from '../compose/range.ts';
import { chromeRows, gridPages } from '../layout/grid.ts';
import { footRows } from './foot.ts';
import type { Page, PlacedPanel, Rect, Size } from '../layout/grid.ts';
import type { Layout, Panel } from '../layout/layout.ts';
import type { Fault } from '../../query/value.ts';
import { lengthLabel } from '../../text/duration.ts';
import { fit } from '../../text/fit.ts';
import { sanitise } from '../../text/sanitise.ts';
import { beforeOf } from './before.ts';
import { choiceOf } from './column-choices.ts';
import { doubtsAbove } from './doubts.ts';
import { leftToFieldBar } from './field-bar-cells.ts';
import { listLines } from './list-lines.ts';
import { markedRowsOf } from './marks.ts';
import { slotKey } from './slot-key.ts';
import { titleField } from '../compose/title-field.ts';
import { layoutOf, locationOf, timeZoneOf } from './state.ts';
import type { Slot, State } from './state.ts';

/** Of the part of a query that a fault names. */
const faultPartCells = 60;

export function bodySize(state: State): Size {
	return {
		columns: state.size.columns,
		rows: Math.max(1, state.size.rows - chromeRows - footRows(state)),
	};
}

const pagesOf = new WeakMap<Layout, { readonly key: string; readonly pages: readonly Page[] }>();

/** The pages of a dashboard as they are on the screen; the last result is cached. */
export function pagesFor(state: State, layout: Layout): readonly Page[] {
	const size = bodySize(state);
	const lines = listLines(state, layout);
	const key = `${size.columns}x${size.rows} ${JSON.stringify([...lines])}`;
	const known = pagesOf.get(layout);

	if (known?.key === key) {
		return known.pages;
	}

	const pages = gridPages(layout, size, lines);
	pagesOf.set(layout, { key, pages });
	return pages;
}

export interface ShownPage {
	readonly layout: Layout;
	readonly panels: readonly PlacedPanel[];
	/** From 0. */
	readonly index: number;
	readonly count: number;
	readonly focused: string;
	readonly zoomed: boolean;
}

/** The panels on the screen, and which one has the focus. */
export function shownPage(state: State): ShownPage | undefined {
	const location = locationOf(state);
	const layout = layoutOf(state);

	if (location.kind !== 'dashboard' || layout === undefined) {
		return undefined;
	}

	const size = bodySize(state);
	const pages = pagesFor(state, layout);
	const asked = state.focus[layout.name] ?? layout.focus ?? '';
	const holding = pages.findIndex(page => page.some(panel => panel.id === asked));
	const index = Math.max(0, holding);
	const panels = pages[index] ?? [];
	const focused = holding < 0 ? (panels[0]?.id ?? '') : asked;

	if (location.zoomed === undefined) {
		return { layout, panels, index, count: pages.length, focused, zoomed: false };
	}

	const rect: Rect = { x: 0, y: 0, widthCells: size.columns, heightCells: size.rows };
	return {
		layout,
		panels: [{ id: location.zoomed, rect }],
		index,
		count: pages.length,
		focused: location.zoomed,
		zoomed: true,
	};
}

export function panelOf(layout: Layout, id: string): Panel | undefined {
	return layout.panels.find(panel => panel.id === id);
}

export function cursorOf(state: State, key: string): Cursor {
	return state.cursors[key] ?? noCursor;
}

/** What a slot can show. */
function outcomeOf(slot: Slot | undefined): Outcome {
	if (slot === undefined) {
		return { kind: 'loading' };
	}

	const fault = slot.faults.find(one => one.severity === 'fault');
	const reason = fault === undefined ? slot.error?.message : reasonOf(fault, slot.text);
	const next = fault?.next ?? slot.error?.next ?? '';

	if (slot.result === undefined) {
		return reason === undefined ? { kind: 'loading' } : { kind: 'failed', reason, next };
	}

	if (reason !== undefined) {
		return { kind: 'stale', result: slot.result, reason: `stale: ${reason}` };
	}

	const isOther = slot.resultRange !== undefined && !overlaps(slot.resultRange, slot.range);
	return slot.running && isOther
		? { kind: 'stale', result: slot.result, reason: 'updating …' }
		: { kind: 'ready', result: slot.result };
}

/** What is wrong, and with which part of the query when it is not the whole of it. */
function reasonOf({ message, span }: Fault, text: string): string {
	const part = text.slice(span.start, span.end).replaceAll(/\s+/g, ' ').trim();
	return part === '' || part === text.trim() || message.includes(part)
		? message
		: `${message}: ${fit(sanitise(part), faultPartCells)}`;
}

/** The same; but 0 of a store that has read nothing yet is no answer. */
export function shownOutcome(slot: Slot | undefined, unread: boolean): Outcome {
	const outcome = outcomeOf(slot);
	return unread && outcome.kind === 'ready' ? { kind: 'loading' } : outcome;
}

/** Whether the source has not brought a single object, and may yet. */
export function isUnread({ account, status }: State): boolean {
	return (
		account !== undefined &&
		account.readCount + account.lackingCount === 0 &&
		['connecting', 'backfilling', 'waiting'].includes(status.state)
	);
}

/**
 * The window slides with every run. A result is only out of date when its range no longer overlaps.
 */
function overlaps(
	a: { readonly fromMs: number; readonly toMs: number },
	b: { readonly fromMs: number; readonly toMs: number },
): boolean {
	const common = Math.min(a.toMs, b.toMs) - Math.max(a.fromMs, b.fromMs);
	return common >= 0.9 * Math.max(a.toMs - a.fromMs, b.toMs - b.fromMs);
}

/** The views that fit a query's result, the most likely first. */
export function viewsFor(result: QueryResult): PanelKind[] {
	if (result.kind === 'rows') {
		return ['table'];
	}

	const titles = result.columns.map(title => title.toLowerCase());
	const hasTime = titles.includes((result.timeslice?.column ?? '_timeslice').toLowerCase());

	if (hasTime && titles.some(title => title.endsWith('_violation'))) {
		return ['outlier', 'line', 'table'];
	}

	if (hasTime) {
		return ['column', 'line', 'table', 'single-value'];
	}

	if (titles.includes('latitude') && titles.includes('longitude')) {
		return ['map', 'table'];
	}

	if (result.columns.length === 1) {
		return ['single-value', 'table'];
	}

	const numbers = result.columns.filter((_, index) =>
		result.rows.every(row => typeof row[index] === 'number' || row[index] === null),
	);
	return numbers.length > 1
		? ['table', 'stacked-bar', 'bar']
		: numbers.length === 1
			? ['table', 'bar', 'cells', 'pie']
			: ['table'];
}

/** The model of the focused panel. */
export function focusedModel(state: State, focused: Focused): PanelModel {
	const slot = state.slots[focused.key];
	return panelModel(focused.kind, shownOutcome(slot, isUnread(state)), {
		...focusedFrame(state, focused),
		before: comparedWith(state, focused.key),
	});
}

/** What a panel is compared with; undefined when nothing is compared. */
export function comparedWith(state: State, key: string): Before | undefined {
	const before = state.slots[beforeKey(key)];
	return state.comparing && before !== undefined ? beforeOf(state.slots[key], before) : undefined;
}

/** Whatever the picture of the focused panel depends on, besides its result. */
export function focusedFrame(state: State, focused: Focused): PanelContext {
	const { key, rect, columns } = focused;
	const slot = state.slots[key];
	return {
		...insideOf(rect, focused.title),
		range: slot?.resultRange ?? slot?.range ?? currentRange(state),
		rangeLabel: shownRangeLabel(state, key),
		timeZone: timeZoneOf(state),
		aliases: state.aliases,
		titleField: slot === undefined ? undefined : titleField(slot.text).field,
		cursor: cursorOf(state, key),
		columns,
		choice: choiceOf(state, key),
		marked: markedRowsOf(state, slot?.result),
	};
}

/** What is inside of a panel's border, and the room in its title. */
export function insideOf(
	{ widthCells, heightCells, edges }: Omit<Rect, 'x' | 'y'>,
	title: string,
): Pick<PanelContext, 'widthCells' | 'heightCells' | 'titleRoomCells' | 'columnRoomCells'> {
	const inner = Math.max(0, widthCells - 2);
	return {
		widthCells: inner,
		heightCells: insideCells(heightCells, edges),
		titleRoomCells: sameRoomCells(widthCells, title, edges),
		columnRoomCells: inner,
	};
}

/** The range that a panel's query runs over, as words: its own, or that of the dashboard. */
export function shownRangeLabel(state: State, key: string): string {
	const location = locationOf(state);

	if (location.kind === 'rows' && location.range !== undefined) {
		return rangeLabel({ kind: 'fixed', ...location.range }, timeZoneOf(state));
	}

	const panel = panelOfSlot(state, key);
	const own = panel === undefined ? undefined : ownRange(state, panel);

	if (panel === undefined || own === undefined) {
		return rangeLabel(state.range, timeZoneOf(state));
	}

	const shown: Range = endsNow(state) ? own : { kind: 'fixed', ...panelSpan(state, panel) };
	return rangeLabel(shown, timeZoneOf(state));
}

/**
 * The range of a panel that has one of its own; undefined when it follows the dashboard, as all do
 * while one moment is shown.
 */
export function ownRange(state: State, panel: Panel): Range | undefined {
	if (panel.range === undefined || state.moment !== undefined) {
		return undefined;
	}

	const own = parseRange(panel.range, currentRange(state).toMs, 'UTC');
	return own.ok ? own.range : undefined;
}

/**
 * A panel with a range of its own ends when the others end: with a past day, one of an hour shows
 * the last hour of that day.
 */
export function panelSpan(state: State, panel: Panel): TimeSpan {
	const current = currentRange(state);
	const own = ownRange(state, panel);
	return own === undefined ? current : resolveRange(own, current.toMs);
}

function endsNow(state: State): boolean {
	return state.paused === undefined && state.range.kind !== 'fixed';
}

function panelOfSlot(state: State, key: string): Panel | undefined {
	const layout = layoutOf(state);
	return layout?.panels.find(({ id }) => slotKey(layout.name, id) === key);
}

/** `last 7d`, or `7d to end` where the end is not now; undefined for no own range. */
export function panelRangeOf(state: State, key: string): string | undefined {
	const panel = panelOfSlot(state, key);
	const own = panel === undefined ? undefined : ownRange(state, panel);

	if (own === undefined) {
		return undefined;
	}

	return own.kind === 'last' && !endsNow(state)
		? `${lengthLabel(own.lengthMs)} to end`
		: rangeLabel(own, timeZoneOf(state));
}

export function currentRange(state: State): TimeSpan {
	return state.paused ?? resolveRange(state.range, state.nowMs);
}

export interface Focused {
	/** Of its slot and cursor. */
	readonly key: string;
	readonly title: string;
	readonly kind: PanelKind;
	readonly rect: Rect;
	readonly columns: readonly string[] | undefined;
	readonly panel: Panel | undefined;
}

/** The panel that the keys of a list or chart act on; undefined while a record or a story is open. */
export function focusedPanel(state: State): Focused | undefined {
	const location = locationOf(state);

	if (location.kind === 'record' || location.kind === 'story') {
		return undefined;
	}

	if (location.kind === 'rows') {
		const size = bodySize(state);
		const result = state.slots[location.id]?.result;
		const kind = location.view === 'auto' ? result && viewsFor(result)[0] : location.view;
		const y = doubtsAbove(state).length;
		const x = leftToFieldBar(state);
		return {
			key: location.id,
			title: location.title,
			kind: kind ?? 'table',
			rect: { x, y, widthCells: size.columns - x, heightCells: size.rows - y },
			columns: undefined,
			panel: undefined,
		};
	}

	const page = shownPage(state);
	const panel = page === undefined ? undefined : panelOf(page.layout, page.focused);
	const placed = page?.panels.find(one => one.id === page.focused);
	return page === undefined || panel === undefined || placed === undefined
		? undefined
		: {
				key: slotKey(page.layout.name, panel.id),
				title: panel.title,
				kind: panel.view,
				rect: placed.rect,
				columns: panel.columns,
				panel,
			};
}

/** The focused panel with its result; undefined while it has none. */
export function focusedResult(
	state: State,
): { readonly focused: Focused; readonly result: QueryResult } | undefined {
	const focused = focusedPanel(state);
	const result = focused === undefined ? undefined : state.slots[focused.key]?.result;
	return focused === undefined || result === undefined ? undefined : { focused, result };
}
