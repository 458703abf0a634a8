import { expect, test } from 'vitest';
import { Driver, nowMs } from '../console-driver.ts';

const dayMs = 86_400_000;

test('a typed query is checked over the range of the console, or that of the rows it opened', () => {
	const driver = new Driver().press('/ x');
	expect(driver.told.at(-1)).toMatchObject({
		kind: 'complete',
		range: { fromMs: nowMs - dayMs, toMs: nowMs },
	});

	const range = { fromMs: 1_000, toMs: 2_000 };
	const { state } = driver;
	driver.state = {
		...state,
		locations: [{ kind: 'rows', id: '#1', title: 'rows', query: '*', range, view: 'auto' }],
		location: 0,
	};
	expect(driver.press('x').told.at(-1)).toMatchObject({ kind: 'complete', range });
});

test('a run is told what variables were filled with', () => {
	const driver = new Driver();
	const { variables } = driver.state;
	driver.state = { ...driver.state, variables: { ...variables, params: { who: 'ada' } } };
	expect(driver.press('r').runs.at(-1)?.filled).toEqual(['ada']);
});
