import { expect, test } from 'vitest';
import { withoutScope } from '../../source/dashboard/compose/compose.ts';
import { fuzzyScore } from '../../source/dashboard/input/fuzzy.ts';
import type { SourceDetail } from '../../source/dashboard/state/source-status.ts';
import { locationOf } from '../../source/dashboard/state/state.ts';
import { aResult } from '../panels/result.ts';
import { Driver, nowMs, someRows, usualAnswer } from './console-driver.ts';
import { shippedLayouts } from './layouts.ts';

const searches = [
	{ name: 'root', description: '', title: 'Root account used', query: 'userIdentity.type=Root' },
	{
		name: 'stop',
		description: '',
		title: 'Trail stopped',
		query: 'eventName=StopLogging\n| count by user',
	},
];

test('a pasted query keeps its lines, and they stand above the keys', () => {
	const driver = new Driver();
	driver.press('/ ctrl-u').send({ kind: 'paste', text: '*\n| count by user\n| limit 5' });
	expect(driver.box()).toContain(' / *');
	expect(driver.box()).toContain('   | count by user');
	expect(driver.footer()).toContain('   | limit 5');
	driver.press('alt-enter').type('| total');
	expect(driver.state.bar?.text).toBe('*\n| count by user\n| limit 5\n| total');
	driver.press('enter');
	expect(driver.runs.at(-1)?.text).toBe('*\n| count by user\n| limit 5\n| total');
});

test('a long query scrolls in eight lines with the cursor in sight', () => {
	const driver = new Driver();
	const text = Array.from({ length: 30 }, (_, line) => `| limit ${line}`).join('\n');
	driver.press('/ ctrl-u').send({ kind: 'paste', text });
	expect(driver.box().split('\n')).toHaveLength(7);
	expect(driver.footer()).toContain('| limit 29');
	driver.press(Array.from({ length: 29 }, () => 'up').join(' '));
	expect(driver.box()).toContain(' / | limit 0');
	expect(driver.footer()).toContain(' ↓ | limit 7');
});

test('what is wrong is marked in the line, with its repair below', () => {
	const driver = new Driver();
	driver.press('/ ctrl-u').type('* | limt 5');
	driver.send({
		kind: 'completions',
		text: '* | limt 5',
		cursor: 10,
		items: [],
		faults: [
			{
				severity: 'fault',
				span: { start: 4, end: 8 },
				message: 'no stage "limt"',
				next: 'did you mean "limit"?',
			},
		],
	});
	expect(driver.footer()).toContain('no stage "limt" · did you mean "limit"?');
	expect(driver.underlined()).toBe('limt');
	expect(driver.press('space').underlined()).toBe('limt');
});

test('older queries are found by their letters, and not run at once', () => {
	const driver = new Driver({
		searches,
		session: { queryHistory: ['* | count by user', 'eventName=CreateUser'] },
	});
	driver.press('/ ctrl-u ctrl-r');
	expect(driver.box().indexOf('eventName=CreateUser')).toBeLessThan(
		driver.box().indexOf('* | count by user'),
	);
	driver.type('cntby');
	expect(driver.box()).toContain('* | count by user');
	expect(driver.box()).not.toContain('CreateUser');
	const before = driver.runs.length;
	driver.press('enter');
	expect(driver.state.bar?.text).toBe('* | count by user');
	expect(driver.runs).toHaveLength(before);
	driver.press('ctrl-r').type('trail').press('enter');
	expect(driver.state.bar?.text).toBe('eventName=StopLogging\n| count by user');
	driver.press('alt-u');
	expect(driver.state.bar?.text).toBe('* | count by user');
	driver.press('ctrl-r escape');
	expect(driver.state.bar?.text).toBe('* | count by user');
});

test('saved searches are offered in the bar and among the commands', () => {
	const driver = new Driver({ searches });
	driver.press('/ ctrl-u').type('roo');
	driver.send({ kind: 'completions', text: 'roo', cursor: 3, items: [], faults: [] });
	expect(driver.box()).toContain('Root account used');
	driver.press('down enter');
	expect(driver.state.bar?.text).toBe('userIdentity.type=Root');
	driver.press('escape').press(':').type('trail stopped').press('enter');
	expect(driver.runs.at(-1)?.text).toBe('eventName=StopLogging\n| count by user');
});

test('parts are shown while a query runs; escape stops it, r runs it again', () => {
	const driver = new Driver({}, null);
	driver.press('/ ctrl-u').type('*').press('enter');
	const run = driver.runs.at(-1)!;
	expect(run.progress).toBe(true);
	const answer = { kind: 'result', slot: run.slot, ticket: run.ticket, elapsedMs: 120 } as const;
	driver.send({ ...answer, result: { ...someRows, complete: false } });
	expect(driver.panel(run.slot)).toContain('CreateUser');
	expect(driver.footer()).toContain('running … esc stops');
	driver.press('escape');
	expect(driver.told.at(-1)).toEqual({ kind: 'cancel', slot: run.slot });
	expect(driver.panel(run.slot)).toContain('stopped');
	const before = driver.runs.length;
	driver.send({ kind: 'data', version: 9, recordCount: 9, nowMs });
	driver.send({ ...answer, result: someRows });
	expect(driver.runs).toHaveLength(before);
	expect(driver.footer()).not.toContain('running');
	driver.press('r');
	expect(driver.runs.at(-1)).toMatchObject({ slot: run.slot, text: '*' });
});

test('a whole result is not replaced by parts of the next one', () => {
	const driver = new Driver();
	driver.send({ kind: 'data', version: 3, recordCount: 3, nowMs });
	expect(driver.runs.at(-1)?.progress).toBe(false);
});

test('c counts what is shown by the field under the cursor', () => {
	const driver = new Driver({ dashboard: 'accounts' });
	driver.press('/ ctrl-u').type('eventName=CreateUser').press('enter').press('c');
	expect(driver.footer()).toContain('choose a value first');
	driver.press('right right c');
	expect(driver.runs.at(-1)?.text).toBe(
		'eventName=CreateUser\n| count as eventCount by user\n| sort by eventCount, +user',
	);
	expect(driver.header()).toContain('by user');
});

test('c on a counted table counts its events', () => {
	const driver = new Driver({}, () => aResult(['eventName', '_count'], [['CreateUser', 5]]));
	driver.press('/ ctrl-u').type('* | where user = "ada" | count by eventName').press('enter');
	driver.press('down right c');
	expect(driver.runs.at(-1)?.text).toBe(
		'* | where user = "ada"\n| count as eventCount by eventName\n| sort by eventCount, +eventName',
	);
});

test('p saves what is shown under a title, without the scope', () => {
	const driver = new Driver();
	driver.press('/ ctrl-u').type('_sourceCategory=prod | count by user').press('enter');
	driver.press('p').type('Who').press('enter');
	expect(driver.told.at(-1)).toEqual({
		kind: 'save-panel',
		title: 'Who',
		query: '* | count by user',
		view: 'table',
	});
	driver.press('1 p enter');
	expect(driver.told.at(-1)).toMatchObject({ title: 'Read Only Events', view: 'single-value' });
});

test.each([
	['_sourceCategory=prod\n| count', '* | count'],
	['_sourceCategory=prod (a OR b) | count', '(a OR b) | count'],
	['_sourceCategory=production | count', '_sourceCategory=production | count'],
	['_sourceCategory=prod', '*'],
	['* | count', '* | count'],
])('%j without its scope is %j', (text, expected) => {
	expect(withoutScope(text, { key: '_sourceCategory', value: 'prod' })).toBe(expected);
});

test('0 lists all dashboards, and narrows as one types', () => {
	const driver = new Driver();
	driver.press('0');
	expect(driver.box()).toContain('6 Threats');
	driver.type('log').press('enter');
	expect(driver.header()).toContain('3 Logins');
});

test('a changed file shows at once; one that is gone gives way to the first', () => {
	const driver = new Driver({ dashboard: 'logins' });
	const [first, ...others] = shippedLayouts();
	const mine = { ...first!, name: 'mine', title: 'Mine', key: undefined };
	driver.send({ kind: 'layouts', layouts: [first!, ...others, mine] });
	driver.press('0').type('mine').press('enter');
	expect(driver.header()).toContain('Mine');
	driver.send({ kind: 'layouts', layouts: [first!, ...others] });
	expect(locationOf(driver.state)).toMatchObject({ dashboard: first?.name });
	expect(driver.header()).toContain('1 Overview');
});

const lag = {
	trailMs: 240_000,
	deliveryMs: 50_000,
	oursMs: 900,
	totalMs: 291_000,
	totalP95Ms: 540_000,
};
const source: SourceDetail = {
	title: 's3://bucket/AWSLogs',
	objects: [
		['ok', 1_200],
		['quarantined', 1],
	],
	recordCount: 50_000,
	duplicateCount: 3,
	rejectedCount: 0,
	fetchedBytes: 5_000_000,
	lag,
	places: [
		{
			name: '111122223333 eu-west-1',
			objectCount: 40,
			lastObjectMs: nowMs - 7_200_000,
			lag: { ...lag, trailMs: Number.NaN },
		},
	],
	placeCount: 3,
	lastPollMs: nowMs - 20_000,
	nextPollMs: nowMs + 10_000,
	errors: [
		{
			atMs: nowMs - 60_000,
			code: 'corrupt',
			tried: 'read a.json.gz\u001b[31m',
			found: 'the stream ends early',
			next: 'look at the object',
			count: 2,
		},
	],
};

test('w tells where records come from, in parts and places, and what went wrong', () => {
	const driver = new Driver({}, usualAnswer, { columns: 100, rows: 40 });
	expect(driver.press('w').box()).toContain('has not said anything yet');
	driver.send({
		kind: 'status',
		status: {
			state: 'live',
			objectCount: 1,
			errorCount: 0,
			lagMs: undefined,
			detail: '',
			source,
		},
	});
	const box = driver.box();
	expect(box).toContain('50,000 records · 3 duplicates');
	expect(box).toContain('asked 20s ago · again in 10s');
	expect(box).toContain('ok 1,200 · quarantined 1');
	expect(box).toContain('CloudTrail 4m · S3 50s');
	expect(box).toMatch(/111122223333 eu-west-1 +2h +– +50s/);
	expect(box).toContain('and 2 more');
	expect(box).toContain('corrupt ×2');
	expect(box).toContain('→ look at the object');
	expect(box).not.toContain('\u001b');
	expect(driver.press('escape').box()).toBe('');
});

test('letters in their order fit, a whole word fits best', () => {
	expect(fuzzyScore('count by user', ['by'])).toBe(0);
	expect(fuzzyScore('count by user', ['cntby'])).toBeGreaterThan(0);
	expect(fuzzyScore('count by user', ['yb'])).toBeUndefined();
	expect(fuzzyScore('count by user', ['user', 'zz'])).toBeUndefined();
});

test('in the bar ctrl-_ takes a change back, alt-/ makes it again, ctrl-y puts back what was cut', () => {
	const driver = new Driver();
	driver.press('/ ctrl-u').type('* | count').press('ctrl-w');
	expect(driver.state.bar?.text).toBe('* | ');
	driver.press('ctrl-_');
	expect(driver.state.bar?.text).toBe('* | count');
	driver.press('alt-/');
	expect(driver.state.bar?.text).toBe('* | ');
	driver.type('limit 1 | ').press('ctrl-y');
	expect(driver.state.bar?.text).toBe('* | limit 1 | count');
	expect(driver.told.at(-1)).toMatchObject({ kind: 'complete', text: '* | limit 1 | count' });
});
