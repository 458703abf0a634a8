import fc from 'fast-check';
import { expect, test } from 'vitest';
import { drawColumn } from '../../source/panels/column.ts';
import { drawPie } from '../../source/panels/pie.ts';
import { lineText, seriesColoursMax } from '../../source/panels/span.ts';
import type { Line, Role } from '../../source/panels/span.ts';
import { drawnEighths, stackCells, wholeCells } from '../../source/panels/stack.ts';
import { paint } from '../../source/view/paint.ts';
import { makeTheme } from '../../source/view/theme.ts';
import { aFrame, aResult, drawn, hourly } from './result.ts';

const sum = (values: readonly number[]) => values.reduce((all, value) => all + value, 0);
const some = fc
	.array(fc.integer({ min: 0, max: 4_000 }), { minLength: 2, maxLength: seriesColoursMax })
	.filter(values => sum(values) > 0);
const errorsOf = (values: readonly number[], shown: readonly number[], length: number) =>
	values.map((value, index) => (shown[index] ?? 0) - (value / sum(values)) * length);

test('what is drawn of a series is its share, but for an eighth of a cell at each of its ends', () => {
	fc.assert(
		fc.property(some, fc.integer({ min: 1, max: 30 }), (values, cells) => {
			const length = cells * 8;
			const exact = values.map(value => (value / sum(values)) * length);
			// With no part shorter than a cell, no cell has two boundaries.
			fc.pre(exact.every(part => part === 0 || part >= 9));
			const errors = errorsOf(
				values,
				drawnEighths(stackCells(values, length), values.length),
				length,
			);
			expect(Math.max(...errors.map(Math.abs))).toBeLessThanOrEqual(2);
		}),
		{ seed: 11, numRuns: 2_000 },
	);
});

test('whatever the shares, none is drawn off by more than a cell, and the outline is that of the total', () => {
	fc.assert(
		fc.property(some, fc.integer({ min: 1, max: 160 }), (values, length) => {
			const cells = stackCells(values, length);
			const shown = drawnEighths(cells, values.length);
			expect(sum(shown)).toBe(length);
			expect(cells).toHaveLength(Math.ceil(length / 8));
			expect(Math.max(...errorsOf(values, shown, length).map(Math.abs))).toBeLessThanOrEqual(8);
			expect(values.every((value, index) => value > 0 || shown[index] === 0)).toBe(true);
		}),
		{ seed: 12, numRuns: 5_000 },
	);
});

test('in whole cells none is off by more than one, but for what the small ones take', () => {
	fc.assert(
		fc.property(some, fc.integer({ min: 1, max: 160 }), (values, length) => {
			const whole = wholeCells(values, length);
			const shown = values.map((_, index) => whole.filter(series => series === index).length);
			expect(whole).toHaveLength(Math.max(1, Math.round(length / 8)));
			const errors = errorsOf(values, shown, length / 8);
			const small = errors.filter((error, index) => error < 1 && shown[index] === 1).length;
			expect(Math.max(...errors)).toBeLessThanOrEqual(1);
			expect(Math.min(...errors)).toBeGreaterThanOrEqual(-1 - small);
			const seen = new Set(whole).size;
			expect(seen).toBe(Math.min(whole.length, values.filter(value => value > 0).length));
		}),
		{ seed: 13, numRuns: 5_000 },
	);
});

test.each([
	{ values: [1, 1, 1], eighths: 56, shown: [19, 19, 18] },
	{ values: [3300, 1200], eighths: 16, shown: [12, 4] },
	// The two small ones have an eighth each, one at the end of the cell below.
	{ values: [980, 10, 10], eighths: 20, shown: [15, 1, 4] },
	{ values: [0, 5], eighths: 3, shown: [0, 3] },
	{ values: [5, 5], eighths: 1, shown: [1, 0] },
	{ values: [0, 0], eighths: 0, shown: [0, 0] },
])('$values over $eighths eighths of a cell are $shown', ({ values, eighths, shown }) => {
	expect(drawnEighths(stackCells(values, eighths), values.length)).toEqual(shown);
});

/** Three series, each a third of its column. */
const thirds = drawColumn(hourly([[1, 1, 1]], ['ada', 'bob', 'eve']), aFrame(40, 9));

const backgrounds = (lines: readonly Line[], theme: ReturnType<typeof makeTheme>) =>
	lines
		.map(line => paint(line, theme))
		.join('\n')
		.match(/48;[25];/g)?.length ?? 0;

test('where a series begins within a cell the other one is its background, in 24 bit and 256 colours', () => {
	const chart = thirds.lines;
	const count = (level: '24-bit' | '256' | '16' | 'none') =>
		backgrounds(chart, makeTheme('dark', level));
	expect(count('24-bit')).toBe(2);
	expect(count('256')).toBe(2);
	expect([count('16'), count('none')]).toEqual([0, 0]);
	expect(backgrounds(chart, makeTheme('colour-blind', '24-bit'))).toBe(0);
	expect(backgrounds(chart, makeTheme('dark', '24-bit', 'ascii'))).toBe(0);
	// The colours of the user's terminal are not ours to paint a background with.
	const own = makeTheme('dark', '24-bit');
	expect(own.hasGround('series-0')).toBe(true);
	expect(own.hasGround('text')).toBe(false);
});

test('a strip of shares has its boundaries at eighths of a cell', () => {
	const shares = aResult(
		['user', 'n'],
		[
			['ada', 5],
			['bob', 3],
		],
	);
	const [strip = []] = drawPie(shares, aFrame(33, 8)).lines;
	expect(lineText(strip)).toBe('█'.repeat(21) + '▓'.repeat(12));
	const painted = paint(strip, makeTheme('dark', '24-bit'));
	expect(painted).toMatch(/▋/);
	expect(painted.match(/\u001B\[0m/g)).toHaveLength(3);
});

test('a series has its fill in each of its cells, or the end of a solid one', () => {
	const rising = Array.from({ length: 12 }, (_, index) => [index + 1, 12 - index, 3]);
	const { lines } = drawColumn(hourly(rising, ['ada', 'bob', 'eve']), aFrame(50, 10));
	expect(drawn({ lines })).not.toMatch(/[▁▂▃▄▅▆▇]/);
	const none = makeTheme('mono', 'none');
	expect(lines.map(line => paint(line, none)).join('')).not.toMatch(/[▁▂▃▄▅▆▇]/);
	const blocks = (theme: ReturnType<typeof makeTheme>) =>
		lines
			.map(line => paint(line, theme))
			.join('')
			.match(/[▁▂▃▄▅▆▇]/g)?.length ?? 0;
	expect(blocks(makeTheme('dark', '24-bit'))).toBeGreaterThan(0);
});

test('where colours repeat only the later series has a fill', () => {
	const theme = makeTheme('dark', '16');
	expect(theme.isSolid('series-3', [])).toBe(true);
	expect(theme.isSolid('series-3', ['series-1', 'series-2'])).toBe(true);
	expect(theme.isSolid('series-3', ['series-0'])).toBe(false);
	expect(theme.isSolid('series-4', ['series-1'])).toBe(false);
	expect(makeTheme('dark', 'none').isSolid('series-0', [])).toBe(false);
	expect(makeTheme('dark', '24-bit').isSolid('series-4', ['series-1'])).toBe(true);
	const part = (role: Role, rivals: readonly Role[]) =>
		paint([{ text: '▓▓', role, rivals }], theme).includes('▓');
	expect(part('series-1', ['series-0'])).toBe(false);
	expect(part('series-3', ['series-0'])).toBe(true);
});

test('the highest column does not pass the tick of its value', () => {
	for (const height of [4, 7, 12, 30]) {
		for (const values of [[10], [4, 6]]) {
			const names = values.map((_, index) => `user-${index}`);
			const { lines } = drawColumn(hourly([values, values], names), aFrame(60, height));
			const [top = ''] = lines.map(line => paint(line, makeTheme('dark', '24-bit')));
			expect(top).toContain('10┤');
			expect(top.split('┤')[1]).toMatch(/▄/);
			expect(top.split('┤')[1]?.split(' ')[0]).not.toMatch(/[▅▆▇█]/);
		}
	}
});

test('the outline of a stacked column is that of its total', () => {
	const theme = makeTheme('dark', '24-bit');
	const outline = (height: number, values: readonly number[], names: readonly string[]) =>
		drawColumn(hourly([values, [7, ...values.slice(1).map(() => 0)]], names), aFrame(44, height))
			.lines.slice(0, 7)
			.map(line =>
				paint(line.slice(1), theme)
					// What has a background is full.
					.replace(/\u001B\[[\d;]*48;[\d;]*m([^\u001B]+)/g, (_, text: string) =>
						'█'.repeat(text.length),
					)
					.replace(/\u001B\[[\d;]*m/g, '')
					.trimEnd(),
			);
	// The names take a row.
	expect(outline(9, [1, 2, 2], ['a', 'b', 'c'])).toEqual(outline(8, [5], ['a']));
	expect(outline(8, [5], ['a']).join('')).toMatch(/█.*█/);
});

test('shares of nothing draw nothing', () => {
	const nothing = drawPie(
		aResult(
			['user', 'n'],
			[
				['ada', 0],
				['bob', 0],
			],
		),
		aFrame(33, 8),
	);
	for (const name of ['dark', 'light', 'colour-blind'] as const) {
		for (const level of ['24-bit', '256', '16', 'none'] as const) {
			const painted = nothing.lines.map(line => paint(line, makeTheme(name, level))).join('');
			expect(painted.replace(/\u001B\[[\d;]*m/g, '').trim(), `${name} ${level}`).toBe('');
		}
	}
});

test('a series whose name is the empty text shifts no colour', () => {
	const model = drawColumn(hourly([[3, 2, 1]], ['ada', '', 'eve']), aFrame(90, 12));
	const rolesOf = (pattern: RegExp) =>
		model.lines.flatMap(line =>
			line.filter(({ text }) => pattern.test(text)).map(({ role }) => role),
		);
	expect(new Set(rolesOf(/^[█▓▒░▚▞▤▥]{3,}$/))).toEqual(new Set(rolesOf(/^[█▓▒░▚▞▤▥]{2}$/)));
});
