import { expect, test } from 'vitest';
import { locationsMax } from '../../source/dashboard/state/location.ts';
import { shownPage } from '../../source/dashboard/state/panels-shown.ts';
import { locationOf } from '../../source/dashboard/state/state.ts';
import { aResult } from '../panels/result.ts';
import { Driver, nowMs, someRows, usualAnswer } from './console-driver.ts';

const data = (version: number, recordCount: number) =>
	({ kind: 'data', version, recordCount, nowMs }) as const;

test('at the start the visible panels are asked for, the focused one first', () => {
	const driver = new Driver({}, null);
	expect(driver.runs.map(run => run.slot).slice(0, 2)).toEqual(['overview/OV11', 'overview/OV7']);
	expect(driver.runs).toHaveLength(driver.shown().length);
	expect(driver.runs[0]?.text).toContain('_sourceCategory=prod');
	expect(driver.panel('OV11')).toContain('loading');
});

test('tab goes through all panels, from page to page, and back to the first', () => {
	const driver = new Driver();
	const seen = new Set<string>();

	for (let step = 0; step < 16; step++) {
		const panel = driver.shown().find(id => id === driver.state.focus['overview']) ?? 'OV11';
		seen.add(panel);
		driver.press('tab');
	}

	expect(seen.size).toBe(16);
	expect(driver.state.focus['overview']).toBe('OV11');
	expect(driver.press('shift-tab').state.focus['overview']).toBe('OV12');
	expect(driver.header()).toContain('page 3/3');
	expect(driver.press('pagedown').header()).toContain('page 1/3');
});

test('digits open dashboards, and a dash the one before', () => {
	const driver = new Driver();
	expect(driver.press('3').header()).toContain('3 Logins');
	expect(driver.press('-').header()).toContain('1 Overview');
	expect(driver.press('-').header()).toContain('3 Logins');
	expect(driver.press('9').header()).toContain('3 Logins');
});

test('from a moment of a chart to its rows, to the record, and back', () => {
	const driver = new Driver({ session: { focus: { overview: 'OV1' } } });
	driver.press('end').press('enter');
	const location = locationOf(driver.state);
	expect(location).toMatchObject({
		kind: 'rows',
		title: expect.stringContaining('Read Only Events'),
	});
	expect(driver.runs.at(-1)?.text).toBe(
		[
			'_sourceCategory=prod',
			'| where _readOnly = true',
			'| _user as user',
			'| _account as account',
			'| _result as result',
			'| fields eventTime, eventName, user, sourceIPAddress, awsRegion, result, account, eventSource',
		].join('\n'),
	);
	const bucket = driver.runs.at(-1)?.range;
	expect((bucket?.toMs ?? 0) - (bucket?.fromMs ?? 0)).toBe(900_000);
	expect(driver.header()).toContain('Overview ▸ Read Only Events');

	driver.press('down enter');
	expect(driver.told.at(-1)).toMatchObject({ kind: 'fetch-record', ref: { row: 3 } });
	expect(driver.record()).toContain('loading');
	const { id } = driver.told.at(-1) as { id: string };
	driver.send({ kind: 'record', id, json: '{"eventName":"DeleteUser","list":[1,2]}' });
	expect(driver.record()).toContain('"eventName": "DeleteUser"');
	expect(driver.header()).toContain('▸ record 2');

	driver.press('escape');
	expect(locationOf(driver.state).kind).toBe('rows');
	driver.press('escape');
	expect(locationOf(driver.state).kind).toBe('dashboard');
	expect(locationOf(driver.press(']').press(']').state).kind).toBe('record');
});

test('in a list of rows the first is chosen at once, and enter opens its record', () => {
	const driver = new Driver({ dashboard: 'accounts' });
	driver.press('tab enter');
	expect(locationOf(driver.state)).toMatchObject({ kind: 'rows' });
	driver.press('enter');
	expect(driver.told.at(-1)).toMatchObject({ kind: 'fetch-record', ref: { row: 7 } });
});

test('a chosen row stays chosen when newer rows come in above it', () => {
	const newer = {
		...someRows,
		rows: [['2026-03-01T11:59:00Z', 'ada', 'GetUser', null, null], ...someRows.rows],
		refs: [{ segmentId: 's', row: 9 }, ...(someRows.refs ?? [])],
	};
	let answer = someRows;
	const driver = new Driver({}, () => answer);
	driver.press('/ ctrl-u').type('*').press('enter down');
	answer = newer;
	driver.send(data(3, 3)).press('enter');
	expect(driver.told.at(-1)).toMatchObject({ kind: 'fetch-record', ref: { row: 3 } });
});

test('a record that is gone says so', () => {
	const driver = new Driver({ dashboard: 'accounts' });
	driver.press('tab down enter');
	const { id } = driver.told.at(-1) as { id: string };
	expect(driver.send({ kind: 'record', id, json: undefined }).record()).toContain('is gone');
});

test('in a record one folds, searches and copies', () => {
	const driver = new Driver({ dashboard: 'accounts' });
	driver.press('tab down enter');
	const { id } = driver.told.at(-1) as { id: string };
	driver.send({ kind: 'record', id, json: '{"a":{"b":"needle"},"c":"needle","d":1}' });
	driver.press('down enter');
	expect(driver.record()).toContain('▸ "a": { … }');
	driver.press('enter').press('/').type('needle').press('enter');
	expect(driver.state.records[id]?.cursor).toBe(2);
	expect(driver.press('n').state.records[id]?.cursor).toBe(4);
	expect(driver.press('n').state.records[id]?.cursor).toBe(2);
	expect(driver.footer()).toContain('a.b');
	driver.press('y');
	expect(driver.told.at(-1)).toEqual({ kind: 'copy', text: 'needle', what: 'a.b' });
	driver.press('Y');
	expect(driver.told.at(-1)).toMatchObject({ kind: 'copy', what: 'the record' });
	driver.press('o');
	expect(driver.runs.at(-1)?.text).toBe('_sourceCategory=prod\n| where a.b = "needle"');
});

test('escape lets go of the cursor, then leaves the zoom, and never quits', () => {
	const driver = new Driver();
	driver.press('z left');
	expect(driver.shown()).toEqual(['OV11']);
	expect(driver.panel('OV11')).toContain('·');
	driver.press('escape');
	expect(driver.state.cursors['overview/OV11']?.row).toBe(-1);
	driver.press('escape');
	expect(driver.shown().length).toBeGreaterThan(1);
	driver.press('escape escape');
	expect(driver.told.filter(effect => effect.kind === 'quit')).toEqual([]);
	expect(driver.press('q').told.at(-1)).toEqual({ kind: 'quit' });
});

test('while paused nothing moves, and what waits is counted', () => {
	const driver = new Driver();
	driver.send(data(1, 100)).press('space');
	const before = driver.runs.length;
	driver.send(data(2, 112)).send({ kind: 'tick', nowMs: nowMs + 60_000 });
	expect(driver.runs).toHaveLength(before);
	expect(driver.header()).toContain('PAUSED · 12 new');
	driver.press('space');
	expect(driver.header()).not.toContain('PAUSED');
	expect(driver.runs.length).toBeGreaterThan(before);
});

test('new data runs the visible panels again; without it, time alone does not at once', () => {
	const driver = new Driver();
	const before = driver.runs.length;
	driver.send({ kind: 'tick', nowMs: nowMs + 1_000 });
	expect(driver.runs).toHaveLength(before);
	driver.send(data(5, 1));
	expect(driver.runs).toHaveLength(before + driver.shown().length);
	driver.send({ kind: 'tick', nowMs: nowMs + 20_000 });
	expect(driver.runs).toHaveLength(before + 2 * driver.shown().length);
});

test('a running query is not started again, however much arrives', () => {
	const driver = new Driver({}, null);
	const before = driver.runs.length;
	driver.send(data(1, 1)).send(data(2, 2)).send(data(3, 3));
	expect(driver.runs).toHaveLength(before);
	const [first] = driver.runs;
	driver.send({
		kind: 'result',
		slot: first?.slot ?? '',
		ticket: first?.ticket ?? 0,
		result: someRows,
		elapsedMs: 1,
	});
	expect(driver.runs.slice(before).map(run => run.slot)).toEqual(['overview/OV11']);
});

test('an answer to an older question is no answer', () => {
	const driver = new Driver({}, null);
	const [old] = driver.runs;
	driver.press('r');
	driver.send({
		kind: 'result',
		slot: old?.slot ?? '',
		ticket: old?.ticket ?? 0,
		result: someRows,
		elapsedMs: 1,
	});
	expect(driver.state.slots['overview/OV11']?.result).toBeUndefined();
});

test('a fault stands in its panel, and is not asked again', () => {
	const driver = new Driver({}, null);
	const [run] = driver.runs;
	driver.send({
		kind: 'faults',
		slot: run?.slot ?? '',
		ticket: run?.ticket ?? 0,
		faults: [
			{
				severity: 'fault',
				span: { start: 0, end: 1 },
				message: 'no stage "limt"',
				next: 'did you mean "limit"?',
			},
		],
	});
	const before = driver.runs.length;
	driver.send(data(9, 9));
	expect(driver.runs.slice(before).map(one => one.slot)).not.toContain('overview/OV11');
	expect(driver.press('z').panel('OV11')).toContain('no stage "limt"');
});

test('a failure keeps the older result, and says that it is old', () => {
	const driver = new Driver();
	const run = driver.press('r').runs.findLast(one => one.slot === 'overview/OV11');
	const slot = driver.state.slots['overview/OV11'];
	driver.state = {
		...driver.state,
		slots: { ...driver.state.slots, 'overview/OV11': { ...slot!, running: true } },
	};
	driver.send({
		kind: 'query-failed',
		slot: 'overview/OV11',
		ticket: run?.ticket ?? 0,
		message: 'the store is gone',
		next: 'trailtop doctor',
	});
	expect(driver.press('z').panel('OV11')).toContain('stale: the store is gone');
	expect(driver.panel('OV11')).toContain('8');
});

test('the time menu takes a key and enter, or a range as one types it', () => {
	const driver = new Driver();
	driver.press('t');
	expect(driver.box()).toContain('x last 24h');
	driver.press('h');
	expect(driver.header()).toContain('last 24h');
	driver.press('enter');
	expect(driver.header()).toContain('last 1h');
	driver.press('t').type('soon').press('enter');
	expect(driver.box()).toContain('"soon" is no time range');
	driver.press('ctrl-u').type('yesterday').press('enter');
	expect(driver.header()).toContain('2026-02-28 UTC');
	driver.press('=');
	expect(driver.header()).toContain('last 24h');
	driver.press('+');
	expect(driver.header()).toContain('last 12h');
	driver.press('shift-left');
	expect(driver.header()).toContain('2026-02-28 18:00 – 2026-03-01 06:00');
	driver.press('u');
	expect(driver.header()).toContain('2026-02-28 19:00 – 2026-03-01 07:00 local');
});

test('a filter offers its values, takes several, and holds for every panel', () => {
	const driver = new Driver({}, run =>
		run.slot === 'values'
			? aResult(
					['_account', 'eventCount'],
					[
						['111122223333', 900],
						['444455556666', 5],
					],
				)
			: usualAnswer(run),
	);
	driver.press('f enter');
	expect(driver.runs.at(-1)?.text).toContain('count as eventCount by _account');
	expect(driver.box()).toContain('444455556666');
	driver.press('down tab down tab');
	expect(driver.runs.at(-1)?.text).toContain('_account in ("111122223333", "444455556666")');
	driver.press('escape');
	expect(driver.header()).toContain('account 111122223333, 444455556666');
	driver.press('f').type('region').press('enter').type('!us-*').press('enter escape');
	expect(driver.state.variables.filters.region).toEqual({ include: [], exclude: ['us-*'] });
	expect(driver.runs.at(-1)?.text).toContain('!(awsRegion matches "us-*")');
	driver.press('f').type('clear').press('enter');
	expect(driver.header()).toContain('account * · region *');
});

test('only and omit filter by what the cursor points at', () => {
	const driver = new Driver({ dashboard: 'accounts' });
	driver.press('tab down o');
	expect(driver.footer()).toContain('choose a value first');
	driver.press('right right o');
	expect(driver.state.variables.filters.user).toEqual({ include: ['ada'], exclude: [] });
	driver.press('O');
	expect(driver.state.variables.filters.user).toEqual({ include: ['ada'], exclude: ['ada'] });
});

test('in a list of rows, only narrows the query itself', () => {
	const driver = new Driver({ dashboard: 'accounts' });
	driver.press('/').press('ctrl-u').type('eventName=CreateUser').press('enter');
	expect(driver.runs.at(-1)?.text).toBe('eventName=CreateUser');
	driver.press('right right o');
	expect(driver.runs.at(-1)?.text).toBe('eventName=CreateUser | where user = "ada"');
	expect(driver.state.queryHistory).toEqual(['eventName=CreateUser']);
});

test('the query bar completes, shows faults, and gives way to escape', () => {
	const driver = new Driver();
	driver.press('/').press('ctrl-u').type('* | co');
	const asked = driver.told.at(-1) as { text: string; cursor: number };
	expect(asked).toMatchObject({ kind: 'complete', text: '* | co', cursor: 6 });
	driver.send({
		...asked,
		kind: 'completions',
		items: [{ insert: 'count by ', label: 'count', help: 'count rows', start: 4, end: 6 }],
		faults: [],
	});
	expect(driver.box()).toContain('count rows');
	driver.press('tab');
	expect(driver.state.bar?.text).toBe('* | count by ');
	driver.send({ kind: 'completions', text: 'old', cursor: 3, items: [], faults: [] });
	driver.press('escape');
	expect(driver.state.bar).toBeUndefined();
});

test('a result can be shown another way', () => {
	const driver = new Driver();
	driver.press('/').press('ctrl-u').type('* | count by eventName').press('enter');
	expect(driver.press('v').box()).toContain('bars');
	driver.press('down enter');
	expect(
		driver.panel(locationOf(driver.state).kind === 'rows' ? driver.shown()[0]! : ''),
	).toContain('█');
});

test('help tells the keys of the place, about what the panel counts', () => {
	const driver = new Driver({}, usualAnswer, { columns: 120, rows: 40 });
	expect(driver.press('?').box()).toMatch(/tab {11}next panel/);
	expect(driver.press('escape').press('i').box()).toContain(
		'Events whose source address is a known indicator',
	);
	expect(driver.box()).toContain('How it differs from the reference');
	expect(driver.press('i').box()).toBe('');
});

test('the palette finds commands by words', () => {
	const driver = new Driver();
	driver.press(':').type('open threats').press('enter');
	expect(driver.header()).toContain('6 Threats');
	driver.press(':').type('last 3h').press('enter');
	expect(driver.header()).toContain('last 3h');
	driver.press(':').type('utc').press('enter');
	expect(driver.header()).toContain('local');
});

test('an export is what is shown: its columns, in its order', () => {
	const driver = new Driver({ dashboard: 'accounts' });
	driver.press('tab').press('s S').press('e j enter');
	expect(driver.told.at(-1)).toMatchObject({
		kind: 'export',
		format: 'json',
		name: 'AS2',
		columns: ['eventTime', 'user', 'eventName', 'sourceIPAddress', 'account'],
		rows: [1, 0],
	});
});

test('an export says what its rows lack, because a file outlives the screen', () => {
	const cut = { ...someRows, rowCount: 52_000, lacks: ['no feed: get one'] };
	const driver = new Driver({ dashboard: 'accounts' }, () => cut);
	const doubts = { unlistedCount: 1, untimedCount: 3, isFilling: true };
	const account = { readCount: 12, lackingCount: 2, ...doubts, words: [], spans: [] };
	driver.send({ kind: 'data', version: 9, recordCount: 5, nowMs, account });
	driver.press('e j enter');
	expect(driver.told.at(-1)).toMatchObject({
		lacks: [
			'the first of 52,000 rows',
			'no feed: get one',
			'2 objects not read whole',
			'1 folder not listed',
			'3 records without a time',
			'fetch not ended',
		],
	});
	const whole = new Driver({ dashboard: 'accounts' });
	whole.press('tab e j enter');
	expect(whole.told.at(-1)).toMatchObject({ lacks: [] });
});

test('what the next start should know is kept, and known again', () => {
	const driver = new Driver();
	driver.press('3 tab t h enter');
	const saved = driver.told.findLast(effect => effect.kind === 'save-session');
	expect(saved).toMatchObject({ session: { dashboard: 'logins', range: { lengthMs: 3_600_000 } } });
	const session = saved?.kind === 'save-session' ? saved.session : undefined;
	const again = new Driver({ session });
	expect(again.header()).toContain('3 Logins');
	expect(again.header()).toContain('last 1h');
	expect(again.state.focus['logins']).toBe('LA7');
	expect(new Driver({ session, dashboard: 'threats' }).header()).toContain('6 Threats');
	const alone = new Driver({ session, dashboard: 'logins' }).press('z').told.at(-1);
	const zoomed = alone?.kind === 'save-session' ? alone.session : undefined;
	expect(shownPage(new Driver({ session: zoomed }).state)?.zoomed).toBe(true);
	// On another dashboard, and of a panel that is gone, all panels are shown.
	expect(shownPage(new Driver({ session: zoomed, dashboard: 'threats' }).state)?.zoomed).toBe(
		false,
	);
	const gone = { ...zoomed, zoomed: '__proto__' };
	expect(shownPage(new Driver({ session: gone }).state)?.zoomed).toBe(false);
});

test('a toast goes by itself', () => {
	const driver = new Driver();
	driver.send({ kind: 'notified', text: 'sent to the clipboard', level: 'info' });
	expect(driver.footer()).toContain('sent to the clipboard');
	driver.send({ kind: 'tick', nowMs: nowMs + 5_000 });
	expect(driver.footer()).not.toContain('sent to the clipboard');
});

test('the history has an end, and forgets what belongs to it', () => {
	const driver = new Driver();

	for (let step = 0; step < locationsMax + 10; step++) {
		driver.press(step % 2 === 0 ? '1' : '2');
		driver.press('/').press('ctrl-u').type(`q${step}`).press('enter');
	}

	const { locations, slots } = driver.state;
	expect(locations).toHaveLength(locationsMax);
	expect(Object.keys(slots).filter(key => key.startsWith('#'))).toHaveLength(
		locations.filter(({ kind }) => kind === 'rows').length,
	);
});

test('a query that is edited on its page takes the place of the page', () => {
	const driver = new Driver();
	driver.press('/ ctrl-u').type('* | count by a').press('enter');
	const count = driver.state.locations.length;
	driver.press('/ ctrl-u').type('* | count by b').press('enter');
	expect(driver.state.locations).toHaveLength(count);
	expect(driver.runs.at(-1)?.text).toBe('* | count by b');
	expect(Object.keys(driver.state.slots).filter(key => key.startsWith('#'))).toHaveLength(1);
	expect(driver.press('escape').state.locations[driver.state.location]?.kind).toBe('dashboard');
});

test('enter on a query that cannot run stays in the bar, at what is wrong', () => {
	const driver = new Driver();
	driver.press('/ ctrl-u').type('* | limt 5');
	const runs = driver.runs.length;
	driver.press('enter');
	expect(driver.runs).toHaveLength(runs);
	expect(driver.state.bar).toMatchObject({ text: '* | limt 5', cursor: 4 });
	expect(driver.footer()).toContain('limt');
	driver.press('end').press('enter');
	expect(driver.state.bar?.cursor).toBe(4);
	driver.press('ctrl-u ctrl-k').type('* | limit 5').press('enter');
	expect(driver.state.bar).toBeUndefined();
	expect(driver.runs.at(-1)?.text).toBe('* | limit 5');
});

test('a screen too small for anything still quits', () => {
	const driver = new Driver({}, usualAnswer, { columns: 30, rows: 8 });
	expect(driver.shown()).toEqual([]);
	expect(driver.press('q').told.at(-1)).toEqual({ kind: 'quit' });
});

test('a run whose page is left, or edited, is ended', () => {
	const driver = new Driver({}, null);
	driver.press('/ ctrl-u').type('* | count by a').press('enter');
	const first = driver.runs.at(-1)?.slot;
	driver.press('/ ctrl-u').type('* | count by b').press('enter');
	const second = driver.runs.at(-1)?.slot;
	expect(second).not.toBe(first);
	expect(driver.told).toContainEqual({ kind: 'cancel', slot: first });
	driver.press('1');
	expect(driver.told).toContainEqual({ kind: 'cancel', slot: second });
	const runs = driver.runs.length;
	driver.press('[');
	expect(driver.runs.slice(runs)).toContainEqual(
		expect.objectContaining({ slot: second, text: '* | count by b' }),
	);
});

test('enter on an unchanged query keeps its page and what it has', () => {
	const driver = new Driver();
	driver.press('/ ctrl-u').type('* | count by a').press('enter');
	const { location, locations } = driver.state;
	const runs = driver.runs.length;
	driver.press('/').press('enter');
	expect(driver.state).toMatchObject({ location, locations });
	expect(driver.runs).toHaveLength(runs);
});

test('a fault of an earlier text stops no query, and a refused one is checked again', () => {
	const driver = new Driver();
	driver.press('/ ctrl-u').type('* | count by a');
	const fault = { severity: 'fault' as const, span: { start: 0, end: 1 }, message: 'no', next: '' };
	const { text, cursor } = driver.state.bar!;
	driver.send({ kind: 'completions', text, cursor, items: [], faults: [fault] });
	driver.press('enter');
	expect(driver.state.bar?.text).toBe(text);
	expect(driver.told.at(-1)).toMatchObject({ kind: 'complete', text, cursor: 0 });
	driver.press('end').type('b').press('enter');
	expect(driver.runs.at(-1)?.text).toBe('* | count by ab');
});

test('what was counted for a closed bar is not shown in the next one', () => {
	const driver = new Driver();
	driver.press('/ ctrl-u').type('* | count');
	driver.send({ kind: 'completions', text: '* | count', cursor: 9, items: [], faults: [] });
	expect(driver.state.slots['typed']).toMatchObject({ text: '* | count', running: false });
	driver.press('escape');
	expect(driver.state.slots['typed']).toBeUndefined();
});

test('what o and O add to a list is named above it, and F takes it back', () => {
	const driver = new Driver({}, undefined, { columns: 160, rows: 40 });
	driver.press('/ ctrl-u').type('*').press('enter');
	const before = driver.runs.at(-1)?.text;
	expect(driver.press('F').footer()).toContain('o and O have added nothing here');
	driver.press('down right o');
	const value = /(\w+)=(\S+)/.exec(driver.header())?.[0] ?? '';
	expect(value).not.toBe('');
	expect(driver.runs.at(-1)?.text).not.toBe(before);
	driver.press('right O');
	expect(driver.header()).toMatch(/ · \w+=\S+ · \w+!=\S+/);
	driver.press('F');
	expect(driver.runs.at(-1)?.text).toBe(before);
	expect(driver.header()).not.toContain(value);
	expect(driver.footer()).toContain(`without ${value}`);
	// A query that was edited since is no longer what the keys made.
	driver.press('o / end').type(' | limit 5').press('enter');
	expect(driver.header()).not.toContain(value);
	expect(driver.press('F').footer()).toContain('o and O have added nothing here');
});

test('a value in a title is short and clean', () => {
	const bad = '\u001B[2J$(id)' + 'x'.repeat(1_000_000);
	const driver = new Driver(
		{},
		() =>
			aResult(['user'], [[bad]], { kind: 'rows', keys: [], refs: [{ segmentId: 's', row: 1 }] }),
		{ columns: 160, rows: 40 },
	);
	driver.press('/ ctrl-u').type('*').press('enter').press('down right o');
	expect(driver.header()).toContain('user=');
	expect(driver.header()).not.toContain('\u001B');
	expect(driver.header().length).toBeLessThan(400);
});

test('a warning that a key was answered with goes with the next key that works', () => {
	const driver = new Driver();
	driver.press('o');
	expect(driver.footer()).toContain('choose a value first');
	expect(driver.press('tab').footer()).not.toContain('choose a value first');
	driver.press('/ ctrl-u').type('*').press('enter').press('o');
	expect(driver.footer()).toContain('choose a value first');
	const asked = driver.runs.length;
	expect(driver.press('down right o').footer()).not.toContain('choose a value first');
	expect(driver.runs.length).toBeGreaterThan(asked);
});
