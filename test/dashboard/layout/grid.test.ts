import { expect, test } from 'vitest';
import { insideCells } from '../../../source/panels/border.ts';
import { mapHeightCells } from '../../../source/panels/map.ts';
import {
	arrangementFor,
	chromeRows,
	gridPages,
	tooSmall,
} from '../../../source/dashboard/layout/grid.ts';
import type { Page, Size } from '../../../source/dashboard/layout/grid.ts';
import type { GridRows, Layout, ViewKind } from '../../../source/dashboard/layout/layout.ts';
import { allLayoutNames, layoutNames, shippedLayout } from '../layouts.ts';

/** Each panel as its id's letter. */
function draw(page: Page, size: Size): string {
	const cells = Array.from({ length: size.rows }, () =>
		Array.from({ length: size.columns }, () => '.'),
	);

	for (const { id, rect } of page) {
		for (let y = rect.y; y < rect.y + rect.heightCells; y++) {
			for (let x = rect.x; x < rect.x + rect.widthCells; x++) {
				const row = cells[y] ?? [];
				row[x] = row[x] === '.' ? id : '!';
			}
		}
	}

	return cells.map(row => row.join('')).join('\n');
}

function aLayout(views: Readonly<Record<string, ViewKind>>, rows?: string[][]): Layout {
	const wide: GridRows | undefined = rows?.map(row =>
		row.map(cell => {
			const [stack = '', weight = '1'] = cell.split(' ');
			return { stack: stack.split('/'), weight: Number(weight) };
		}),
	);
	return {
		name: 'a',
		title: 'A',
		key: 1,
		description: '',
		variables: {},
		panels: Object.entries(views).map(([id, view]) => ({
			id,
			title: id,
			view,
			query: '*',
			about: { counts: '' },
		})),
		grid: wide === undefined ? {} : { wide, medium: wide, narrow: wide },
	};
}

test.each([
	{
		name: 'one panel takes all',
		views: { a: 'table' },
		rows: [['a']],
		drawn: ['aaaaaaaa', 'aaaaaaaa', 'aaaaaaaa', 'aaaaaaaa', 'aaaaaaaa', 'aaaaaaaa'],
	},
	{
		name: 'weights split a row, cards keep their height',
		views: { a: 'single-value', b: 'table', c: 'table' },
		rows: [['a'], ['b', 'c 3']],
		drawn: [
			'aaaaaaaa',
			'aaaaaaaa',
			'aaaaaaaa',
			'bbcccccc',
			'bbcccccc',
			'bbcccccc',
			'bbcccccc',
			'bbcccccc',
			'bbcccccc',
			'bbcccccc',
		],
	},
	{
		name: 'no cell is lost to rounding',
		views: { a: 'table', b: 'table', c: 'table' },
		rows: [['a', 'b', 'c']],
		drawn: ['aaabbccc', 'aaabbccc', 'aaabbccc', 'aaabbccc', 'aaabbccc', 'aaabbccc'],
	},
	{
		name: 'a stack stands beside a chart',
		views: { a: 'single-value', b: 'table', c: 'column' },
		rows: [['a/b', 'c']],
		drawn: [
			'aaaacccc',
			'aaaacccc',
			'bbbbcccc',
			'bbbbcccc',
			'bbbbcccc',
			'bbbbcccc',
			'bbbbcccc',
			'bbbbcccc',
		],
	},
] satisfies { name: string; views: Record<string, ViewKind>; rows: string[][]; drawn: string[] }[])(
	'$name',
	({ views, rows, drawn }) => {
		const layout = aLayout(views, rows);
		const size = { columns: 8, rows: drawn.length };
		// Eight columns are fewer than a person has; what is tested is the division.
		const page = gridPages({ ...layout }, { ...size, columns: 80 })[0] ?? [];
		const scaled = page.map(({ id, rect }) => ({
			id,
			rect: {
				...rect,
				x: Math.round(rect.x / 10),
				widthCells: Math.round((rect.x + rect.widthCells) / 10) - Math.round(rect.x / 10),
			},
		}));
		expect(draw(scaled, size)).toBe(drawn.join('\n'));
	},
);

const sizes: Size[] = [
	{ columns: 40, rows: 8 },
	{ columns: 80, rows: 20 },
	{ columns: 100, rows: 26 },
	{ columns: 120, rows: 36 },
	{ columns: 133, rows: 55 },
	{ columns: 200, rows: 46 },
	{ columns: 321, rows: 90 },
];

test.each(allLayoutNames.flatMap(name => sizes.map(size => ({ name, ...size }))))(
	'$name at $columns x $rows: each panel on one page, readable, without overlap',
	({ name, columns, rows }) => {
		const layout = shippedLayout(name);
		const pages = gridPages(layout, { columns, rows });
		const ids = pages.flatMap(page => page.map(panel => panel.id));
		expect([...ids].sort()).toEqual(layout.panels.map(panel => panel.id).sort());

		for (const page of pages) {
			const used = Array.from({ length: rows }, () => new Array<number>(columns).fill(0));

			for (const { id, rect } of page) {
				const view = layout.panels.find(panel => panel.id === id)?.view;
				const inside = insideCells(rect.heightCells, rect.edges);
				expect(inside, id).toBeGreaterThanOrEqual(view === 'single-value' ? 1 : 4);
				expect(rect.widthCells, id).toBeGreaterThanOrEqual(20);
				expect(rect.y + rect.heightCells, id).toBeLessThanOrEqual(rows);

				for (let y = rect.y; y < rect.y + rect.heightCells; y++) {
					for (let x = rect.x; x < rect.x + rect.widthCells; x++) {
						(used[y] ?? [])[x] = (used[y]?.[x] ?? 0) + 1;
					}
				}
			}

			const bottom = Math.max(...page.map(({ rect }) => rect.y + rect.heightCells));
			expect(new Set(used.slice(0, bottom).flat())).toEqual(new Set([1]));
		}
	},
);

test('on 120x40 the overview is one page, and so are most others', () => {
	const pages = layoutNames.map(
		name => gridPages(shippedLayout(name), { columns: 120, rows: 36 }).length,
	);
	expect(pages).toEqual([1, 1, 1, 1, 2, 1]);
});

test('on 200x50 nothing needs a second page', () => {
	for (const name of layoutNames) {
		expect(gridPages(shippedLayout(name), { columns: 200, rows: 46 })).toHaveLength(1);
	}
});

test('a layout without a grid flows: cards together, charts in pairs', () => {
	const layout = aLayout({ a: 'single-value', b: 'single-value', c: 'table', d: 'pie', e: 'line' });
	const rows = arrangementFor(layout, 110).map(row => row.map(cell => cell.stack.join('/')));
	expect(rows).toEqual([['a', 'b'], ['c', 'd'], ['e']]);
});

test.each([
	{ size: { columns: 80, rows: 24 }, text: undefined },
	{ size: { columns: 40, rows: 12 }, text: undefined },
	{ size: { columns: 39, rows: 12 }, text: ['needs 40x12, has 39x12'] },
	{ size: { columns: 200, rows: 5 }, text: ['needs 40x12, has 200x5'] },
	{ size: { columns: 20, rows: 5 }, text: ['needs 40x12', 'has 20x5'] },
	{ size: { columns: 20, rows: 1 }, text: ['needs 40x12, has 20x1'] },
])('a screen of $size.columns x $size.rows: $text', ({ size, text }) => {
	expect(tooSmall(size)).toEqual(text);
});

test('a number and the list of what it counts have one border; of another title the list keeps its own', () => {
	const layout = aLayout({ a: 'single-value', b: 'table' }, [['a/b']]);
	const pageOf = (one: Layout) =>
		gridPages(one, { columns: 80, rows: 20 })[0]?.map(({ rect: { y, heightCells, edges } }) => ({
			y,
			heightCells,
			edges,
		}));
	expect(pageOf(layout)).toEqual([
		{ y: 0, heightCells: 2, edges: { top: 'own', bottom: 'none' } },
		{ y: 2, heightCells: 18, edges: { top: 'joined', bottom: 'own' } },
	]);
	const one = { ...layout, panels: layout.panels.map(panel => ({ ...panel, title: 'Logins' })) };
	expect(pageOf(one)).toEqual([
		{ y: 0, heightCells: 2, edges: { top: 'own', bottom: 'none' } },
		{ y: 2, heightCells: 18, edges: { top: 'none', bottom: 'own' } },
	]);
	const last = one.panels.map(panel => (panel.id === 'a' ? { ...panel, range: '7d' } : panel));
	expect(pageOf({ ...one, panels: last })?.[1]?.edges).toEqual({ top: 'joined', bottom: 'own' });
});

test.each([23, 24])(
	'on 80 x %i no row of the overview is blank, and its charts are on the first page',
	rows => {
		const size = { columns: 80, rows: rows - chromeRows };
		const [page = []] = gridPages(shippedLayout('overview'), size);
		expect(page.map(({ id }) => id)).toEqual(expect.arrayContaining(['OV13', 'OV15']));
		expect(page.filter(({ rect }) => rect.heightCells === 2)).toHaveLength(6);
		expect(Math.max(...page.map(({ rect }) => rect.y + rect.heightCells))).toBe(size.rows);
	},
);

test.each([
	{ columns: 200, rows: 50 },
	{ columns: 240, rows: 70 },
	{ columns: 120, rows: 50 },
])('on $columns x $rows the map of the overview has no more height than it fills', size => {
	const [page = []] = gridPages(shippedLayout('overview'), {
		...size,
		rows: size.rows - chromeRows,
	});
	const map = page.find(({ id }) => id === 'OV12');
	const { widthCells = 0, heightCells = 0 } = map?.rect ?? {};
	expect(insideCells(heightCells)).toBeLessThanOrEqual(mapHeightCells(widthCells - 2));
	expect(Math.max(...page.map(({ rect }) => rect.y + rect.heightCells))).toBe(
		size.rows - chromeRows,
	);
});

test('a map that is alone takes what nobody else can use', () => {
	const layout = shippedLayout('overview');
	const panels = layout.panels.filter(({ id }) => id === 'OV12');
	const alone: Layout = { ...layout, panels, grid: {} };
	expect(gridPages(alone, { columns: 60, rows: 60 })[0]?.[0]?.rect.heightCells).toBe(60);
});

/** Heights of the panels of the first page, by id. */
function heightsOf(layout: Layout, lines?: Readonly<Record<string, number>>) {
	const known = new Map(Object.entries(lines ?? {}));
	const [page = []] = gridPages(layout, { columns: 200, rows: 45 }, known);
	return Object.fromEntries(page.map(({ id, rect }) => [id, rect.heightCells]));
}

test('a short list gives its cells to long ones, and waits until it is known of all how long they are', () => {
	const layout = aLayout({ a: 'table', b: 'table', c: 'bar' }, [['a'], ['b'], ['c']]);
	expect(heightsOf(layout, { a: 4, b: 400, c: 8 })).toEqual({ a: 6, b: 29, c: 10 });
	const even = heightsOf(layout);
	expect(even).toEqual({ a: 16, b: 15, c: 14 });
	expect(heightsOf(layout, { a: 4, b: 400 })).toEqual(even);
	// Nobody has use for the cells: all are as high as ever.
	expect(Object.values(heightsOf(layout, { a: 4, b: 4, c: 4 })).reduce((a, b) => a + b)).toBe(45);
});

test('a chart beside a short list is high enough with twelve cells while a list is longer than its frame', () => {
	const layout = aLayout({ a: 'table', b: 'column', c: 'table' }, [['a', 'b'], ['c']]);
	expect(heightsOf(layout, { a: 4, b: 24, c: 400 })).toEqual({ a: 12, b: 12, c: 33 });
	// Without a list beside them charts keep their share.
	const charts = aLayout({ a: 'column', b: 'column', c: 'table' }, [['a', 'b'], ['c']]);
	expect(heightsOf(charts, { c: 400 })).toEqual(heightsOf(charts));
});

test('in a stack a short list gives way to a long one', () => {
	const layout = aLayout({ a: 'table', b: 'table' }, [['a/b']]);
	expect(heightsOf(layout, { a: 4, b: 400 })).toEqual({ a: 6, b: 39 });
	// Where both have enough they are as high as the frames beside them.
	expect(heightsOf(layout, { a: 4, b: 16 })).toEqual(heightsOf(layout));
});

test.each(allLayoutNames)(
	'%s: whatever its lists hold, each page has the same panels and no blank row',
	name => {
		const layout = shippedLayout(name);
		for (const [index, size] of sizes.entries()) {
			const lines = new Map(layout.panels.map(({ id }, at) => [id, ((at * 7 + index) % 5) ** 4]));
			const pages = gridPages(layout, size, lines);
			const shape = (all: readonly Page[]) => all.map(page => page.map(({ id }) => id));
			expect(shape(pages)).toEqual(shape(gridPages(layout, size)));

			for (const [at, page] of pages.entries()) {
				const drawn = draw(page, size);
				expect(drawn).not.toContain('!');
				const bottom = (one: Page | undefined) =>
					Math.max(...(one ?? []).map(({ rect }) => rect.y + rect.heightCells));
				expect(bottom(page)).toBe(bottom(gridPages(layout, size)[at]));
			}
		}
	},
);

test('a map beside long lists may have six lines more, and alone none', () => {
	const layout = aLayout({ a: 'map', b: 'table', c: 'table' }, [['a', 'b'], ['c']]);
	const beside = heightsOf(layout, { b: 400, c: 4 });
	expect(beside['a']).toBe(Math.min(45 - 6, mapHeightCells(98) + 2 + 6));
	const alone = aLayout({ a: 'map', c: 'table' }, [['a'], ['c']]);
	expect(heightsOf(alone, { c: 400 })).toEqual(heightsOf(alone));
});
