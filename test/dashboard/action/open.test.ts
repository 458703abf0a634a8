import { expect, test } from 'vitest';
import { Driver } from '../console-driver.ts';

test('enter on a panel without an answer says so, and stays', () => {
	const driver = new Driver({ dashboard: 'access' }, null);
	const before = driver.runs.length;
	driver.press('enter');
	expect(driver.footer()).toContain('has nothing to open yet');
	expect(driver.runs.length).toBe(before);
	expect(driver.header()).not.toContain('▸ Non Read Only Events');
});
