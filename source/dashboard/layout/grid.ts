import { apportion } from '../../panels/blocks.ts';
import { mapHeightCells } from '../../panels/map.ts';
import type { Edges } from '../../panels/border.ts';
import type { GridCell, GridRows, GridSize, Layout, Panel, ViewKind } from './layout.ts';
import { shareOut } from './share-out.ts';

export interface Size {
	readonly columns: number;
	readonly rows: number;
}

export interface Rect {
	readonly x: number;
	readonly y: number;
	readonly widthCells: number;
	readonly heightCells: number;
	/** Where a neighbour draws the border; absent: it has all of its own. */
	readonly edges?: Edges;
}

export interface PlacedPanel {
	readonly id: string;
	readonly rect: Rect;
}

/** Panels that are on the screen at the same time. */
export type Page = readonly PlacedPanel[];

/** Height in cells that a panel needs with its border, and its share of the remaining height. */
const heights: Readonly<Record<ViewKind, { readonly min: number; readonly grow: number }>> = {
	'single-value': { min: 3, grow: 0 },
	table: { min: 6, grow: 4 },
	pie: { min: 7, grow: 3 },
	bar: { min: 7, grow: 3 },
	cells: { min: 8, grow: 0 },
	'stacked-bar': { min: 7, grow: 3 },
	column: { min: 8, grow: 3 },
	line: { min: 8, grow: 3 },
	outlier: { min: 8, grow: 3 },
	map: { min: 9, grow: 5 },
};

/** What is shown line by line, so that its height is known once its rows are. */
const listViews: readonly ViewKind[] = ['table', 'bar', 'stacked-bar', 'pie'];
/** Beside a list that needs no more, a chart is high enough with so many cells, as long as other lists have too few. */
const chartCellsEnough = 12;
/** Long lists beside a map may make its frame higher than land is. */
const besideMapCells = 6;

const wideColumns = 160;
const mediumColumns = 100;
/** On a lower screen rows of numbers share the lines between them, so that a chart has room beside them. */
const tightRows = 30;
/** On a narrower screen, in cells, the panels are in one column. */
const oneColumnBelow = 60;

/** The grid for a width; without one in the layout, panels are placed in their order. */
export function arrangementFor(layout: Layout, columns: number): GridRows {
	const size: GridSize =
		columns >= wideColumns ? 'wide' : columns >= mediumColumns ? 'medium' : 'narrow';
	const rows = layout.grid[size] ?? flow(layout.panels, columns);
	return columns < oneColumnBelow ? rows.flatMap(row => row.map(cell => [cell])) : rows;
}

/** Places single values side by side, and charts and narrow tables in pairs. */
function flow(panels: readonly Panel[], columns: number): GridRows {
	const rows: GridCell[][] = [];
	let used = 0;
	let isCards = false;

	for (const panel of panels) {
		const cards = panel.view === 'single-value';
		const perRow = Math.max(1, Math.floor(columns / (cards ? 26 : 50)));
		const share = 1 / perRow;

		if (rows.length === 0 || cards !== isCards || used + share > 1.001) {
			rows.push([]);
			used = 0;
			isCards = cards;
		}

		rows.at(-1)?.push({ stack: [panel.id], weight: 1 });
		used += share;
	}

	return rows;
}

/**
 * Places every panel of a dashboard: a page takes rows as long as each gets the height that it
 * needs, and the remaining height goes to those that can use it. Every cell is used exactly once,
 * and every panel is on exactly one page, the same whatever `lines` says.
 *
 * @param lines - what the lists could fill, by panel; a page with a list that is not among them is shared as if all were long
 */
export function gridPages(
	layout: Layout,
	size: Size,
	lines: ReadonlyMap<string, number> = new Map(),
): Page[] {
	const need = needOf(layout, lines);
	const rows = arrangementFor(layout, size.columns).flatMap(row => fitRow(row, need, size.rows));
	const joinsRows = size.rows <= tightRows;
	const pages: GridRows[] = [];
	let page: GridCell[][] = [];
	let used = 0;

	for (const row of rows) {
		const min = Math.min(size.rows, rowMin(row, need));
		const above = page.at(-1);
		const isJoined = joinsRows && sharesLines(above, row, need);
		const added = min - (isJoined ? 1 : 0);

		if (page.length > 0 && used + added > size.rows) {
			pages.push(page);
			page = [];
			used = 0;
		}

		used += page.length === 0 ? min : added;
		page.push([...row]);
	}

	if (page.length > 0) {
		pages.push(page);
	}

	return pages.map(one => placePage(one, need, size, joinsRows));
}

interface Need {
	(id: string): { readonly min: number; readonly grow: number };
	isCard(id: string): boolean;
	isMap(id: string): boolean;
	isList(id: string): boolean;
	/** Undefined until it is known. */
	lines(id: string): number | undefined;
	/** How the lower of two panels begins: a number and what stands below it have one border, and of one title the line. */
	topBelow(above: string | undefined, below: string): Edges['top'];
}

function needOf(layout: Layout, lines: ReadonlyMap<string, number>): Need {
	const panels = new Map(layout.panels.map(panel => [panel.id, panel]));
	const isCard = (id: string) => panels.get(id)?.view === 'single-value';
	const need = (id: string) => heights[panels.get(id)?.view ?? 'table'];
	return Object.assign(need, {
		isCard,
		isMap: (id: string) => panels.get(id)?.view === 'map',
		isList: (id: string) => listViews.includes(panels.get(id)?.view ?? 'map'),
		lines: (id: string) => lines.get(id),
		topBelow(above = '', below: string): Edges['top'] {
			const [number, list] = [panels.get(above), panels.get(below)];

			if (!isCard(above) || isCard(below)) {
				return 'own';
			}

			return number?.title === list?.title && number?.range === list?.range ? 'none' : 'joined';
		},
	});
}

/** Whether two rows hold single values, each below another one of the same width. */
function sharesLines(
	above: readonly GridCell[] | undefined,
	row: readonly GridCell[],
	need: Need,
): boolean {
	const weights = (cells: readonly GridCell[]) => cells.map(({ weight }) => weight).join(' ');
	return (
		above !== undefined &&
		isCards(above, need) &&
		isCards(row, need) &&
		weights(above) === weights(row)
	);
}

/** Single values side by side. */
function isCards(row: readonly GridCell[], need: Need): boolean {
	return row.every(({ stack }) => stack.length === 1 && need.isCard(stack[0] ?? ''));
}

/** Height in cells of the panels of a stack, and which borders they have. */
function stackNeeds({ stack }: GridCell, need: Need): { min: number; edges: Edges }[] {
	return stack.map((id, index) => {
		const top = need.topBelow(stack[index - 1], id);
		const below = stack[index + 1];
		const bottom = below === undefined || need.topBelow(id, below) === 'own' ? 'own' : 'none';
		const borderless = (top === 'none' ? 1 : 0) + (bottom === 'none' ? 1 : 0);
		return { min: need(id).min - borderless, edges: { top, bottom } };
	});
}

function stackMin(cell: GridCell, need: Need): number {
	return stackNeeds(cell, need).reduce((sum, { min }) => sum + min, 0);
}

function rowMin(row: readonly GridCell[], need: Need): number {
	return Math.max(...row.map(cell => stackMin(cell, need)));
}

/** A stack that is higher than the screen is split: its panels become rows of their own. */
function fitRow(row: readonly GridCell[], need: Need, rows: number): GridCell[][] {
	if (rowMin(row, need) <= rows || row.every(cell => cell.stack.length === 1)) {
		return [[...row]];
	}

	const depth = Math.max(...row.map(cell => cell.stack.length));
	return Array.from({ length: depth }, (_, level) =>
		row.flatMap(cell => {
			const id = cell.stack[level];
			return id === undefined ? [] : [{ stack: [id], weight: cell.weight }];
		}),
	);
}

function placePage(rows: GridRows, need: Need, size: Size, joinsRows: boolean): PlacedPanel[] {
	const isJoined = rows.map((row, index) => joinsRows && sharesLines(rows[index - 1], row, need));
	const mins = rows.map(
		(row, index) => Math.min(size.rows, rowMin(row, need)) - (isJoined[index + 1] === true ? 1 : 0),
	);
	const grows = rows.map(row =>
		Math.max(...row.map(cell => cell.stack.reduce((sum, id) => sum + need(id).grow, 0))),
	);
	const spare = size.rows - mins.reduce((sum, min) => sum + min, 0);
	// A page with only single values is not stretched: higher cards would show nothing more.
	const above = (cells: readonly number[]) =>
		cells.map((one, index) => Math.max(0, one - (mins[index] ?? 0)));
	const useful = rows.map(row => usefulCells(row, need, size.columns));
	const content = isAllKnown(rows, need) ? rows.map(row => contentCells(row, need)) : undefined;
	const isShort = content !== undefined && lacks(grows, above(content), spare);
	const filled = useful.map((cells, index) => {
		const needed = content?.[index] ?? Number.POSITIVE_INFINITY;
		return isShort && needed < Number.POSITIVE_INFINITY
			? Math.min(cells + besideMapCells, needed)
			: cells;
	});
	const extra = shareOut(grows, [above(filled), above(useful)], Math.max(0, spare));
	const placed: PlacedPanel[] = [];
	let y = 0;

	rows.forEach((row, index) => {
		const heightCells = (mins[index] ?? 0) + (extra[index] ?? 0);
		const widths = apportion(
			row.map(cell => cell.weight),
			size.columns,
		);
		let x = 0;

		row.forEach((cell, column) => {
			const widthCells = widths[column] ?? 0;
			const panels = placeStack(cell, need, content !== undefined, {
				x,
				y,
				widthCells,
				heightCells,
			});
			placed.push(
				...panels.map(panel =>
					joined(panel, isJoined[index] === true, isJoined[index + 1] === true),
				),
			);
			x += widthCells;
		});
		y += heightCells;
	});
	return placed;
}

/** Height in cells beyond which a row has a map in an empty frame, because land has a shape of its own. */
function usefulCells(row: readonly GridCell[], need: Need, columns: number): number {
	const widths = apportion(
		row.map(cell => cell.weight),
		columns,
	);
	const maps = row.map(({ stack: [id = '', ...below] }, index) =>
		need.isMap(id) && below.length === 0 ? mapHeightCells((widths[index] ?? 0) - 2) + 2 : undefined,
	);
	return Math.max(...maps.map(height => height ?? 0)) || Number.POSITIVE_INFINITY;
}

/** Whether one that is not endless gets less than it has room for when cells are shared by weight alone. */
function lacks(weights: readonly number[], rooms: readonly number[], cells: number): boolean {
	return apportion(weights, cells).some((share, index) => {
		const room = rooms[index] ?? 0;
		return room < Number.POSITIVE_INFINITY && share < room;
	});
}

/** Whether it is known of all lists of a page how long they are: else it would move with each answer. */
function isAllKnown(rows: GridRows, need: Need): boolean {
	return rows
		.flatMap(row => row.flatMap(({ stack }) => stack))
		.every(id => !need.isList(id) || need.lines(id) !== undefined);
}

/** Height in cells beyond which a row has nothing but blank lines in its lists; infinite for one without lists. */
function contentCells(row: readonly GridCell[], need: Need): number {
	const hasList = row.some(({ stack }) => stack.some(id => need.isList(id)));
	return hasList
		? Math.max(...row.map(cell => stackContents(cell, need).reduce((sum, cells) => sum + cells, 0)))
		: Number.POSITIVE_INFINITY;
}

/** Height in cells that each panel of a stack can use beside lists. */
function stackContents(cell: GridCell, need: Need): number[] {
	return stackNeeds(cell, need).map(({ min, edges }, index) => {
		const id = cell.stack[index] ?? '';
		const lines = need.lines(id);
		const borders = (edges.top === 'none' ? 0 : 1) + (edges.bottom === 'none' ? 0 : 1);
		return need.isList(id)
			? Math.max(min, lines === undefined ? Number.POSITIVE_INFINITY : lines + borders)
			: Math.max(min, need(id).grow > 0 ? chartCellsEnough : 0);
	});
}

/** Rows of numbers share the lines between them. */
function joined({ id, rect }: PlacedPanel, above: boolean, below: boolean): PlacedPanel {
	const edges: Edges = {
		top: above ? 'joined' : (rect.edges?.top ?? 'own'),
		bottom: below ? 'none' : (rect.edges?.bottom ?? 'own'),
	};
	return { id, rect: above || below ? { ...rect, edges } : rect };
}

function placeStack(cell: GridCell, need: Need, isKnown: boolean, rect: Rect): PlacedPanel[] {
	const needs = stackNeeds(cell, need);
	const mins = needs.map(({ min }) => Math.min(rect.heightCells, min));
	const grows = cell.stack.map(id => need(id).grow);
	const spare = rect.heightCells - mins.reduce((sum, min) => sum + min, 0);
	// When no panel of the stack can grow, the last one takes the remaining height.
	const weights = grows.some(grow => grow > 0)
		? grows
		: grows.map((_, index) => (index === grows.length - 1 ? 1 : 0));
	const rooms = stackContents(cell, need).map((cells, index) =>
		isKnown && need.isList(cell.stack[index] ?? '')
			? cells - (mins[index] ?? 0)
			: Number.POSITIVE_INFINITY,
	);
	const extra = shareOut(weights, lacks(weights, rooms, spare) ? [rooms] : [], Math.max(0, spare));
	let { y } = rect;
	return cell.stack.map((id, index) => {
		const heightCells = (mins[index] ?? 0) + (extra[index] ?? 0);
		const edges = needs[index]?.edges;
		const isOwn = edges === undefined || (edges.top === 'own' && edges.bottom === 'own');
		const { x, widthCells } = rect;
		const placed = { id, rect: { x, y, widthCells, heightCells, ...(isOwn ? {} : { edges }) } };
		y += heightCells;
		return placed;
	});
}

/** Rows above the panels: the header, the filters and the alarms. */
export const headRows = 3;
/** These, the query and the keys. */
export const chromeRows = headRows + 2;

const sizeMin: Size = { columns: 40, rows: 12 };

/**
 * `needs 40x12, has 30x8`, in two lines where one has no room; undefined when the screen is large
 * enough.
 */
export function tooSmall(size: Size): readonly string[] | undefined {
	if (size.columns >= sizeMin.columns && size.rows >= sizeMin.rows) {
		return undefined;
	}

	const parts = [
		`needs ${sizeMin.columns}x${sizeMin.rows}`,
		`has ${size.columns}x${size.rows}`,
	] as const;
	const line = parts.join(', ');
	return line.length <= size.columns || size.rows < parts.length ? [line] : parts;
}
