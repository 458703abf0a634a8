import { expect, test } from 'vitest';
import { locationOf } from '../../../source/dashboard/state/state.ts';
import type { QueryResult } from '../../../source/query/port.ts';
import { aResult } from '../../panels/result.ts';
import { Driver, nowMs, usualAnswer } from '../console-driver.ts';
import { shippedLayouts } from '../layouts.ts';

const hourMs = 3_600_000;
const quarterMs = 900_000;
const wide = { columns: 200, rows: 50 };

/** Three buckets in the middle of the range, each with its own values. */
function overTime(columns: readonly string[], rows: readonly (readonly number[])[]) {
	return (run: Driver['runs'][number]): QueryResult => {
		if (!run.text.includes('timeslice 1h')) {
			return usualAnswer(run);
		}

		const firstMs = Math.ceil(run.range.fromMs / hourMs) * hourMs;
		return aResult(
			['_timeslice', ...columns],
			rows.map((row, index) => [firstMs + index * hourMs, ...row]),
			{ timeslice: { stepMs: hourMs, column: '_timeslice' }, keys: ['_timeslice'] },
		);
	};
}

test.each([
	['overview', 'OV1', 'single-value'],
	['overview', 'OV14', 'column'],
	['logins', 'LA2', 'column'],
] as const)(
	'in %s the cursor on %s, a %s, shows the moment and its value',
	(dashboard, id, view) => {
		const driver = new Driver(
			{ dashboard, session: { focus: { [dashboard]: id } } },
			undefined,
			wide,
		);
		expect(
			shippedLayouts()
				.find(({ name }) => name === dashboard)
				?.panels.find(one => one.id === id)?.view,
		).toBe(view);
		const step = driver.runs.find(({ slot }) => slot === `${dashboard}/${id}`)?.text.includes('15m')
			? '11:45'
			: '11:00';
		driver.press('end');
		expect(driver.panel(id)).toContain(`${step} · 0`);
		driver.press('g');
		expect(driver.panel(id)).toContain('12:00 · 3');
		driver.press('right');
		expect(driver.panel(id)).toMatch(/12:15 · 5|13:00 · 5/);
		driver.press('escape');
		expect(driver.panel(id)).not.toContain('·');
	},
);

test('on stacked columns the legend tells each series at the moment', () => {
	const driver = new Driver(
		{ dashboard: 'logins', session: { focus: { logins: 'LA2' } } },
		overTime(
			['111122223333', '444455556666'],
			[
				[3, 1],
				[7, 2],
			],
		),
	);
	driver.press('z');
	expect(driver.panel('LA2')).toMatch(/██ 111122223333 +10/);
	driver.press('g');
	expect(driver.panel('LA2')).toContain('12:00 · 4');
	expect(driver.panel('LA2')).toMatch(/██ 111122223333 +3/);
	driver.press('right');
	expect(driver.panel('LA2')).toMatch(/██ 111122223333 +7/);
	expect(driver.panel('LA2')).toMatch(/▓▓ 444455556666 +2/);
});

test('on outliers it tells the band as well', () => {
	const driver = new Driver(
		{ session: { focus: { overview: 'OV13' } } },
		overTime(
			[
				'eventCount',
				'eventCount_error',
				'eventCount_lower',
				'eventCount_upper',
				'eventCount_violation',
			],
			[
				[1, 0, -2, 4, 0],
				[9, 8, -2, 4, 1],
			],
		),
	);
	driver.press('z').press('g right');
	expect(driver.panel('OV13')).toContain('▲ 13:00 · 9 · band 0–4');
});

test('enter opens the rows of that bucket, no more and no less', () => {
	const driver = new Driver({ session: { focus: { overview: 'OV14' } } }, undefined, wide);
	driver.press('g right enter');
	const run = driver.runs.at(-1)!;
	expect(locationOf(driver.state)).toMatchObject({
		kind: 'rows',
		title: 'Threats Over Time · 13:00 · 5',
	});
	expect(run.range).toEqual({ fromMs: nowMs - 23 * hourMs, toMs: nowMs - 22 * hourMs });
	expect(run.text).not.toMatch(/\| count|timeslice/);
	expect(run.text).toContain('threatlevel as confidence');
	driver.press('escape');
	expect(driver.header()).toContain('last 24h');
});

test('m moves every panel to that moment, and m again back', () => {
	const driver = new Driver({}, undefined, wide);
	driver.press('g');
	const before = driver.runs.length;
	driver.press('m');
	const runs = driver.runs.slice(before);
	expect(runs.map(({ slot }) => slot).sort()).toEqual(
		driver
			.shown()
			.map(id => `overview/${id}`)
			.sort(),
	);
	const bucket = { fromMs: nowMs - 24 * hourMs, toMs: nowMs - 24 * hourMs + quarterMs };
	expect(
		runs.every(({ range }) => range.fromMs === bucket.fromMs && range.toMs === bucket.toMs),
	).toBe(true);
	expect(driver.header()).toContain('2026-02-28 12:00 – 12:15');
	expect(driver.footer()).toContain('m goes back');
	// The other dashboards are at it too.
	driver.press('3');
	expect(driver.runs.at(-1)?.range).toEqual(bucket);
	driver.press('m');
	expect(driver.header()).toContain('last 24h');
	expect(driver.runs.at(-1)?.range).toEqual({ fromMs: nowMs - 24 * hourMs, toMs: nowMs });
	expect(driver.press('m').footer()).toContain('choose a moment first');
});

test('from a moment one goes closer, and back to where one began', () => {
	const driver = new Driver({ session: { focus: { overview: 'OV14' } } }, undefined, wide);
	driver.press('g m');
	expect(driver.header()).toContain('2026-02-28 12:00 – 13:00');
	driver.state = { ...driver.state, focus: { overview: 'OV1' } };
	driver.press('g right m');
	expect(driver.header()).toContain('2026-02-28 12:15 – 12:30');
	driver.press('m');
	expect(driver.header()).toContain('last 24h');
});

test('a range of one’s own ends the moment; the next start is where one was', () => {
	const driver = new Driver();
	driver.press('t x enter g m');
	expect(driver.told.findLast(({ kind }) => kind === 'save-session')).toMatchObject({
		session: { range: { kind: 'last', lengthMs: 24 * hourMs } },
	});
	driver.press('t h enter');
	expect(driver.header()).toContain('last 1h');
	expect(driver.press('m').footer()).toContain('choose a moment first');
});

test('a pause is paused again when one comes back', () => {
	const driver = new Driver();
	driver.press('space g m');
	expect(driver.header()).not.toContain('PAUSED');
	driver.press('m');
	expect(driver.header()).toContain('PAUSED');
});

test('a panel with a range of its own moves as well', () => {
	const [first] = shippedLayouts();
	const layout = { ...first!, panels: first!.panels.map(panel => ({ ...panel, range: '7d' })) };
	const driver = new Driver({ layouts: [layout] });
	expect(driver.runs[0]?.range.fromMs).toBe(nowMs - 168 * hourMs);
	driver.press('g m');
	expect(driver.runs.at(-1)?.range.toMs).toBe(nowMs - 168 * hourMs + quarterMs);
});

test('from a record in a list the dashboard shows the minutes around it', () => {
	const driver = new Driver({ dashboard: 'accounts' });
	driver.press('/ ctrl-u').type('*').press('enter');
	driver.press('down m');
	expect(locationOf(driver.state)).toMatchObject({ kind: 'dashboard', dashboard: 'accounts' });
	expect(driver.runs.at(-1)?.range).toEqual({
		fromMs: Date.parse('2026-03-01T10:57:11Z'),
		toMs: Date.parse('2026-03-01T11:07:11Z'),
	});
});
