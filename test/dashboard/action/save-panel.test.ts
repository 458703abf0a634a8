import { expect, test } from 'vitest';
import { withoutScope } from '../../../source/dashboard/compose/compose.ts';
import { Driver } from '../console-driver.ts';

test('p saves what is shown under a title, without the scope', () => {
	const driver = new Driver();
	driver.press('/ ctrl-u').type('_sourceCategory=prod | count by user').press('enter');
	driver.press('p').type('Who').press('enter');
	expect(driver.told.at(-1)).toEqual({
		kind: 'save-panel',
		title: 'Who',
		query: '* | count by user',
		view: 'table',
	});
	driver.press('1 p enter');
	expect(driver.told.at(-1)).toMatchObject({
		title: 'Potential Threats by IP',
		view: 'single-value',
	});
});

test.each([
	['_sourceCategory=prod\n| count', '* | count'],
	['_sourceCategory=prod (a OR b) | count', '(a OR b) | count'],
	['_sourceCategory=production | count', '_sourceCategory=production | count'],
	['_sourceCategory=prod', '*'],
	['* | count', '* | count'],
])('%j without its scope is %j', (text, expected) => {
	expect(withoutScope(text, { key: '_sourceCategory', value: 'prod' })).toBe(expected);
});
