import { expect, test } from 'vitest';
import { Driver } from '../console-driver.ts';

test('enter on a panel without an answer says so, and stays', () => {
	const driver = new Driver({ dashboard: 'access' }, null);
	const before = driver.runs.length;
	driver.press('enter');
	expect(driver.footer()).toContain('it opens when its rows are there');
	expect(driver.runs.length).toBe(before);
	expect(driver.header()).not.toContain('▸ Non Read Only Events');
});

test('enter on a panel whose query has failed says that there is nothing', () => {
	const driver = new Driver({ dashboard: 'overview' }, null);
	for (const { slot, ticket } of driver.runs) {
		driver.send({ kind: 'query-failed', slot, ticket, message: 'm', next: 'n' });
	}

	driver.press('enter');
	expect(driver.footer()).toContain('has nothing to open yet');
	expect(driver.state.awaited).toBeUndefined();
});
