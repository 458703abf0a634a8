import type { Aliases } from '../../panels/account-name.ts';
import { frameLines } from '../../panels/border.ts';
import type { Edges } from '../../panels/border.ts';
import type { Before, Cursor } from '../../panels/model.ts';
import type { PanelKind } from '../../panels/panel-model.ts';
import { recordHits, recordLines } from '../../panels/record.ts';
import { padLines, span } from '../../panels/span.ts';
import type { Line } from '../../panels/span.ts';
import type { ColumnChoice } from '../../panels/column-choice.ts';
import { formatPlural } from '../../text/number.ts';
import { sanitise } from '../../text/sanitise.ts';
import { tooSmall } from '../layout/grid.ts';
import type { Rect } from '../layout/grid.ts';
import type { Layout } from '../layout/layout.ts';
import { shownFresh } from '../state/arrivals.ts';
import { choiceOf } from '../state/column-choices.ts';
import {
	bodySize,
	comparedWith,
	currentRange,
	cursorOf,
	focusedPanel,
	isUnread,
	panelOf,
	panelRangeOf,
	shownPage,
	shownRangeLabel,
} from '../state/panels-shown.ts';
import type { ShownPage } from '../state/panels-shown.ts';
import { isShownSoFar } from '../state/so-far.ts';
import { jumpMark } from '../state/jump.ts';
import { slotKey } from '../state/slot-key.ts';
import { findingPage } from '../state/finding-page.ts';
import { recordFacts } from '../state/record-facts.ts';
import { recordRows } from '../state/record-rows.ts';
import { markAt, markedRowsOf, markWords } from '../state/marks.ts';
import { markOf } from '../state/matched.ts';
import { entriesFor } from '../state/record.ts';
import { findingLines } from './finding.ts';
import { recordHead } from './record-head.ts';
import { storyScreen } from './story.ts';
import { locationOf, timeZoneOf } from '../state/state.ts';
import type { OpenRecord, Slot, State } from '../state/state.ts';

/** Everything that the picture of one panel depends on. Equal inputs give equal lines. */
export interface PanelInput {
	readonly id: string;
	/** Of its slot and its cursor. */
	readonly key: string;
	readonly kind: PanelKind;
	readonly title: string;
	/** Of all panels of the dashboard, from which a cut one stays different; undefined outside of a dashboard. */
	readonly titles: readonly string[] | undefined;
	/** The time range that it has alone; undefined: that of the dashboard. */
	readonly ownRange: string | undefined;
	readonly slot: Slot | undefined;
	/** Whether the store has read nothing yet. */
	readonly isUnread: boolean;
	/** Records of its time are still being read. */
	readonly isSoFar: boolean;
	readonly cursor: Cursor;
	readonly focused: boolean;
	/** The neighbour with which it shares its border has the focus. */
	readonly partnerFocused: boolean;
	readonly choice: ColumnChoice;
	readonly edges?: Edges;
	readonly x: number;
	readonly y: number;
	readonly widthCells: number;
	readonly heightCells: number;
	readonly rangeLabel: string;
	readonly timeZone: string;
	readonly aliases: Aliases;
	readonly columns: readonly string[] | undefined;
	readonly before: Before | undefined;
	/** Rows of its result that are marked; undefined for none. */
	readonly marked: ReadonlySet<number> | undefined;
	/** What to type to jump to it; undefined while nobody jumps. */
	readonly mark: string | undefined;
	readonly fresh: ReadonlySet<number> | undefined;
	readonly isPlain: boolean;
	/** The cursor stays at the newest row. */
	readonly follows: boolean;
}

/** The panels on the screen, in drawing order. */
export function panelInputs(state: State): PanelInput[] {
	const location = locationOf(state);

	if (['record', 'story'].includes(location.kind) || tooSmall(state.size) !== undefined) {
		return [];
	}

	const page = shownPage(state);

	if (page === undefined) {
		const focused = focusedPanel(state);
		return focused === undefined
			? []
			: [
					input(
						state,
						focused.key,
						focused.key,
						focused.kind,
						focused.title,
						focused.rect,
						true,
						undefined,
					),
				];
	}

	return page.panels.flatMap(({ id, rect }) => {
		const panel = panelOf(page.layout, id);
		return panel === undefined
			? []
			: [
					input(
						state,
						id,
						slotKey(page.layout.name, id),
						panel.view,
						panel.title,
						rect,
						id === page.focused,
						panel.columns,
						isPartner(page, rect),
					),
				];
	});
}

function input(
	state: State,
	id: string,
	key: string,
	kind: PanelKind,
	title: string,
	rect: Rect,
	focused: boolean,
	columns: readonly string[] | undefined,
	partnerFocused = false,
): PanelInput {
	const slot = state.slots[key];
	return {
		id,
		key,
		kind,
		title,
		titles: titlesOf(shownPage(state)?.layout),
		ownRange: panelRangeOf(state, key),
		slot,
		isUnread: isUnread(state),
		isSoFar: isShownSoFar(state, slot, slot?.resultRange ?? slot?.range ?? currentRange(state)),
		cursor: focused ? cursorOf(state, key) : withoutRow(cursorOf(state, key)),
		focused,
		partnerFocused,
		choice: choiceOf(state, key),
		...rect,
		rangeLabel: shownRangeLabel(state, key),
		timeZone: timeZoneOf(state),
		aliases: state.aliases,
		columns,
		before: comparedWith(state, key),
		marked: markedRowsOf(state, slot?.result),
		mark: jumpMark(state, id),
		fresh: slot === undefined ? undefined : shownFresh(state, slot),
		follows: followsNewest(state, key),
		isPlain: state.slow === true,
	};
}

const layoutTitles = new WeakMap<Layout, readonly string[]>();

/** Returns the same object for the same layout, for the same reason. */
function titlesOf(layout: Layout | undefined): readonly string[] | undefined {
	if (layout === undefined) {
		return undefined;
	}

	const titles = layoutTitles.get(layout) ?? layout.panels.map(({ title }) => title);
	layoutTitles.set(layout, titles);
	return titles;
}

/** Whether the focused panel is the number of this list, or the list of this number. */
function isPartner({ panels, focused }: ShownPage, rect: Rect): boolean {
	const other = panels.find(({ id }) => id === focused)?.rect;
	return (
		other?.x === rect.x &&
		other.widthCells === rect.widthCells &&
		((rect.edges?.top === 'none' && other.y + other.heightCells === rect.y) ||
			(other.edges?.top === 'none' && rect.y + rect.heightCells === other.y))
	);
}

/** In a list of records the first row is the newest; the cursor on it stays there while others come. */
function followsNewest(state: State, key: string): boolean {
	const location = locationOf(state);
	const { row, sort, isHeld } = cursorOf(state, key);
	return (
		location.kind === 'rows' &&
		location.range === undefined &&
		state.slots[key]?.result?.refs !== undefined &&
		row <= 0 &&
		isHeld !== true &&
		sort === undefined &&
		state.paused === undefined &&
		state.range.kind !== 'fixed'
	);
}

const withoutRows = new WeakMap<Cursor, Cursor>();

/**
 * Returns the same object for the same cursor, so that a panel without focus is not drawn again.
 */
function withoutRow(cursor: Cursor): Cursor {
	if (cursor.row < 0) {
		return cursor;
	}

	const known = withoutRows.get(cursor) ?? { ...cursor, row: -1 };
	withoutRows.set(cursor, known);
	return known;
}

/** The open record or story with its border; undefined when none is open. */
export function recordScreen(state: State): Line[] | undefined {
	const location = locationOf(state);

	if (location.kind !== 'record') {
		return storyScreen(state);
	}

	const size = bodySize(state);
	const record = state.records[location.id];
	const box = { widthCells: size.columns, heightCells: size.rows, focused: true };

	if (record?.json === undefined) {
		const words = record?.error ?? 'loading …';
		return frameLines({ ...box, title: location.title, note: '' }, [
			[],
			[span(` ${words}`, record?.error === undefined ? 'dim' : 'bad')],
		]);
	}

	const rows = size.rows - 2;
	const page = findingPage(record);
	const detail = recordRows(record, rows);
	const head = headOf(state, record, size.columns - 2, rows - detail);
	return frameLines(
		{
			...box,
			title: page === undefined ? location.title : 'finding',
			note:
				page === undefined
					? markedNote(state, record) + recordNote(record)
					: 'enter its records · @ its story · A what became of it · i its rule',
		},
		[
			...padLines(head.slice(0, rows - detail), rows - detail),
			...recordLines(entriesFor(record), {
				widthCells: size.columns - 2,
				heightCells: detail,
				cursor: record.cursor,
				scroll: record.scroll,
				search: record.search,
				isMarked: markOf(record),
			}),
		],
	);
}

/** What stands above the lines of a record, in so many rows. */
function headOf(state: State, record: OpenRecord, widthCells: number, rows: number): Line[] {
	const page = findingPage(record);
	if (page !== undefined) {
		return findingLines(page, widthCells, timeZoneOf(state), rows);
	}

	const facts = rows > 0 ? recordFacts(record) : undefined;
	return facts === undefined ? [] : recordHead(facts, widthCells, timeZoneOf(state));
}

function markedNote(state: State, { ref }: OpenRecord): string {
	const mark = markAt(state, ref);
	return mark === undefined ? '' : `${markWords(state, mark)} · `;
}

function recordNote(record: OpenRecord): string {
	const entries = entriesFor(record);
	const { matched } = record;
	const why =
		matched === undefined
			? ''
			: matched.parts.length === 0
				? `no hit of ${sanitise(matched.rule)} as that is now · `
				: `» made it a hit of ${sanitise(matched.rule)} · `;
	return record.search === ''
		? why + formatPlural(entries.length, 'line')
		: `${formatPlural(recordHits(entries, record.search).length, 'hit')} · n N`;
}

/** Shown instead of the whole screen when it is too small. */
export function smallScreen(state: State): Line[] | undefined {
	const texts = tooSmall(state.size);
	return texts === undefined
		? undefined
		: padLines(
				[...texts.map(text => [span(text, 'warn')]), [span('q quits', 'dim')]],
				state.size.rows,
			);
}
