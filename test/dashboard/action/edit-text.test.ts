import { expect, test } from 'vitest';
import { Driver } from '../console-driver.ts';

test('in the bar ctrl-_ takes a change back, alt-/ makes it again, ctrl-y puts back what was cut', () => {
	const driver = new Driver();
	driver.press('/ ctrl-u').type('* | count').press('ctrl-w');
	expect(driver.state.bar?.text).toBe('* | ');
	driver.press('ctrl-_');
	expect(driver.state.bar?.text).toBe('* | count');
	driver.press('alt-/');
	expect(driver.state.bar?.text).toBe('* | ');
	driver.type('limit 1 | ').press('ctrl-y');
	expect(driver.state.bar?.text).toBe('* | limit 1 | count');
	expect(driver.told.at(-1)).toMatchObject({ kind: 'complete', text: '* | limit 1 | count' });
});
