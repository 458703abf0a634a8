import { expect, test } from 'vitest';
import { drawBar } from '../../source/panels/bar.ts';
import { drawColumn } from '../../source/panels/column.ts';
import { legendRow } from '../../source/panels/legend.ts';
import { drawLine } from '../../source/panels/line.ts';
import { drawOutlier } from '../../source/panels/outlier.ts';
import { drawPie } from '../../source/panels/pie.ts';
import { drawSingleValue } from '../../source/panels/single-value.ts';
import { toTimeTable } from '../../source/panels/series.ts';
import { lineText, seriesColoursMax, seriesStyle } from '../../source/panels/span.ts';
import { paint } from '../../source/view/paint.ts';
import { makeTheme } from '../../source/view/theme.ts';
import { drawStackedBar } from '../../source/panels/stacked-bar.ts';
import { cellWidth } from '../../source/text/width.ts';
import { aFrame, aResult, drawn, hourMs, hourly, noonMs } from './result.ts';

test('a change names what it is from, as briefly as the room asks for', () => {
	const result = hourly([1, 4, 2, 6, 9]);
	const shown = (widthCells: number, heightCells: number) =>
		drawn(drawSingleValue(result, aFrame(widthCells, heightCells))).split('\n')[0];
	expect(shown(50, 1)).toContain('vs 1h ');
	expect(shown(18, 1)).toContain('/1h');
	expect(shown(50, 9)).toContain('vs 1h before');
	expect(drawSingleValue(result, aFrame(50, 1)).figures).toMatchObject({ stepMs: 3_600_000 });
});

test('the period that a panel with a range of its own is compared with is named there', () => {
	const before = {
		kind: 'ready',
		result: hourly([1, 1, 1, 1, 1]),
		range: { fromMs: noonMs - 24 * hourMs, toMs: noonMs - 12 * hourMs },
		cuts: { now: [], before: [] },
	} as const;
	const shown = (hasOwnRange: boolean) =>
		drawn(drawSingleValue(hourly([1, 4, 2, 6, 9]), aFrame(18, 1, { before, hasOwnRange })));
	expect(shown(true)).toContain(' vs 12h');
	// That of the others stands above the panels.
	expect(shown(false)).not.toContain('vs');
});

test('a single value is the sum, the change of the newest whole bucket, and a sparkline', () => {
	const model = drawSingleValue(hourly([0, 1, 2, 4, 8, 4, 2, 1, 0, 0, 12, 3]), aFrame(40, 1));
	expect(drawn(model)).toBe(' 37  ▼ 9 vs 1h          ▁▁▁▁▃▅▅▃▁▁▁▁▁█▂');
	expect(model.figures).toMatchObject({ value: 37, change: -9 });
});

test('the bucket that still fills says nothing about the change', () => {
	const range = { fromMs: noonMs - 3 * hourMs, toMs: noonMs - hourMs / 2 };
	const model = drawSingleValue(hourly([5, 7, 1]), aFrame(40, 1, { range }));
	expect(model.figures).toMatchObject({ value: 13, change: 2 });
});

test('one value has no change', () => {
	const model = drawSingleValue(aResult(['_count'], [[1412]], { keys: [] }), aFrame(30, 1));
	expect(drawn(model)).toBe(' 1,412');
});

test('with more height the sparkline grows', () => {
	const model = drawSingleValue(hourly([1, 2, 3, 4]), aFrame(14, 3));
	expect(model.lines).toHaveLength(3);
	expect(drawn(model)).toContain('█');
});

test('bars are as long as their values, and those left over are counted', () => {
	const result = aResult(
		['eventName', 'eventCount'],
		[
			['CreateUser', 8],
			['DeleteBucket', 4],
			['RunInstances', 1],
			['CreateKey', 1],
		],
	);
	const model = drawBar(result, aFrame(32, 3));
	expect(drawn(model)).toBe(
		['CreateUser   8 █████████████████', 'DeleteBucket 4 ████████▌', 'RunInstances 1 ██▏'].join(
			'\n',
		),
	);
	expect(model.note).toBe('+1 more');
	expect(model.hiddenCount).toBe(1);
});

test('a pie is a strip and its shares; the smallest slices are folded', () => {
	const result = aResult(
		['actor', 'eventCount'],
		[
			['FANCY BEAR', 6],
			[null, 2],
			['c', 1],
			['d', 1],
		],
	);
	const model = drawPie(result, aFrame(30, 5));
	expect(drawn(model)).toBe(
		[
			'██████████████████▓▓▓▓▓▓■■■■■■',
			'',
			'██ FANCY BEAR  60.0%  6',
			'▓▓ (none)      20.0%  2',
			'■■ 2 others    20.0%  2',
		].join('\n'),
	);
	expect(model.hiddenCount).toBe(2);
	expect(model.items.at(-1)?.rows).toEqual([2, 3]);
});

test('stacked bars divide each row, the largest first', () => {
	const result = aResult(
		['user', 'AccessDenied', 'AuthFailure'],
		[
			['bob', 2, 2],
			['ada', 6, 2],
			['root', null, 1],
		],
	);
	expect(drawn(drawStackedBar(result, aFrame(30, 4)))).toBe(
		[
			'ada  8 █████████████████▓▓▓▓▓▓',
			'bob  4 ██████▓▓▓▓▓▓',
			'root 1 ▓▓▓',
			'█ AccessDenied  ▓ AuthFailure',
		].join('\n'),
	);
});

test('columns stand on the clock, also where nothing happened', () => {
	const result = aResult(
		['_timeslice', 'eventCount'],
		[
			[noonMs - 3 * hourMs, 4],
			[noonMs - hourMs, 2],
		],
		{ timeslice: { stepMs: hourMs, column: '_timeslice' } },
	);
	const range = { fromMs: noonMs - 4 * hourMs, toMs: noonMs };
	expect(drawn(drawColumn(result, aFrame(26, 4, { range })))).toBe(
		[
			// The highest ends at the tick of its value.
			'4┤      ▄▄▄▄▄▄',
			' │      ██████      ▂▂▂▂▂▂',
			'0┤      ██████      ██████',
			'  08:00       10:00',
		].join('\n'),
	);
});

test('stacked columns fold what has no colour of its own, and name the rest', () => {
	const columns = Array.from({ length: 12 }, (_, index) => `name-${index}`);
	const result = hourly(
		[1, 2, 3].map(factor => columns.map((_, index) => (12 - index) * factor)),
		columns,
	);
	const model = drawColumn(result, aFrame(80, 8));
	expect(drawn(model)).toContain('5 others');
	expect(model.hiddenCount).toBe(5);
	expect(drawn(model)).toContain('name-0');
});

test('the highest peak has a name however small its total, and the others always have theirs', () => {
	const columns = Array.from({ length: 12 }, (_, index) => `name-${index}`);
	const result = hourly(
		Array.from({ length: 12 }, (_, bucket) =>
			columns.map((name, index) => (name === 'name-11' ? (bucket === 5 ? 60 : 0) : 40 - index)),
		),
		columns,
	);
	for (const model of [
		drawColumn(result, aFrame(80, 8)),
		drawColumn(result, aFrame(80, 5)),
		drawColumn(result, aFrame(120, 9)),
		drawStackedBar(aResult(['hour', ...columns], result.rows), aFrame(100, 9)),
	]) {
		expect(drawn(model)).toContain('5 others');
	}

	expect(drawn(drawColumn(result, aFrame(80, 10)))).toContain('name-11');
	expect(drawn(drawLine(result, aFrame(80, 10)))).toContain('name-11');
	const row = lineText(drawColumn(result, aFrame(50, 8)).lines.at(-1) ?? []);
	expect(row).toMatch(/ {2}\+\d {2}■ 5 others$/);
	expect(cellWidth(row)).toBeLessThanOrEqual(50);
});

test('a column that is missing everywhere has the name (none)', () => {
	const result = hourly(
		[
			[1, 2],
			[3, 4],
		],
		['', 'Success'],
	);
	expect(drawn(drawColumn(result, aFrame(60, 6)))).toContain('(none)');
});

test('a line goes up and down between its values', () => {
	const range = { fromMs: noonMs - 4 * hourMs, toMs: noonMs };
	expect(drawn(drawLine(hourly([0, 4, 4, 0]), aFrame(26, 4, { range })))).toBe(
		[
			'4┤      ╭───────────╮',
			' │      │           │',
			'0┤──────╯           ╰─────',
			'  08:00       10:00',
		].join('\n'),
	);
});

const outlierColumns = [
	'n',
	'n_error',
	'n_lower',
	'n_upper',
	'n_std',
	'n_indicator',
	'n_violation',
];
const calm = [2, 0, 1, 3, 1, 0, 0];
const wild = [9, 7, 1, 3, 1, 1, 1];

test('a violation is marked on its value, above its band', () => {
	const range = { fromMs: noonMs - 4 * hourMs, toMs: noonMs };
	const model = drawOutlier(
		hourly([calm, calm, wild, calm], outlierColumns),
		aFrame(26, 6, { range }),
	);
	expect(model.note).toBe('▲ 1 outlier');
	expect(drawn(model).split('\n')[0]).toMatch(/^10┤ +╭?▲/);
	expect(drawn(model)).toContain('░');
	expect(model.figures['violations']).toEqual([noonMs - 2 * hourMs]);
});

test('the band goes on behind the line, and ends at 0', () => {
	const range = { fromMs: noonMs - 4 * hourMs, toMs: noonMs };
	const wide = [4, 0, -6, 8, 1, 0, 0];
	const model = drawOutlier(
		hourly([wide, wide, wide, wide], outlierColumns),
		aFrame(26, 9, { range }),
	);
	// The line stands in the middle of the band, whose hatch it replaces; nothing is below 0.
	const rows = drawn(model)
		.split('\n')
		.map(row => row.slice(2));
	const hatch = Array.from({ length: 3 }, () => '░░░');
	expect(rows.map(row => row.slice(0, 3))).toEqual([...hatch, '───', ...hatch, '', '08:']);
	const grounds = (theme: ReturnType<typeof makeTheme>) =>
		model.lines.map(line => paint(line, theme).includes('\u001B[38;2;95;175;255;48;2;'));
	expect(grounds(makeTheme('dark', '24-bit')).filter(Boolean)).toHaveLength(1);
	expect(grounds(makeTheme('dark', '16')).filter(Boolean)).toHaveLength(0);
	const below = [4, 0, -6, -2, 1, 0, 0];
	expect(drawn(drawOutlier(hourly([below, below], outlierColumns), aFrame(26, 9)))).not.toContain(
		'░',
	);
});

test('the bucket that still fills is never a violation', () => {
	const range = { fromMs: noonMs - 4 * hourMs, toMs: noonMs - 1 };
	const model = drawOutlier(
		hourly([calm, calm, calm, wild], outlierColumns),
		aFrame(26, 6, { range }),
	);
	expect(model.figures['violations']).toEqual([]);
	expect(model.note).toBe('');
});

test('a chart without room says what it needs', () => {
	expect(drawn(drawColumn(hourly([1, 2]), aFrame(10, 2)))).toContain('needs');
});

test('a range of more buckets than can be drawn shows those that are there', () => {
	const stepMs = 1_000;
	const bucketsOf = (count: number) =>
		toTimeTable(
			aResult(
				['_timeslice', 'n'],
				[
					[noonMs - 5_000, 1],
					[noonMs - 3_000, 2],
				],
				{
					timeslice: { stepMs, column: '_timeslice' },
					keys: ['_timeslice'],
				},
			),
			{ fromMs: noonMs - count * stepMs, toMs: noonMs },
		)?.starts.length;
	expect(bucketsOf(20_000)).toBe(20_000);
	expect(bucketsOf(20_001)).toBe(2);
});

test('six lines are drawn, the smallest folded into the last', () => {
	const titles = (count: number) => Array.from({ length: count }, (_item, index) => `s${index}`);
	const draw = (count: number) =>
		drawLine(
			hourly([titles(count).map((_title, index) => 9 - index)], titles(count)),
			aFrame(100, 12),
		);
	expect(draw(6).hiddenCount).toBe(0);
	expect(draw(7).hiddenCount).toBe(2);
	expect(drawn(draw(7))).toContain('s4');
	expect(drawn(draw(7))).not.toContain('s5');
});

test('colours of series repeat with their fills from the ninth on', () => {
	expect(seriesStyle(seriesColoursMax)).toEqual(seriesStyle(0));
	expect(
		new Set(
			Array.from({ length: seriesColoursMax }, (_item, index) =>
				JSON.stringify(seriesStyle(index)),
			),
		).size,
	).toBe(seriesColoursMax);
});

test('a legend takes what its names need, and a third or what leaves the chart 42 columns', () => {
	const longest = (name: string, columns: number) => {
		const model = drawLine(hourly([[1, 2]], [name, 'b']), aFrame(columns, 8));
		return /x+…?/.exec(drawn(model))?.[0].length;
	};

	const name = 'x'.repeat(40);
	expect(longest(name, 120)).toBe(40);
	expect(longest(name, 85)).toBe(85 - 44 - 5);
	expect(longest(name, 60)).toBe(Math.floor(60 * 0.34) - 5);
	expect(longest('x'.repeat(400), 120)).toBe(120 - 44 - 5);
});

test('the names below bars are whole where there is room, and else cut alike', () => {
	const entries = ['a'.repeat(30), 'b'.repeat(40), 'c'].map((label, index) => ({
		label,
		total: 1,
		style: seriesStyle(index),
	}));
	const names = (cells: number) =>
		lineText(legendRow(entries, cells))
			.split('  ')
			.map(part => cellWidth(part) - 2);
	expect(names(90)).toEqual([30, 40, 1]);
	expect(names(72)).toEqual([30, 31, 1]);
	expect(names(66)).toEqual([27, 27, 1]);
	expect(names(40)[0]).toBeLessThanOrEqual(24);
});

test('the higher a mark of an only series, the brighter it is', () => {
	const rising = hourly([[1, 5, 9]], ['a']);
	const inColumn = drawColumn(rising, aFrame(40, 8)).lines.map(line =>
		line.filter(({ text }) => text.includes('█')).map(({ role }) => role),
	);
	expect([...new Set(inColumn.flat())]).toEqual(['series-0', 'depth-1', 'depth-0']);
	const card = drawSingleValue(hourly([1, 5, 9]), aFrame(60, 1)).lines.flat();
	expect(card.map(({ role }) => role).filter(role => /^(?:depth|series)-/.test(role))).toEqual([
		'depth-0',
		'depth-1',
		'series-0',
	]);
});
