import { expect, test } from 'vitest';
import { locationOf } from '../../../source/dashboard/state/state.ts';
import { Driver } from '../console-driver.ts';
import { shippedLayouts } from '../layouts.ts';

test('0 lists all dashboards, and narrows as one types', () => {
	const driver = new Driver();
	driver.press('0');
	expect(driver.box()).toContain('6 Threats');
	driver.type('log').press('enter');
	expect(driver.header()).toContain('3 Logins');
});

test('a changed file shows at once; one that is gone gives way to the first', () => {
	const driver = new Driver({ dashboard: 'logins' });
	const [first, ...others] = shippedLayouts();
	const mine = { ...first!, name: 'mine', title: 'Mine', key: undefined };
	driver.send({ kind: 'layouts', layouts: [first!, ...others, mine] });
	driver.press('0').type('mine').press('enter');
	expect(driver.header()).toContain('Mine');
	driver.send({ kind: 'layouts', layouts: [first!, ...others] });
	expect(locationOf(driver.state)).toMatchObject({ dashboard: first?.name });
	expect(driver.header()).toContain('1 Overview');
});
