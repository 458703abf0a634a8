import { expect, test } from 'vitest';
import { Driver, usualAnswer } from '../console-driver.ts';

test('a text scrolls to its end and back', () => {
	const driver = new Driver({}, usualAnswer, { columns: 80, rows: 16 });
	const first = driver.press('?').box();
	const last = driver.press('end').box();
	expect(last).not.toBe(first);
	expect(driver.press('down').box()).toBe(last);
	expect(driver.press('home').box()).toBe(first);
});
