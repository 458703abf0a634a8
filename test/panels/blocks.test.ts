import fc from 'fast-check';
import { expect, test } from 'vitest';
import { apportion, barBlocks, columnBlocks } from '../../source/panels/blocks.ts';
import { axisLabels, axisWidth, niceCeiling, timeAxis } from '../../source/panels/axis.ts';
import { formatShort } from '../../source/text/number.ts';
import { plotLine } from '../../source/panels/plot.ts';
import { bucketAt, cellsOf, resample } from '../../source/panels/series.ts';
import { lineText } from '../../source/panels/span.ts';
import { hourMs, noonMs } from './result.ts';

test.each([
	{ weights: [1, 1, 1], cells: 10, parts: [4, 3, 3] },
	{ weights: [1, 3], cells: 8, parts: [2, 6] },
	{ weights: [0, 5], cells: 3, parts: [0, 3] },
	{ weights: [0, 0], cells: 3, parts: [0, 0] },
	{ weights: [], cells: 3, parts: [] },
])('$cells cells by $weights are $parts', ({ weights, cells, parts }) => {
	expect(apportion(weights, cells)).toEqual(parts);
});

test('no cell is lost, and none is made', () => {
	fc.assert(
		fc.property(
			fc.array(fc.integer({ min: 0, max: 1000 }), { minLength: 1, maxLength: 20 }),
			fc.integer({ min: 0, max: 300 }),
			(weights, cells) => {
				const total = apportion(weights, cells).reduce((sum, part) => sum + part, 0);
				expect(total).toBe(weights.some(weight => weight > 0) ? cells : 0);
			},
		),
		{ seed: 5 },
	);
});

test('a bar ends within an eighth of a cell, and something is never nothing', () => {
	expect([0, 0.001, 0.5, 1, 7, Number.NaN].map(share => barBlocks(share, 4))).toEqual([
		'',
		'▏',
		'██',
		'████',
		'████',
		'',
	]);
	expect(columnBlocks(0.5, 3)).toEqual([' ', '▄', '█']);
	expect(columnBlocks(0.0001, 2)).toEqual([' ', '▁']);
});

test.each([
	[0, 1],
	[1, 1],
	[7, 8],
	[9, 10],
	[13, 14],
	[101, 120],
	[1412, 1600],
	[Number.NaN, 1],
])('an axis for %d goes up to %d', (value, top) => {
	expect(niceCeiling(value)).toBe(top);
});

test.each([1, 2, 3, 4, 5, 6, 8, 10, 14, 16, 18, 24, 36, 50, 80, 120, 1600, 3_600_000, 2.4e9])(
	'an axis up to %d has three labels from six rows on, and not fewer where it is higher',
	top => {
		let before = 0;
		for (let height = 2; height <= 60; height++) {
			const labels = axisLabels(top, height);
			expect(labels).toHaveLength(height);
			expect([labels[0], labels.at(-1)]).toEqual([formatShort(top), '0']);
			const shown = labels.filter(label => label !== '');
			expect(shown.length).toBeGreaterThanOrEqual(height < 6 ? 2 : top === 1 ? 2 : 3);
			expect(shown.length).toBeLessThanOrEqual(6);
			expect(Math.max(...shown.map(label => label.length))).toBeLessThanOrEqual(axisWidth(top));
			if (height >= 6) {
				expect(shown.length).toBeGreaterThanOrEqual(before);
				before = shown.length;
			}
		}
	},
);

test.each([
	[80, 7, '0 40 80'],
	[80, 13, '0 20 40 60 80'],
	[80, 18, '0 20 40 60 80'],
	[40, 24, '0 10 20 30 40'],
	[1000, 24, '0 200 400 600 800 1k'],
	[5, 6, '0 1 2 3 4 5'],
])('an axis up to %d on %d rows is %s', (top, height, labels) => {
	expect(
		axisLabels(top, height)
			.filter(label => label !== '')
			.toReversed()
			.join(' '),
	).toBe(labels);
});

test('the clock under a chart stands at round moments', () => {
	const range = { fromMs: noonMs - 24 * hourMs - 180_000, toMs: noonMs - 180_000 };
	expect(lineText(timeAxis(range, 60, 'UTC')).trimEnd()).toBe(
		'12:00          18:00          00:00          06:00',
	);
	expect(
		lineText(timeAxis({ fromMs: noonMs - 7 * 24 * hourMs, toMs: noonMs }, 60, 'UTC')),
	).toContain('Feb 2');
});

test.each([
	{ name: 'nothing', values: [], height: 3, lines: ['', '', ''] },
	{ name: 'NaN', values: [Number.NaN, Number.NaN], height: 2, lines: ['  ', '──'] },
	{ name: 'a constant', values: [2, 2, 2], height: 3, lines: ['───', '   ', '   '] },
	{ name: 'one row', values: [1, 2], height: 1, lines: ['──'] },
	{ name: 'a step', values: [0, 2], height: 3, lines: [' ╭', ' │', '─╯'] },
	{ name: 'beyond the top', values: [99], height: 2, lines: ['─', ' '] },
])('a plot of $name', ({ values, height, lines }) => {
	expect(plotLine(values, height, 2)).toEqual(lines);
});

test('a plot has exactly its cells', () => {
	fc.assert(
		fc.property(
			fc.array(fc.double(), { minLength: 1, maxLength: 120 }),
			fc.integer({ min: 1, max: 30 }),
			fc.double(),
			(values, height, top) => {
				const lines = plotLine(values, height, top);
				expect(lines).toHaveLength(height);
				expect(lines.every(line => line.length === values.length)).toBe(true);
			},
		),
		{ seed: 6, numRuns: 200 },
	);
});

test('resampling keeps every peak', () => {
	fc.assert(
		fc.property(
			fc.array(fc.integer({ min: 0, max: 999 }), { minLength: 1, maxLength: 300 }),
			fc.integer({ min: 1, max: 200 }),
			(values, cells) => {
				const shown = resample(values, cells, 'max');
				expect(shown).toHaveLength(cells);
				expect(Math.max(...shown)).toBe(Math.max(...values));
			},
		),
		{ seed: 8, numRuns: 200 },
	);
});

test('every bucket has cells of its own where there is room', () => {
	for (let bucket = 0; bucket < 24; bucket++) {
		const { from, to } = cellsOf(bucket, 24, 70);
		expect(to).toBeGreaterThan(from);
		expect(bucketAt(from, 24, 70)).toBe(bucket);
	}
});

test('a plot of more than two thousand cells a side is not drawn', () => {
	const wide = (count: number) =>
		plotLine(
			Array.from({ length: count }, () => 1),
			2,
			2,
		);
	expect(wide(2000).map(line => line.length)).toEqual([2000, 2000]);
	expect(wide(2001)).toEqual(['', '']);
	expect(plotLine([1], 2001, 2)).toEqual(Array.from({ length: 2000 }, () => ''));
});
