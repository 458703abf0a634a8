import { expect, test } from 'vitest';
import { footerLine } from '../../../source/dashboard/screen/footer.ts';
import { lineText } from '../../../source/panels/span.ts';
import { cellWidth } from '../../../source/text/width.ts';
import { Driver } from '../console-driver.ts';
import { aResult } from '../../panels/result.ts';

test('a pasted query keeps its lines, and they stand above the keys', () => {
	const driver = new Driver();
	driver.press('/ ctrl-u').send({ kind: 'paste', text: '*\n| count by user\n| limit 5' });
	expect(driver.box()).toContain(' / *');
	expect(driver.box()).toContain('   | count by user');
	expect(driver.footer()).toContain('   | limit 5');
	driver.press('alt-enter').type('| total _count');
	expect(driver.state.bar?.text).toBe('*\n| count by user\n| limit 5\n| total _count');
	driver.press('enter');
	expect(driver.runs.at(-1)?.text).toBe('*\n| count by user\n| limit 5\n| total _count');
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

test('eight completions are shown, and the chosen one is in sight', () => {
	const driver = new Driver({}, undefined, { columns: 80, rows: 40 });
	driver.press('/ ctrl-u').type('x');
	const items = Array.from({ length: 20 }, (_item, index) => ({
		insert: `word${index}`,
		label: `word${index}`,
		help: '',
		start: 0,
		end: 1,
	}));
	driver.send({ kind: 'completions', text: 'x', cursor: 1, items, faults: [] });
	const shown = () => driver.box().match(/word\d+/g) ?? [];
	expect(shown()).toHaveLength(8);
	driver.press(Array.from({ length: 15 }, () => 'down').join(' '));
	expect(shown()).toHaveLength(8);
	expect(shown()).toContain('word14');
});

test('inside of a call it says how the call is written, also where the next argument is awaited', () => {
	const driver = new Driver();
	const text = '* | concat(a, )';
	driver.press('/ ctrl-u').type('* | concat(a, ');
	expect(driver.state.bar?.text).toBe(text);
	const awaited = {
		severity: 'fault' as const,
		span: { start: 14, end: 15 },
		message: 'Expected an expression',
		next: 'write a field',
	};
	const signature = { syntax: 'concat(a, b, …)', help: 'joins texts', argument: 1 };
	const answer = { kind: 'completions' as const, text, cursor: 14, items: [], signature };
	driver.send({ ...answer, faults: [awaited] });
	expect(driver.footer()).toContain('concat(a, b, …)  joins texts');
	driver.send({ ...answer, faults: [{ ...awaited, span: { start: 4, end: 10 } }] });
	expect(driver.footer()).toContain('Expected an expression');
});

test('the rows of each stage are counted while it is typed, and the next key ends the count', () => {
	const driver = new Driver({}, undefined, { columns: 80, rows: 24 });
	const text = '*\n| where x\n| count by y';
	driver.press('/ ctrl-u').send({ kind: 'paste', text });
	const checked = { kind: 'completions' as const, text, cursor: text.length, items: [] };
	const before = driver.runs.length;
	driver.send({ ...checked, faults: [] });
	const run = driver.runs.at(-1);
	expect(driver.runs).toHaveLength(before + 1);
	expect(run).toMatchObject({ slot: 'typed', text });
	const stages = [
		{ name: 'search', rowsIn: 5_000, rowsOut: 5_000 },
		{ name: 'where', rowsIn: 5_000, rowsOut: 20 },
		{ name: 'count', rowsIn: 20, rowsOut: 3 },
	];
	const rows = ['a', 'b', 'c'].map((y, index) => [y, index]);
	const result = { ...aResult(['y', '_count'], rows), stages };
	driver.send({ kind: 'result', slot: 'typed', ticket: run!.ticket, result, elapsedMs: 1 });
	expect(driver.box()).toMatch(/\| where x +where 5,000 → 20 /);
	expect(driver.footer()).toMatch(/count 20 → 3 · 3 rows/);
	driver.press('enter');
	expect(driver.runs).toHaveLength(before + 1);
	expect(driver.state.bar).toBeUndefined();
});

test('a blank stands between the keys and the counts of a query, at any width', () => {
	for (let columns = 60; columns <= 200; columns++) {
		const driver = new Driver({}, undefined, { columns, rows: 24 });
		const text = '* | count by y';
		driver.press('/ ctrl-u').type(text);
		driver.send({ kind: 'completions', text, cursor: text.length, items: [], faults: [] });
		const { ticket } = driver.runs.at(-1)!;
		for (const rowsOut of [3, 1_234_567]) {
			const stages = [{ name: 'search', rowsIn: 5_000, rowsOut: 5_000 }];
			const counted = [...stages, { name: 'count by', rowsIn: 1_234_567, rowsOut }];
			const result = { ...aResult(['y', '_count'], [['a', 2]]), stages: counted };
			driver.send({ kind: 'result', slot: 'typed', ticket, result, elapsedMs: 1 });
			const line = lineText(footerLine(driver.state));
			expect(cellWidth(line), line).toBe(columns);
			expect(line, `${columns} columns`).toMatch(/ {2}count by 1,234,567 → [\d,]+ · 1 row $/);
		}
	}
});

test('a count that still runs ends with the next key, and of a query that cannot run none begins', () => {
	const driver = new Driver({}, null);
	driver.press('/ ctrl-u').type('* | count');
	const checked = { kind: 'completions' as const, text: '* | count', cursor: 9, items: [] };
	driver.send({ ...checked, faults: [] });
	expect(driver.runs.at(-1)).toMatchObject({ slot: 'typed' });
	const told = driver.told.length;
	driver.type('x');
	expect(driver.told.slice(told)).toContainEqual({ kind: 'cancel', slot: 'typed' });
	const runs = driver.runs.length;
	const fault = {
		severity: 'fault' as const,
		span: { start: 4, end: 10 },
		message: 'no',
		next: '',
	};
	driver.send({ ...checked, text: '* | countx', cursor: 10, faults: [fault] });
	expect(driver.runs).toHaveLength(runs);
});
