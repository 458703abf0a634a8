import { expect, test } from 'vitest';
import { panelInputs, recordScreen } from '../../../source/dashboard/screen/body.ts';
import { panelLines } from '../../../source/dashboard/screen/panel-lines.ts';
import { footerLine, queryLine } from '../../../source/dashboard/screen/footer.ts';
import { alarmLine } from '../../../source/dashboard/screen/alarms.ts';
import { filterLine, headerLine } from '../../../source/dashboard/screen/header.ts';
import { floating } from '../../../source/dashboard/screen/overlay.ts';
import { lineWidth } from '../../../source/panels/span.ts';
import { Driver, usualAnswer } from '../console-driver.ts';

const sizes = [
	{ columns: 40, rows: 12 },
	{ columns: 80, rows: 24 },
	{ columns: 120, rows: 40 },
	{ columns: 200, rows: 50 },
];
const ways = ['tab', 'z', 'enter', '?', 'i', 'f', 't', ':', '/', 'e', '3 tab down enter', 'space'];

test.each(sizes.flatMap(size => ways.map(keys => ({ ...size, keys }))))(
	'at $columns x $rows after $keys everything is inside the screen',
	({ columns, rows, keys }) => {
		const { state } = new Driver({}, usualAnswer, { columns, rows }).press(keys);

		for (const line of [
			headerLine(state),
			filterLine(state),
			alarmLine(state),
			queryLine(state),
			footerLine(state),
		]) {
			expect(lineWidth(line)).toBeLessThanOrEqual(columns);
		}

		for (const panel of panelInputs(state)) {
			const lines = panelLines(panel);
			expect(lines).toHaveLength(panel.heightCells);
			expect(new Set(lines.map(lineWidth))).toEqual(new Set([panel.widthCells]));
		}

		for (const box of floating(state)) {
			expect(box.rect.x + box.rect.widthCells).toBeLessThanOrEqual(columns);
			expect(box.rect.y + box.rect.heightCells).toBeLessThanOrEqual(rows);
			expect(box.lines).toHaveLength(box.rect.heightCells);
			expect(new Set(box.lines.map(lineWidth))).toEqual(new Set([box.rect.widthCells]));
		}

		expect(recordScreen(state)?.length ?? rows - 5).toBe(rows - 5);
	},
);

test('the header of 80 columns', () => {
	const driver = new Driver().send({
		kind: 'status',
		status: { state: 'live', objectCount: 1412, errorCount: 0, lagMs: 252_000, detail: '' },
	});
	expect(driver.header()).toBe(
		[
			' trailtop ▸ prod   1 Overview  2 3 4 5 6                     ● live · lag 4m12s ',
			' last 24h UTC · account * · region *                        page 1/3 · 0 errors ',
		].join('\n'),
	);
	expect(driver.footer()).toBe(
		[
			' / _sourceCategory=prod | lookup type, threatlevel as confidence… 2 rows · 3 ms',
			' 1-6 dashboard  tab panel  enter drill  / query  f filter  t time  ? help',
		].join('\n'),
	);
});

test('the header of 160 columns has all titles', () => {
	const driver = new Driver({}, usualAnswer, { columns: 160, rows: 40 });
	expect(driver.header()).toContain('2 Access  3 Logins  4 Accounts  5 Privileged  6 Threats');
});
