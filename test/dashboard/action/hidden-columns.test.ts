import { expect, test } from 'vitest';
import { aResult } from '../../panels/result.ts';
import { Driver, nowMs, someRows } from '../console-driver.ts';

/** The titles of the list that is open. */
function titles(driver: Driver): string {
	return driver.panel(driver.shown()[0] ?? '').split('\n')[1] ?? '';
}

function openList(): Driver {
	const driver = new Driver({}, () => someRows, { columns: 160, rows: 30 });
	driver.press('/ ctrl-u').type('*').press('enter');
	return driver;
}

test('x hides the column under the cursor, X shows all again', () => {
	const driver = openList();
	const all = titles(driver);
	expect(all).toContain(' event ');
	expect(driver.press('x').footer()).toContain('choose one of several columns with ← → first');
	expect(titles(driver)).toBe(all);

	driver.press('right right right x');
	expect(titles(driver)).not.toContain(' event ');
	expect(titles(driver)).toContain(' ip ');
	driver.press('e j enter');
	const exported = driver.told.find(effect => effect.kind === 'export');
	expect(exported).toMatchObject({
		columns: ['eventTime', 'user', 'sourceIPAddress', 'account'],
	});

	driver.press('X');
	expect(titles(driver)).toBe(all);
});

test('the last column stays', () => {
	const driver = openList();
	driver.press('right x x x x x x x');
	expect(titles(driver).replaceAll(/[│\s]/g, '')).not.toBe('');
});

/** Records of one service; the region differs in the last. */
const alike = aResult(
	['eventTime', 'user', 'eventName', 'eventSource', 'awsRegion', 'errorCode'],
	['eu-west-1', 'eu-west-1', 'us-east-1'].map((region, index) => [
		`2026-03-01T11:58:0${index}Z`,
		'ada',
		'AuthorizeSecurityGroupIngress',
		'ec2.amazonaws.com',
		region,
		null,
	]),
	{ kind: 'rows', keys: [], refs: [1, 2, 3].map(row => ({ segmentId: 's', row })) },
);

function alikeList(columns: number): Driver {
	const driver = new Driver({}, () => alike, { columns, rows: 30 });
	driver.press('/ ctrl-u').type('*').press('enter');
	return driver;
}

test('what is dull and the same in all rows stands in the title, and is exported with them', () => {
	const driver = alikeList(160);
	const [title = '', head = ''] = driver.panel(driver.shown()[0] ?? '').split('\n');
	expect(title).toContain(
		'query ─ event AuthorizeSecurityGroupIngress · source ec2.amazonaws.com · error – ─',
	);
	expect(head.replaceAll(/[│ ]+/g, ' ').trim()).toBe('time user region');
	driver.press('e j enter');
	expect(driver.told.find(effect => effect.kind === 'export')).toMatchObject({
		columns: ['eventTime', 'user', 'eventName', 'eventSource', 'awsRegion', 'errorCode'],
	});
	driver.press('X');
	expect(titles(driver)).toContain('source');
	expect(driver.panel(driver.shown()[0] ?? '').split('\n')[0]).not.toContain('source');
});

test('what has no room in the title stays a column, and the title counts nothing that it does not name', () => {
	const driver = alikeList(60);
	expect(titles(driver).replaceAll(/[│ ]+/g, ' ').trim()).toBe('time user event region +1›');
	const [title = ''] = driver.panel(driver.shown()[0] ?? '').split('\n');
	expect(title).toContain('─ error – ─');
	expect(title).not.toContain('the same');
});

test('who goes into the title only where the list has no room for it', () => {
	const long = {
		...alike,
		rows: alike.rows.map(row => [row[0] ?? '', 'u'.repeat(30), ...row.slice(2)]),
	};
	const driver = new Driver({}, () => long, { columns: 46, rows: 30 });
	driver.press('/ ctrl-u').type('*').press('enter');
	expect(titles(driver)).toContain(' user ');
	const wide = alikeList(160);
	expect(wide.panel(wide.shown()[0] ?? '')).toContain(' ada ');
});

test('a column is moved with { and }, ticked in a menu, and the next start knows', () => {
	const driver = openList();
	driver.press('right right right {');
	expect(titles(driver)).toMatch(/time +event +user/);
	driver.press('C').type('ip').press('down');
	expect(driver.box()).toContain('╭ Columns ── tab takes several');
	driver.press('tab escape');
	expect(titles(driver)).not.toContain(' ip ');
	const saved = driver.told.findLast(effect => effect.kind === 'save-session');
	const session = saved?.kind === 'save-session' ? saved.session : undefined;
	const again = new Driver({ session }, () => someRows, { columns: 160, rows: 30 });
	again.press('/ ctrl-u').type('*').press('enter');
	expect(titles(again)).toMatch(/time +event +user +account/);
	again.press('X');
	expect(titles(again)).toMatch(/time +user +event +ip/);
});

test('a session that something has damaged chooses nothing', () => {
	for (const columnChoices of [null, 7, { records: 'x', 'overview/OV1': { hidden: [1, {}] } }]) {
		const driver = new Driver({ session: { columnChoices: columnChoices as never } });
		const chosen = Object.values(driver.state.columnChoices);
		expect(chosen.every(({ hidden }) => hidden.length === 0)).toBe(true);
	}
});

test('of a damaged session two hundred titles are read', () => {
	const hidden = Array.from({ length: 300 }, (_, index) => `c${index}`);
	const driver = new Driver({ session: { columnChoices: { records: { hidden } } as never } });
	expect(driver.state.columnChoices['records']?.hidden).toHaveLength(200);
});

test('the chosen column stays chosen when others come and go', () => {
	let answer = alike;
	const driver = new Driver({}, () => answer, { columns: 160, rows: 30 });
	driver.press('/ ctrl-u').type('*').press('enter').press('right right right');
	// A row of another event makes a column of it, to the left of the chosen region.
	answer = {
		...alike,
		rows: [
			['2026-03-01T11:59:00Z', 'ada', 'RunInstances', ...alike.rows[0]!.slice(3)],
			...alike.rows,
		],
		refs: [{ segmentId: 's', row: 9 }, ...(alike.refs ?? [])],
		rowCount: 4,
	};
	driver.send({ kind: 'data', version: 2, recordCount: 4, nowMs });
	expect(titles(driver)).toContain(' event ');
	driver.press('x');
	expect(titles(driver)).not.toContain(' region');
	expect(titles(driver)).toContain(' event ');
});

test('hidden columns are told, on the screen and in what is exported', () => {
	const driver = openList();
	driver.press('right right right x');
	expect(driver.panel(driver.shown()[0] ?? '').split('\n')[0]).toContain('2 rows · 1 hidden');
	driver.press('e j enter');
	expect(driver.told.find(effect => effect.kind === 'export')).toMatchObject({
		lacks: ['hidden columns: eventName'],
	});
});

test('where the title has no room at all nothing is taken out of the list', () => {
	const driver = alikeList(40);
	expect(titles(driver)).toContain(' user');
	expect(driver.panel(driver.shown()[0] ?? '').split('\n')[0]).not.toContain('the same');
});
