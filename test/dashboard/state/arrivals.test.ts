import { expect, test } from 'vitest';
import { panelInputs } from '../../../source/dashboard/screen/body.ts';
import { panelLines } from '../../../source/dashboard/screen/panel-lines.ts';
import { aResult } from '../../panels/result.ts';
import { Driver, nowMs, someRows, usualAnswer } from '../console-driver.ts';

const newer = {
	...someRows,
	rows: [['2026-03-01T11:59:00Z', 'eve', 'GetUser', null, null], ...someRows.rows],
	refs: [{ segmentId: 't', row: 9 }, ...(someRows.refs ?? [])],
	rowCount: 3,
};

function openList(answer: () => typeof someRows): Driver {
	const driver = new Driver({}, answer, { columns: 120, rows: 30 });
	return driver.press('/ ctrl-u').type('*').press('enter');
}

/** The roles of the texts of the row with a name in it, in the panel that is shown. */
function rolesOf(driver: Driver, name: string): readonly string[] {
	const lines = panelInputs(driver.state).flatMap(panelLines);
	const line = lines.find(parts => parts.some(({ text }) => text.includes(name))) ?? [];
	return line.filter(({ text }) => /\w/.test(text)).map(({ role }) => role);
}

const data = (version: number, recordCount: number, atMs = nowMs) =>
	({ kind: 'data', version, recordCount, nowMs: atMs }) as const;

test('a row that has just come is marked for five seconds, and no other one', () => {
	let answer = someRows;
	const driver = openList(() => answer);
	driver.press('down');
	expect(rolesOf(driver, 'ada')).not.toContain('strong');
	answer = newer;
	driver.send(data(2, 3));
	expect(rolesOf(driver, 'GetUser')).toContain('strong');
	expect(rolesOf(driver, 'ada')).not.toContain('strong');
	driver.send({ kind: 'tick', nowMs: nowMs + 5_001 });
	expect(rolesOf(driver, 'GetUser')).not.toContain('strong');
});

test('in a list of counts a new name is marked, and a number that grows is not', () => {
	const counts = (...rows: [string, number][]) => aResult(['eventName', 'eventCount'], rows);
	let answer = counts(['GetUser', 4], ['CreateUser', 1]);
	const driver = new Driver(
		{ dashboard: 'access' },
		run => (run.text.includes('by user') ? answer : usualAnswer(run)),
		{
			columns: 120,
			rows: 40,
		},
	);
	answer = counts(['GetUser', 5], ['DropTable', 2], ['CreateUser', 1]);
	driver.send(data(2, 3));
	expect(rolesOf(driver, 'DropTable')).toContain('strong');
	expect(rolesOf(driver, 'GetUser')).not.toContain('strong');
});

test('rows of another range or filter are no news', () => {
	let answer = someRows;
	const driver = openList(() => answer);
	answer = newer;
	driver.press('t d enter');
	expect(rolesOf(driver, 'GetUser')).not.toContain('strong');
});

test('the first row of records is the newest, and the cursor that stays on it says so', () => {
	const driver = openList(() => someRows);
	const title = () => driver.panel(driver.shown()[0] ?? '').split('\n')[0];
	expect(title()).toContain('2 rows · follows');
	expect((driver.press('down'), title())).not.toContain('follows');
	expect((driver.press('g'), title())).toContain('follows');
	expect((driver.press('s'), title())).not.toContain('follows');
});

test('a record that somebody did something with stays chosen on the first row, until the first row is chosen again', () => {
	for (const keys of ['enter escape', '* escape', '@ escape', 'enter escape right right']) {
		let answer = someRows;
		const driver = openList(() => answer);
		const title = () => driver.panel(driver.shown()[0] ?? '').split('\n')[0];
		const chosen = () => driver.press('*').state.overlay;
		driver.press(keys);
		expect(title()).not.toContain('follows');
		answer = newer;
		driver.send(data(2, 3));
		expect(chosen()).toMatchObject({ menu: { id: { ref: { segmentId: 's', row: 7 } } } });
		driver.press('escape g');
		expect(title()).toContain('follows');
		expect(chosen()).toMatchObject({ menu: { id: { ref: { segmentId: 't', row: 9 } } } });
	}
});

test('rows that come while a record is open move nothing under it', () => {
	for (const keys of ['enter', 'down enter']) {
		const driver = new Driver({}, null, { columns: 120, rows: 30 });
		driver.press('/ ctrl-u').type('*').press('enter');
		const answer = (result: typeof someRows) => {
			const { slot = '', ticket = 0 } = driver.runs.findLast(run => run.slot.startsWith('#')) ?? {};
			driver.send({ kind: 'result', slot, ticket, result, elapsedMs: 3 });
		};

		answer(someRows);
		driver.send(data(2, 3));
		driver.press(keys);
		// It was asked before the record was opened.
		answer(newer);
		driver.press('escape *');
		const row = keys === 'enter' ? 7 : 3;
		expect(driver.state.overlay).toMatchObject({ menu: { id: { ref: { segmentId: 's', row } } } });
	}
});

test('the sign of the source changes as records come, and only then', () => {
	const driver = new Driver();
	driver.send({
		kind: 'status',
		status: { state: 'live', objectCount: 5, errorCount: 0, lagMs: 1, detail: '' },
	});
	driver.send(data(1, 5));
	expect(driver.header()).toContain('● live');
	driver.send(data(2, 9));
	expect(driver.header()).toContain('◉ live');
	driver.send(data(3, 9));
	expect(driver.header()).toContain('◉ live');
	driver.send(data(4, 10));
	expect(driver.header()).toContain('● live');
});

test('what came while one was away is summed up, once, and not after a moment', () => {
	const driver = new Driver();
	const finding = (id: string, severity: 'critical' | 'high') => ({ id, severity, lastMs: nowMs });
	driver.send(data(1, 100));
	driver.send({ kind: 'findings', findings: { open: [finding('a', 'high')], hunt: undefined } });
	driver.send({ kind: 'focus', isFocused: false, nowMs });
	driver.send(data(2, 1_334, nowMs + 1_000));
	driver.send({
		kind: 'findings',
		findings: { open: [finding('b', 'critical'), finding('a', 'high')], hunt: undefined },
	});
	driver.send({ kind: 'focus', isFocused: true, nowMs: nowMs + 720_000 });
	expect(driver.state.toasts.map(({ text }) => text)).toEqual([
		'while you were away, 12m: 1,234 records · 1 finding (1 critical)',
	]);
	driver.send({ kind: 'focus', isFocused: true, nowMs: nowMs + 800_000 });
	driver.send({ kind: 'focus', isFocused: false, nowMs: nowMs + 800_000 });
	driver.send(data(3, 1_500, nowMs + 810_000));
	driver.send({ kind: 'focus', isFocused: true, nowMs: nowMs + 820_000 });
	expect(driver.state.toasts).toHaveLength(1);
});
