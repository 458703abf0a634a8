import { expect, test } from 'vitest';
import type { Story } from '../../source/story/story.ts';
import { queryLine } from '../../source/dashboard/screen/footer.ts';
import { storyScreen } from '../../source/dashboard/screen/story.ts';
import { principalCharactersMax, principalsMax } from '../../source/dashboard/state/principals.ts';
import { lineText, lineWidth } from '../../source/panels/span.ts';
import { aResult } from '../panels/result.ts';
import { Driver, nowMs, someRows } from './console-driver.ts';

const hourMs = 3_600_000;
const range = { fromMs: nowMs - 24 * hourMs, toMs: nowMs };

const aStory: Story = {
	...range,
	who: 'ada',
	readAs: 'user',
	recordCount: 5,
	query: '* | where _user = "ada"',
	sections: [
		{
			id: 'who',
			title: 'Who',
			rows: [{ depth: 0, parts: [{ name: 'type', text: 'IAMUser\u001b[2J' }] }],
		},
		{
			id: 'where',
			title: 'Where from',
			rows: [
				{
					depth: 0,
					parts: [
						{ name: 'address', text: '203.0.113.9' },
						{ name: 'records', text: '5 records', number: 5, query: '* | where a = 1' },
						{
							name: 'reads',
							text: '3 reads',
							number: 3,
							query: '* | where a = 2',
							range: { fromMs: 1, toMs: 2 },
						},
					],
				},
			],
		},
		{
			id: 'timeline',
			title: 'Timeline',
			rows: [
				{
					depth: 0,
					timeMs: nowMs - hourMs,
					eventId: 'an-id',
					parts: [{ name: 'call', text: `iam CreateUser ${'x'.repeat(5_000)}` }],
				},
			],
		},
	],
	near: [],
	elsewhere: undefined,
	warnings: ['a limit was reached'],
};

/** A person on the first row of a list of records. */
function onRows(size = { columns: 80, rows: 24 }): Driver {
	return new Driver({ dashboard: 'access' }, () => someRows, size).press('enter');
}

function tells(driver: Driver): Extract<Driver['told'][number], { kind: 'tell-story' }>[] {
	return driver.told.filter(effect => effect.kind === 'tell-story');
}

/** The story of the first of the principals of a row, told. */
function told(driver = onRows(), story = aStory): Driver {
	driver.press('@');
	if (driver.box().includes('The story of')) {
		driver.press('enter');
	}

	return driver.send({ kind: 'story', id: tells(driver).at(-1)?.id ?? '', story });
}

test('a row with several principals asks which, and tells the story of the chosen one', () => {
	const driver = onRows().press('@');
	expect(driver.box()).toMatch(/The story of[^]*ada[^]*user[^]*203\.0\.113\.9/);
	expect(tells(driver)).toHaveLength(0);
	driver.press('down enter');
	expect(tells(driver)).toMatchObject([{ who: '203.0.113.9', range }]);
	expect(tells(driver)[0]?.scope).toContain('_sourceCategory');
	expect(driver.header()).toContain('story of 203.0.113.9');
});

test('one principal opens at once, and where there is none the console says what it looks for', () => {
	const one = new Driver({ dashboard: 'access' }, () =>
		aResult(['eventName', 'user'], [['CreateUser', 'ada']], {
			kind: 'rows',
			keys: [],
			refs: [{ segmentId: 's', row: 1 }],
		}),
	).press('enter @');
	expect(tells(one)).toMatchObject([{ who: 'ada' }]);
	const none = new Driver({ dashboard: 'access' }, () =>
		aResult(['eventName', 'user'], [['CreateUser', 'x'.repeat(principalCharactersMax + 1)]], {
			kind: 'rows',
			keys: [],
			refs: [{ segmentId: 's', row: 1 }],
		}),
	).press('enter @');
	expect(tells(none)).toHaveLength(0);
	expect(none.footer()).toContain('no user, role, session, key or address here');
});

test('a menu has at most so many principals', () => {
	const columns = Array.from({ length: principalsMax + 5 }, (_, at) => `c${at}`);
	const driver = new Driver({ dashboard: 'access' }, () =>
		aResult(columns, [columns.map((__, at) => `10.0.0.${at}`)], {
			kind: 'rows',
			keys: [],
			refs: [{ segmentId: 's', row: 1 }],
		}),
	).press('enter @');
	const { overlay } = driver.state;
	expect(overlay?.kind === 'menu' && overlay.menu.items).toHaveLength(principalsMax);
});

test('a record tells of its ARN, its key and its address', () => {
	const driver = onRows().press('enter');
	const fetch = driver.told.find(effect => effect.kind === 'fetch-record');
	const json = JSON.stringify({
		userIdentity: {
			arn: 'arn:aws:iam::111122223333:user/ada',
			accessKeyId: 'AKIAEXAMPLE12345',
			__proto__: null,
		},
		sourceIPAddress: '203.0.113.9',
	});
	driver.send({ kind: 'record', id: fetch?.id ?? '', json }).press('@');
	expect(driver.box()).toMatch(/user\/ada[^]*AKIAEXAMPLE12345[^]*203\.0\.113\.9/);
});

test('the page says how far the telling is, and escape ends it', () => {
	const driver = onRows().press('@ enter');
	const [{ id } = { id: '' }] = tells(driver);
	expect(driver.record()).toContain('telling the story of ada …');
	driver.send({ kind: 'story-progress', id, doneCount: 41, segmentCount: 120 });
	expect(driver.record()).toContain('telling the story of ada … 34 % of 120 segments');
	driver.press('escape');
	expect(driver.told.at(-1)).toEqual({ kind: 'cancel-story', id });
	expect(driver.record()).toBe('');
	driver.send({ kind: 'story', id, story: aStory });
	expect(driver.state.stories[id]?.story).toBeUndefined();
});

test('a failure is told, and r tells the story again', () => {
	const driver = onRows().press('@ enter');
	const [{ id } = { id: '' }] = tells(driver);
	driver.send({ kind: 'story-failed', id, message: 'the worker has ended' });
	expect(driver.record()).toContain('the worker has ended: r tells it again');
	driver.press('r');
	expect(tells(driver)).toHaveLength(2);
	expect(driver.record()).toContain('telling the story');
});

test('a number opens its rows in its range, and escape leads to the same row', () => {
	const driver = told().press('down');
	expect(driver.footer()).toContain('enter opens 5 records');
	expect(driver.footer()).toContain('number 1 of 2');
	driver.press('right');
	expect(driver.footer()).toContain('enter opens 3 reads');
	driver.press('i');
	expect(driver.box()).toContain('* | where a = 2');
	driver.press('i enter');
	expect(driver.runs.at(-1)).toMatchObject({
		text: '* | where a = 2',
		range: { fromMs: 1, toMs: 2 },
	});
	driver.press('escape');
	expect(driver.footer()).toContain('enter opens 3 reads');
	driver.press('left enter');
	expect(driver.runs.at(-1)).toMatchObject({ text: '* | where a = 1', range });
	driver.press('escape escape');
	expect(driver.record()).toBe('');
	expect(tells(driver)).toHaveLength(1);
});

test('a row of one record opens that record', () => {
	const driver = told().press('G enter');
	const found = driver.told.at(-1);
	expect(found).toMatchObject({ kind: 'find-record', query: '* | where eventID = "an-id"' });
	const id = found?.kind === 'find-record' ? found.id : '';
	driver.send({ kind: 'record', id, json: '{"eventID":"an-id"}', ref: { segmentId: 's', row: 4 } });
	expect(driver.record()).toContain('"an-id"');
	expect(driver.state.records[id]?.ref.row).toBe(4);
	driver.press('escape');
	expect(driver.footer()).toContain('enter opens its record');
});

test('a row without a number says so', () => {
	expect(told().press('enter').footer()).toContain('choose a row with a number');
});

test.each([
	{ columns: 80, rows: 24 },
	{ columns: 120, rows: 40 },
	{ columns: 200, rows: 50 },
])('the page fits $columns x $rows, cuts nothing in silence, and keeps its place', size => {
	const driver = told(onRows(size));
	const lines = storyScreen(driver.state) ?? [];
	expect(lines).toHaveLength(size.rows - 5);
	expect(new Set(lines.map(lineWidth))).toEqual(new Set([size.columns]));
	const text = lines.map(lineText).join('\n');
	expect(text).toContain('! a limit was reached');
	expect(text).not.toContain('\u001b');
	driver.press('G');
	expect(driver.record()).toContain('…');
	driver.send({ kind: 'resize', size: { columns: 100, rows: 30 } });
	expect(driver.record()).toContain('row 3 of 3');
	expect(driver.record()).toContain('iam CreateUser');
});

test('of a principal without records the page says what is near', () => {
	const nothing = { ...aStory, recordCount: 0, sections: [], near: ['adam'] };
	const driver = told(onRows(), nothing);
	expect(driver.record()).toContain('no record of user "ada"; names like it in this range: adam');
	expect(driver.press('e').footer()).toContain('there is nothing to export');
});

test('another range has the story told again', () => {
	const driver = told();
	driver.send({ kind: 'tick', nowMs: nowMs + 1_000 });
	expect(tells(driver)).toHaveLength(1);
	driver.press('t q enter');
	expect(tells(driver)).toHaveLength(2);
});

test('the export has the story with what it lacks', () => {
	const driver = told().press('e');
	expect(driver.box()).toMatch(/Export the story[^]*Markdown page[^]*evidence bundle[^]*5 records/);
	expect(driver.press('m enter').told.at(-1)).toMatchObject({
		kind: 'export-story',
		story: { who: 'ada' },
		lacks: ['a limit was reached'],
	});
});

test('a bundle is written once at a time, says how far it is, and esc ends it', () => {
	const driver = told().press('e b enter');
	const id = tells(driver).at(-1)?.id ?? '';
	const bundles = () => driver.told.filter(({ kind }) => kind === 'bundle-story');
	expect(bundles()).toMatchObject([{ id, story: { who: 'ada' }, lacks: ['a limit was reached'] }]);
	driver.send({ kind: 'bundle-progress', id, doneCount: 3, recordCount: 5 });
	expect(lineText(queryLine(driver.state))).toContain(
		'writing the bundle … 3 of 5 records · esc ends it',
	);
	driver.press('e b enter');
	expect(bundles()).toHaveLength(1);
	expect(driver.footer()).toContain('a bundle of it is being written');
	driver.press('escape');
	expect(driver.told.at(-1)).toEqual({ kind: 'cancel-bundle', id });
	expect(driver.header()).toContain('story of');
	driver.send({ kind: 'bundle-ended', id });
	expect(lineText(queryLine(driver.state))).not.toContain('bundle');
	driver.press('escape');
	expect(driver.header()).not.toContain('story of');
});

test('an untold story is not exported', () => {
	const driver = onRows().press('@ enter e');
	expect(driver.footer()).toContain('the story is not told yet');
});

test('of a finding enter on its principal and @ anywhere ask whose story is told', () => {
	const driver = new Driver({ dashboard: 'access' }, () => ({
		...someRows,
		refs: [
			{ segmentId: 'findings:s', row: 1 },
			{ segmentId: 'findings:s', row: 2 },
		],
	})).press('enter enter');
	const fetch = driver.told.find(effect => effect.kind === 'fetch-record');
	const json = JSON.stringify({
		finding: 'f',
		principal: 'ada · 203.0.113.9',
		records: '* | limit 1',
		firstMs: nowMs - hourMs,
		last: '2026-03-01T11:58:03Z',
	});
	driver.send({ kind: 'record', id: fetch?.id ?? '', json }).press('@');
	expect(driver.box()).toMatch(/The story of[^]*ada[^]*203\.0\.113\.9/);
	driver.press('escape down down');
	expect(driver.footer()).toContain('principal');
	driver.press('enter');
	expect(driver.box()).toContain('The story of');
	driver.press('enter');
	expect(tells(driver)).toMatchObject([{ who: 'ada' }]);
	driver.press('escape up enter');
	expect(driver.runs.at(-1)?.text).toBe('* | limit 1');
});

test('a story is searched with the keys of a record', () => {
	const driver = onRows().press('@ enter');
	const [{ id } = { id: '' }] = tells(driver);
	driver.send({ kind: 'story', id, story: aStory });
	const rowOf = () => Object.values(driver.state.stories)[0]?.cursor;
	expect(driver.press('n').footer()).toContain('nothing is searched for');
	driver.press('/').type('203.0.113');
	expect(rowOf()).toBe(1);
	driver.press('enter');
	expect(driver.state.bar).toBeUndefined();
	driver.press('home n');
	expect(rowOf()).toBe(1);
	driver.press('/ ctrl-u').type('IAMUSER').press('enter');
	expect(rowOf()).toBe(0);
	driver.press('down N');
	expect(rowOf()).toBe(0);
	driver.press('/ ctrl-u').type('$(nothing)\\').press('enter');
	expect(driver.press('N').footer()).toContain('no row of the story has it');
	expect(rowOf()).toBe(0);
});

test('a name that CloudTrail hides is nobody', () => {
	const rows = [['HIDDEN_DUE_TO_SECURITY_REASONS', '(none)']];
	const hidden = aResult(['user', 'principal'], rows, someRows);
	const driver = new Driver({ dashboard: 'access' }, () => ({ ...hidden, rows, rowCount: 1 }));
	driver.press('enter').press('@');
	expect(driver.box()).toBe('');
	expect(driver.state.toasts.at(-1)?.text).toContain('no user, role, session, key or address here');
});
