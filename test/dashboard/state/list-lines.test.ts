import { expect, test } from 'vitest';
import { listLines } from '../../../source/dashboard/state/list-lines.ts';
import { pagesFor } from '../../../source/dashboard/state/panels-shown.ts';
import { aResult } from '../../panels/result.ts';
import { Driver } from '../console-driver.ts';
import { shippedLayout } from '../layouts.ts';

const layout = shippedLayout('logins');
const size = { columns: 200, rows: 50 };

function rowsOf(count: number) {
	const rows = Array.from({ length: count }, () => ['2026-03-01T11:58:03Z', 'ada']);
	return aResult(['eventTime', 'user'], rows, { kind: 'rows', keys: [] });
}

function driverOf(count: number): Driver {
	return new Driver({}, () => rowsOf(count), size).press('3');
}

test('the lines of lists go by steps of four, and of unanswered ones nothing is known', () => {
	const table = layout.panels.find(({ view }) => view === 'table')?.id ?? '';
	const linesOf = (count: number) => listLines(driverOf(count).state, layout).get(table);
	expect([0, 3, 4, 7, 8].map(linesOf)).toEqual([4, 4, 8, 8, 12]);
	const waiting = new Driver({}, null, size).press('3').state;
	expect(listLines(waiting, layout).size).toBe(0);
});

test('a row that comes moves no border', () => {
	const pages = (count: number) => pagesFor(driverOf(count).state, layout);
	expect(pages(5)).toEqual(pages(4));
	expect(pages(2)).toEqual(pagesFor(new Driver({}, null, size).press('3').state, layout));
});
