import { expect, test } from 'vitest';
import { Driver, someRows } from '../console-driver.ts';

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
