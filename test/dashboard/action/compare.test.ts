import { expect, test } from 'vitest';
import { beforeKey, beforeQuery } from '../../../source/dashboard/compose/before-query.ts';
import type { QueryResult } from '../../../source/query/port.ts';
import { Driver, nowMs, usualAnswer } from '../console-driver.ts';
import { shippedLayouts } from '../layouts.ts';

const dayMs = 86_400_000;

type Run = Driver['runs'][number];

const isBefore = ({ slot }: Run) => slot.endsWith('~before');

/** Twice as much happens now as in the period before. */
function growing(run: Run): QueryResult {
	const usual = usualAnswer(run);
	const factor = isBefore(run) ? 1 : 2;
	return usual.kind === 'rows'
		? usual
		: { ...usual, rows: usual.rows.map(([key, count]) => [key!, Number(count) * factor]) };
}

const wide = { columns: 200, rows: 50 };

test('nothing is asked of the period before until d is pressed', () => {
	const driver = new Driver({}, growing, wide);
	driver.send({ kind: 'data', version: 2, recordCount: 2, nowMs });
	expect(driver.runs.filter(isBefore)).toEqual([]);
	expect(driver.runs).toHaveLength(2 * driver.shown().length);
});

test('d asks each panel’s query again over the period that ends where this one starts', () => {
	const driver = new Driver({}, growing, wide);
	const first = driver.runs.length;
	driver.press('d');
	const runs = driver.runs.slice(first);
	expect(runs.map(({ slot }) => slot).sort()).toEqual(
		driver
			.shown()
			.map(id => beforeKey(`overview/${id}`))
			.sort(),
	);

	for (const run of runs) {
		const now = driver.runs.find(({ slot }) => beforeKey(slot) === run.slot)!;
		expect(run.text).toBe(now.text);
		expect(run.range).toEqual({ fromMs: nowMs - 2 * dayMs, toMs: nowMs - dayMs });
		expect(run.progress).toBe(false);
	}

	expect(driver.header()).toContain('last 24h UTC · vs 24h before');
	expect(driver.panel('OV11')).toContain('▲ +8');
	expect(driver.panel('OV14')).toContain('◦ before');
});

test('zoomed, in the grid and over another range the same holds', () => {
	const driver = new Driver({}, growing);
	driver.press('d z');
	expect(driver.shown()).toEqual(['OV11']);
	expect(driver.panel('OV11')).toContain('▲ +8');
	expect(driver.panel('OV11')).toContain('◦ before');
	driver.press('t h enter');
	expect(driver.header()).toContain('last 1h UTC · vs 1h before');
	expect(driver.runs.findLast(isBefore)?.range).toEqual({
		fromMs: nowMs - 7_200_000,
		toMs: nowMs - 3_600_000,
	});
	driver.press('left left left');
	expect(driver.panel('OV11')).toMatch(/ 11:15 · 10 · before 5 /);
	expect(driver.panel('OV11')).toMatch(/██ now +10│\n.*◦◦ before +5│/);
});

test('bars by name show what changed; a list of records is left alone', () => {
	const driver = new Driver({ dashboard: 'privileged' }, growing, wide);
	driver.press('d');
	expect(driver.panel('PA1')).toMatch(/CreateUser +10 .*▲ \+5/);
	const asked = driver.runs.filter(isBefore).map(({ slot }) => slot);
	expect(asked).toContain(beforeKey('privileged/PA1'));
	expect(asked).not.toContain(beforeKey('privileged/PA3'));
	expect(driver.panel('PA3')).toContain('2 rows');
});

test('a second d ends it: nothing is kept, asked or shown of the period before', () => {
	const driver = new Driver({}, growing);
	driver.press('d d');
	const runs = driver.runs.length;
	driver.send({ kind: 'data', version: 3, recordCount: 3, nowMs });
	expect(driver.runs.slice(runs).filter(isBefore)).toEqual([]);
	expect(Object.keys(driver.state.slots).filter(key => key.endsWith('~before'))).toEqual([]);
	expect(driver.header()).not.toContain('before');
	expect(driver.panel('OV11')).not.toContain('+8');
});

test('i tells what the panel is compared with, and how to read it', () => {
	const driver = new Driver({}, growing, wide);
	expect(driver.press('i').box()).not.toContain('Compared with');
	expect(driver.box().replace(/\s+/g, ' ')).toMatch(/newest whole 15m against the[ │]+15m before/);
	driver.press('i d i');
	expect(driver.box()).toContain('Compared with the period before');
	expect(driver.box()).toContain('2026-02-27 12:00 – 2026-02-28 12:00');
	expect(driver.box()).toContain('unlisted');
});

test('a query of the period before that still runs is cancelled', () => {
	const driver = new Driver({}, null);
	driver.press('d d');
	expect(driver.told.filter(({ kind }) => kind === 'cancel')).toHaveLength(driver.shown().length);
});

test('it is there again at the next start', () => {
	const driver = new Driver();
	driver.press('d');
	const saved = driver.told.findLast(effect => effect.kind === 'save-session');
	expect(saved).toMatchObject({ session: { comparing: true } });
	const session = saved?.kind === 'save-session' ? saved.session : undefined;
	expect(new Driver({ session }).header()).toContain('vs 24h before');
});

test('new records run the period of now alone; as the window slides both run', () => {
	const driver = new Driver({}, growing);
	driver.press('d');
	const runs = driver.runs.length;
	driver.send({ kind: 'data', version: 7, recordCount: 7, nowMs: nowMs + 1_000 });
	expect(driver.runs.slice(runs).filter(isBefore)).toEqual([]);
	driver.send({ kind: 'tick', nowMs: nowMs + 20_000 });
	expect(driver.runs.slice(runs).filter(isBefore)).toHaveLength(driver.shown().length);
});

test('a fixed range takes what comes late into the period before it', () => {
	const driver = new Driver({ range: { kind: 'fixed', fromMs: nowMs - dayMs, toMs: nowMs } });
	driver.press('d');
	const runs = driver.runs.length;
	driver.send({ kind: 'data', version: 7, recordCount: 7, nowMs });
	expect(driver.runs.slice(runs).filter(isBefore)).toHaveLength(driver.shown().length);
});

test('until its answer has come, and when it failed, no change is told', () => {
	const driver = new Driver({}, run => usualAnswer(run));
	driver.press('d');
	const key = beforeKey('overview/OV11');
	const slot = driver.state.slots[key]!;
	driver.state = {
		...driver.state,
		slots: { ...driver.state.slots, [key]: { ...slot, result: undefined, running: true } },
	};
	expect(driver.panel('OV11')).not.toMatch(/[▲▼=]/);
	driver.send({
		kind: 'query-failed',
		slot: key,
		ticket: slot.ticket,
		message: 'the store is gone',
		next: '',
	});
	expect(driver.press('z').panel('OV11')).toContain('the period before failed');
});

test('one key: help, footer and commands tell of it', () => {
	const driver = new Driver({}, usualAnswer, wide);
	expect(driver.footer()).toContain('d compare');
	expect(driver.press('?').box()).toMatch(/d {13}compare: the period before/);
	driver.press('escape').press(':').type('compare').press('enter');
	expect(driver.state.comparing).toBe(true);
});

test.each([
	['* | count by eventName', '* | count by eventName', { now: [], before: [] }],
	[
		'* | count by eventName | sort by _count | limit 10',
		'* | count by eventName | sort by _count',
		{ now: [3], before: [] },
	],
	[
		'* | count by a, b\n| sort by _count\n| limit 10\n| transpose row a column b',
		'* | count by a, b\n| sort by _count\n| limit 10\n| transpose row a column b',
		{ now: [3], before: [3] },
	],
	['* | limit 5 | count by eventName', '* | limit 5 | count by eventName', { now: [], before: [] }],
])('of the period before %j is asked as %j', (text, expected, cuts) => {
	expect(beforeQuery(text)).toEqual({ text: expected, cuts });
});

test('what is not among ten of the list is asked for without the limit', () => {
	const driver = new Driver({ dashboard: 'privileged' }, growing, wide);
	driver.press('d');
	const run = driver.runs.find(({ slot }) => slot === beforeKey('privileged/PA1'));
	expect(run?.text).toContain('sort by eventCount');
	expect(run?.text).not.toContain('limit');
});

test('every panel with a number is compared, and no list of records', () => {
	const compared = shippedLayouts()
		.flatMap(layout => layout.panels)
		.map(panel => [panel.id, beforeQuery(panel.query) !== undefined] as const);
	const lists = compared.filter(([, is]) => !is).map(([id]) => id);
	expect(compared.length).toBeGreaterThan(lists.length);
	expect(lists).toEqual(
		shippedLayouts()
			.flatMap(layout => layout.panels)
			.filter(panel => panel.view === 'table' && !panel.query.includes('| count '))
			.map(panel => panel.id),
	);
});

test('the moment one looks at is compared with the moment before it', () => {
	const driver = new Driver({}, growing);
	driver.press('d left m');
	expect(driver.header()).toContain('vs 15m before');
});
