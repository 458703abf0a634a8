import { expect, test } from 'vitest';
import type { RecordRef } from '../../source/query/port.ts';
import { lineText } from '../../source/panels/span.ts';
import { headerLine } from '../../source/dashboard/screen/header.ts';
import { aResult } from '../panels/result.ts';
import { Driver, nowMs } from './console-driver.ts';
import { allLayoutNames, shippedLayout } from './layouts.ts';

const hourMs = 3_600_000;
const open = (id: string, severity: 'critical' | 'high', hoursAgo: number) => ({
	id,
	severity,
	lastMs: nowMs - hoursAgo * hourMs,
});

function told(driver: Driver, ...found: ReturnType<typeof open>[]): Driver {
	return driver.send({
		kind: 'findings',
		findings: { open: found, hunt: undefined },
	});
}

const wide = () => new Driver({}, undefined, { columns: 200, rows: 50 });
const header = (driver: Driver) => driver.header().split('\n')[0] ?? '';

test('the header counts the open findings of the range by how bad they are', () => {
	const driver = wide();
	expect(header(driver)).not.toContain('▲');
	told(
		driver,
		open('a', 'critical', 1),
		open('b', 'high', 2),
		open('c', 'high', 3),
		open('d', 'critical', 90),
	);
	expect(header(driver)).toContain('▲ 1 critical · 2 high   ');
	told(driver, open('b', 'high', 2));
	expect(header(driver)).toContain('▲ 1 high   ');
	told(driver);
	expect(header(driver)).not.toContain('▲');
});

test('while rows are still looked at the header says how far that has come', () => {
	const looking = (driver: Driver, ...found: ReturnType<typeof open>[]) =>
		header(
			driver.send({
				kind: 'findings',
				findings: { open: found, hunt: { doneCount: 3, segmentCount: 1_200 } },
			}),
		);
	expect(looking(wide())).toContain('  ◐ looking 3/1,200   ');
	expect(looking(wide(), open('a', 'critical', 1))).toContain(
		'▲ 1 critical · ◐ looking 3/1,200   ',
	);
	const small = looking(new Driver({ environment: 'production-of-europe' }), open('b', 'high', 2));
	expect(small).toContain('▲1 ◐3/1,200 ');
	expect(small).toHaveLength(80);
	expect(header(told(wide()))).not.toContain('◐');
});

test('a filter that says nothing of findings is left out, and the filters say so', () => {
	const layouts = allLayoutNames.map(shippedLayout);
	const driver = new Driver({ layouts }, undefined, { columns: 200, rows: 50 });
	for (const [name, value] of [
		['eventName', 'ConsoleLogin'],
		['user', 'ada'],
	] as const) {
		const filters = {
			...driver.state.variables.filters,
			[name]: { include: [value], exclude: [] },
		};
		driver.state = { ...driver.state, variables: { ...driver.state.variables, filters } };
	}

	expect(driver.header()).toContain('event ConsoleLogin');
	expect(driver.header()).not.toContain('not here');
	driver.press('7');
	expect(driver.header()).toContain('user ada · event ConsoleLogin: not here');
	const asked = driver.runs.flatMap(({ text }) => (text.includes('_view=findings') ? [text] : []));
	expect(asked.length).toBeGreaterThan(8);
	for (const text of asked) {
		expect(text).toContain('_user = "ada"');
		expect(text).not.toContain('eventName =');
	}
});

test('on a small screen the numbers are left, and the line keeps its width', () => {
	const driver = new Driver({ environment: 'production-of-europe' });
	told(driver, open('a', 'critical', 1), open('b', 'high', 2));
	expect(header(driver)).toContain('▲1·1 ');
	expect(header(driver)).toHaveLength(80);
});

test('a new finding is pointed to for three seconds, and moves nothing', () => {
	const driver = wide();
	const marked = () =>
		headerLine(driver.state)
			.filter(({ selected, text }) => selected === true && /▲|critical|high/.test(text))
			.map(({ text }) => text);
	told(driver, open('a', 'high', 1));
	// What was there before is not new.
	expect(marked()).toEqual([]);
	const before = lineText(headerLine(driver.state)).length;
	told(driver, open('b', 'high', 0.1), open('a', 'high', 1));
	expect(marked()).toEqual(['▲ ', '2 high']);
	expect(lineText(headerLine(driver.state))).toHaveLength(before);
	driver.send({ kind: 'tick', nowMs: nowMs + 3_001 });
	expect(marked()).toEqual([]);
});

const ref: RecordRef = { segmentId: 'findings:3.0', row: 1 };
const finding = (more: object = {}) =>
	JSON.stringify({
		finding: 'f1',
		severity: 'critical',
		level: 5,
		title: 'Trail stopped',
		rule: 'CT01',
		principal: 'ada\u001b[2J',
		account: '111122223333',
		region: 'us-east-1',
		first: '2026-03-01T10:00:00Z',
		last: '2026-03-01T10:04:30Z',
		firstMs: nowMs - 2 * hourMs,
		count: 3,
		state: 'open',
		why: 'Without a trail nobody sees what comes next.',
		tactic: 'Defense Impairment',
		attack: ['T1562.008'],
		matches: ['eventName = "StopLogging"'],
		records: '* | where eventID in ("x") | fields _user, eventName',
		...more,
	});

/** The list of findings, with the second one chosen. */
function inList(size = { columns: 120, rows: 40 }): Driver {
	const hits = aResult(['_user', 'eventName'], [['ada', 'StopLogging']], {
		kind: 'rows',
		keys: [],
		refs: [{ segmentId: 's1', row: 4 }],
	});
	const rows = [
		['high', 'Other'],
		['critical', 'Trail stopped'],
	];
	const refs = [{ segmentId: 'findings:3.0', row: 0 }, ref];
	const driver = new Driver(
		{ dashboard: 'findings', layouts: allLayoutNames.map(shippedLayout) },
		({ text }) => {
			const isList = text.includes('fields severity');
			if (text.includes('eventID in')) {
				return hits;
			}

			return aResult(
				['severity', 'title'],
				isList ? rows : [],
				isList ? { kind: 'rows', keys: [], refs } : {},
			);
		},
		size,
	);
	return driver.press('down down');
}

function opened(size?: { readonly columns: number; readonly rows: number }): Driver {
	const driver = inList(size).press('enter');
	const fetch = driver.told.find(effect => effect.kind === 'fetch-record');
	expect(fetch).toMatchObject({ ref });
	return driver.send({ kind: 'record', id: fetch!.id, json: finding() });
}

test.each([
	{ columns: 80, rows: 24 },
	{ columns: 120, rows: 40 },
	{ columns: 200, rows: 50 },
])('a finding opens with why it matters and what was said of it, at $columns x $rows', size => {
	const lines = opened(size).record().split('\n');
	expect(lines[1]).toContain('● critical  Trail stopped  CT01');
	expect(lines[2]).toContain(String.raw`ada\x1b[2J · account 111122223333 · us-east-1`);
	expect(lines.join('\n')).toMatch(/when +2026-03-01 10:00:00 – 2026-03-01 10:04:30 · 3 records/);
	expect(lines.join('\n')).toContain('why       Without a trail nobody sees what comes next.');
	expect(lines.join('\n')).toContain('"finding": "f1"');
	expect(new Set(lines.map(line => line.length))).toEqual(new Set([size.columns]));
});

test('enter on a finding opens its records over their own time, below the first line it folds', () => {
	const driver = opened();
	driver.press('enter');
	const run = driver.runs.at(-1);
	expect(run?.text).toContain('| where eventID in ("x") | fields _user, eventName');
	expect(run?.range).toEqual({
		fromMs: nowMs - 2 * hourMs,
		toMs: Date.parse('2026-03-01T10:04:30Z') + 1,
	});
	driver.press('escape');
	expect(driver.record()).toContain('finding');
	driver.press('/').type('attack').press('enter enter');
	expect(driver.record()).toContain('▸ "attack"');
	driver.press('enter');
	expect(driver.record()).toContain('▾ "attack"');
});

test('a record that is opened from a finding shows what made it a hit', () => {
	const driver = opened();
	driver.press('enter').press('down enter');
	const [asked] = driver.told.filter(effect => effect.kind === 'fetch-matched');
	expect(asked).toMatchObject({ rule: 'CT01', ref: { segmentId: 's1', row: 4 } });
	const record = {
		eventName: 'StopLogging',
		userIdentity: { type: 'IAMUser' },
		requestParameters: { 'x-Acl': 'public', names: ['a', 'b'] },
	};
	driver.send({ kind: 'record', id: asked!.id, json: JSON.stringify(record) });
	expect(driver.record()).not.toContain('»');
	const part = (text: string, fields: readonly string[], isAbsent = false) => ({
		text,
		fields,
		isAbsent,
	});
	driver.send({
		kind: 'matched',
		id: asked!.id,
		rule: 'CT\u001b01',
		parts: [
			part('eventName = "StopLogging"', ['EVENTNAME']),
			part('userIdentity.type = "Root"', ['userIdentity.type'], true),
			part('a', ['requestParameters.x-acl', 'requestParameters.names', '', 'gone']),
		],
	});
	const marked = () =>
		driver
			.record()
			.split('\n')
			.slice(1)
			.filter(line => line.includes('»'))
			.map(line => line.replaceAll(/[│»▾▸ ]/g, ''));
	expect(marked()).toEqual([
		'"eventName":"StopLogging",',
		'"x-Acl":"public",',
		'"names":[',
		'"a",',
		'"b"',
	]);
	expect(driver.record()).toContain(String.raw`» made it a hit of CT\x1b01 · `);
	expect(driver.state.records[asked!.id]?.cursor).toBe(1);
	// What is folded shows that it hides them.
	driver.press('/').type('requestParameters').press('enter enter');
	expect(marked()).toEqual(['"eventName":"StopLogging",', '"requestParameters":{…}2']);
	// Elsewhere nobody is asked.
	const other = inList();
	other.press('/').type('* | where eventID in ("x")').press('enter down enter');
	expect(other.told.filter(effect => effect.kind === 'fetch-matched')).toEqual([]);
});

test('what made a record a hit is in sight when it opens, unless somebody has moved in it', () => {
	const arrived = () => {
		const driver = opened().press('enter').press('down enter');
		const id = driver.told.find(effect => effect.kind === 'fetch-matched')?.id ?? '';
		const lines = Object.fromEntries(Array.from({ length: 90 }, (_, at) => [`k${at}`, at]));
		const json = JSON.stringify({ ...lines, eventName: 'StopLogging' });
		return { driver: driver.send({ kind: 'record', id, json }), id };
	};

	const parts = [{ text: 'x', fields: ['eventName'], isAbsent: false }];
	const { driver, id } = arrived();
	expect(driver.record()).not.toContain('StopLogging');
	expect(driver.send({ kind: 'matched', id, rule: 'CT01', parts }).record()).toContain(
		'»"eventName": "StopLogging"',
	);
	const moved = arrived();
	moved.driver.press('down').send({ kind: 'matched', id: moved.id, rule: 'CT01', parts });
	expect(moved.driver.state.records[moved.id]?.cursor).toBe(1);
});

test('A says what became of the open finding, or of the chosen one', () => {
	const words = (driver: Driver) =>
		driver.told.flatMap(effect => (effect.kind === 'say-of-finding' ? [effect] : []));
	for (const driver of [inList(), opened()]) {
		driver.press('A s enter enter');
		driver.press('A x enter');
		expect(driver.box()).toContain('closed: false: why?');
		driver.type('a test of ours').press('enter');
		driver.press('A f enter escape');
		driver.press('A n enter').type('known change').press('enter');
		driver.press('A n enter enter');
		driver.press('A escape');
		expect(words(driver).map(({ word }) => word)).toEqual([
			{ state: 'seen' },
			{ state: 'closed', reason: 'false', note: 'a test of ours' },
			{ note: 'known change' },
		]);
		expect(words(driver).every(effect => effect.ref === ref || effect.ref.row === 1)).toBe(true);
	}

	const elsewhere = new Driver().press('A');
	expect(words(elsewhere)).toEqual([]);
	expect(elsewhere.state.toasts.at(-1)?.text).toContain('this is no finding');
});

test('the open page reads what was said, and goes on to speak of the same finding', () => {
	const driver = opened();
	const now: RecordRef = { segmentId: 'findings:4.0', row: 0 };
	const json = finding({ state: 'seen', note: 'asked ada', changedBy: 'bob@here' });
	driver.send({ kind: 'finding-said', before: ref, ref: now, json });
	expect(driver.record()).toContain('state     seen · by bob@here');
	expect(driver.record()).toContain('note      asked ada');
	driver.press('A o enter enter');
	expect(driver.told.at(-1)).toEqual({ kind: 'say-of-finding', ref: now, word: { state: 'open' } });
});

test('an open page is asked for anew when findings have changed, and when it has just arrived', () => {
	const driver = opened();
	const asked = () => driver.told.filter(({ kind }) => kind === 'refresh-finding');
	expect(asked()).toEqual([{ kind: 'refresh-finding', ref }]);
	told(driver, open('a', 'critical', 1));
	expect(asked()).toEqual([1, 2].map(() => ({ kind: 'refresh-finding', ref })));
	driver.press('1');
	told(driver);
	expect(asked()).toHaveLength(2);
});

test('a page says that a finding is open again and why, and what came since it was closed', () => {
	const page = (more: Readonly<Record<string, unknown>>) => {
		const driver = new Driver({ dashboard: 'access' }, () =>
			aResult(['title'], [['a']], {
				kind: 'rows',
				keys: [],
				refs: [{ segmentId: 'findings:s', row: 1 }],
			}),
		).press('enter enter');
		const fetch = driver.told.find(effect => effect.kind === 'fetch-record');
		const json = JSON.stringify({
			...{ finding: 'f', records: '*', firstMs: nowMs, last: '2026-03-01T11:58:03Z', count: 3 },
			...more,
		});
		return driver.send({ kind: 'record', id: fetch?.id ?? '', json }).record();
	};

	const again = page({ state: 'open', again: 'hits after\u001b[2J', changedBy: 'trailtop' });
	expect(again).toMatch(/state +open · by trailtop/);
	expect(again).toMatch(/again +hits after\\x1b\[2J/);
	expect(again).not.toMatch(/since/);
	const closed = page({ state: 'closed', reason: 'expected', sinceClosed: '12 hits' });
	expect(closed).toMatch(/since +12 hits since it was closed/);
	expect(closed).not.toMatch(/again/);
});

/** The page of a finding that says this. */
function pageOf(
	value: Readonly<Record<string, unknown>>,
	size = { columns: 80, rows: 24 },
): Driver {
	const answer = () =>
		aResult(['title'], [['a']], {
			kind: 'rows',
			keys: [],
			refs: [{ segmentId: 'findings:s', row: 1 }],
		});
	const driver = new Driver({ dashboard: 'access' }, answer, size).press('enter enter');
	const fetch = driver.told.find(effect => effect.kind === 'fetch-record');
	const json = JSON.stringify({ finding: 'f', principal: 'ada', records: '* | limit 1', ...value });
	return driver.send({ kind: 'record', id: fetch?.id ?? '', json });
}

test('the line of keys says what enter does on a finding', () => {
	const driver = pageOf({ firstMs: nowMs, attack: ['T1'] });
	expect(driver.footer()).toContain('enter records');
	driver.press('down');
	expect(driver.footer()).toContain('enter records');
	driver.press('down');
	expect(driver.footer()).toContain('enter story');
	driver.press('G').press('up up up');
	expect(driver.footer()).toContain('enter fold');
	// Of any other record it folds.
	const plain = new Driver({ dashboard: 'access' }, () =>
		aResult(['title'], [['a']], { kind: 'rows', keys: [], refs: [{ segmentId: 's', row: 1 }] }),
	).press('enter enter');
	expect(plain.footer()).toContain('enter fold');
	expect(plain.press('i').footer()).toContain('a record counts nothing');
});

test('a finding that does not say when it was has the range of the console, and shows no time', () => {
	for (const more of [
		{},
		{ firstMs: 'x', last: '', count: null },
		{ firstMs: null, last: 'never' },
	]) {
		const driver = pageOf(more);
		expect(driver.record()).not.toMatch(/NaN|Invalid|when/);
		driver.press('enter');
		const { range, text } = driver.runs.at(-1)!;
		expect(text).toBe('* | limit 1');
		expect(range).toEqual({ fromMs: nowMs - 24 * hourMs, toMs: nowMs });
	}

	const half = pageOf({ last: '2026-03-01T11:58:03Z', count: 2 });
	expect(half.record()).toMatch(/when .*11:58:03 – .*11:58:03 · 2 records/);
	const lastMs = Date.parse('2026-03-01T11:58:03Z');
	expect(half.press('enter').runs.at(-1)?.range).toEqual({ fromMs: lastMs, toMs: lastMs + 1 });
});

test('what a rule looks for has a line for each branch, and i shows what there is no room for', () => {
	const names = Array.from({ length: 9 }, (_, index) => `eventName = "Delete${index}Everything"`);
	const all = `(eventSource = "iam.amazonaws.com") and (${names.map(name => `(${name})`).join(' or ')})`;
	const driver = pageOf({ matches: [all, 'eventName = "Last"'], rule: 'R1', title: 'Deleted' });
	const shown = driver.record();
	expect(shown).toMatch(/matches +eventSource = "iam\.amazonaws\.com" and one of:/);
	expect(shown).toMatch(/\n.* · eventName = "Delete0Everything" +│/);
	expect(shown).toContain('… 6 lines more: i shows all');
	expect(shown).not.toContain('Delete8');
	driver.press('i');
	expect(driver.box()).toMatch(
		/R1 +Deleted[^]*· eventName = "Delete8Everything"[^]*or eventName = "Last"/,
	);
	driver.press('escape');
	expect(driver.record()).toBe(shown);
	// A rule that is gone, a condition that was cut, and hostile text.
	expect(pageOf({}).press('i').box()).toContain('not loaded any more');
	const cut = pageOf({ matches: ['(a = "b\u001b[2J…', '{{x}} ((('] });
	expect(cut.record()).toMatch(/matches +\(a = "b\\x1b\[2J…/);
	expect(cut.record()).not.toContain('\u001b');
});

test('enter on a list whose rows are not there yet opens what it asks for when they are', () => {
	const layouts = allLayoutNames.map(shippedLayout);
	const waiting = () => {
		const driver = new Driver({ layouts }, null, { columns: 120, rows: 40 }).press('7 down enter');
		expect(driver.footer()).toContain('it opens when its rows are there');
		expect(driver.header()).not.toContain('▸ record');
		return driver;
	};

	const list = (driver: Driver) =>
		driver.runs.findLast(({ text }) => text.includes('sort by level'))!;
	const answer = (driver: Driver, rows: readonly (readonly [string])[], complete = true) => {
		const { slot, ticket } = list(driver);
		const refs = rows.map((_, row) => ({ segmentId: 'findings:s', row }));
		const result = aResult(['severity'], rows, { kind: 'rows', keys: [], refs, complete });
		return driver.send({ kind: 'result', slot, ticket, result, elapsedMs: 1 });
	};

	const fetched = (driver: Driver) => driver.told.filter(({ kind }) => kind === 'fetch-record');
	const driver = waiting();
	// As long as there are none, another partial answer opens nothing.
	answer(driver, [], false);
	expect(fetched(driver)).toEqual([]);
	answer(driver, [['critical'], ['high']]);
	expect(fetched(driver)).toMatchObject([{ ref: { segmentId: 'findings:s', row: 0 } }]);
	expect(driver.footer()).not.toContain('it opens when');

	// Who presses another key waits no more, and what has failed is not waited for.
	const left = waiting().press('tab');
	expect(fetched(answer(left, [['high']]))).toEqual([]);
	const failed = waiting();
	const { slot, ticket } = list(failed);
	failed.send({ kind: 'query-failed', slot, ticket, message: 'm', next: 'n' });
	expect(failed.state.awaited).toBeUndefined();
});
