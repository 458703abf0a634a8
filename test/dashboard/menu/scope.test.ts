import { expect, test } from 'vitest';
import { aResult } from '../../panels/result.ts';
import { Driver, usualAnswer } from '../console-driver.ts';

const scopes = aResult(
	['_sourceCategory', 'eventCount'],
	[
		['aws/lab', 1_200],
		['prod', 40],
		[null, 2],
	],
);

function driver() {
	return new Driver(
		{},
		run => (run.text.includes('by _sourceCategory') ? scopes : usualAnswer(run)),
		{ columns: 120, rows: 40 },
	);
}

test('the scope of all panels is chosen among what the store has, whatever it was', () => {
	const console = driver();
	console.press('f').type('scope').press('enter');
	expect(console.runs.at(-1)?.text).not.toContain('_sourceCategory=');
	const box = console.box();
	expect(box).toMatch(/prod +of the environment/);
	expect(box).toMatch(/aws\/lab +1,200/);
	console.type('lab').press('enter');
	expect(console.runs.at(-1)?.text).toContain('_sourceCategory=aws/lab');
	expect(console.header()).toContain('scope aws/lab');
	console.press('f').type('scope').press('enter').type('environment').press('enter');
	expect(console.header()).not.toContain('scope');
	console.press('f').type('scope').press('enter').type('everything').press('enter');
	expect(console.runs.at(-1)?.text).toContain('_sourceCategory=*');
});

test('without a scope there is none to choose', () => {
	const console = new Driver({ scope: undefined });
	console.press('f');
	expect(console.box()).not.toContain('scope');
});
