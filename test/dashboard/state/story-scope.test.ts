import { expect, test } from 'vitest';
import { hasOtherFilters, storyScope } from '../../../source/dashboard/state/story-scope.ts';
import { noVariables } from '../../../source/dashboard/compose/variables.ts';
import type { Variables } from '../../../source/dashboard/compose/variables.ts';
import type { State } from '../../../source/dashboard/state/state.ts';
import { openExampleStore } from '../../layouts/example-store.ts';
import { Driver } from '../console-driver.ts';

function scopeOf(change: Partial<State>): string {
	return storyScope({ ...new Driver({}, null).state, variables: noVariables, ...change });
}

const only = (name: 'account' | 'user', value: string): Variables => ({
	...noVariables,
	filters: { [name]: { include: [value], exclude: [] } },
});

test('a story has the records of its environment and its accounts, whatever other filters say', async () => {
	const store = await openExampleStore({ days: 1, recordsPerDay: 500 });
	try {
		const count = async (text: string) => (await store.run(text)).rowCount;
		const all = await count('*');
		const { rows } = await store.run('* | count by _sourceCategory, _account | limit 1');
		const [category, account] = (rows[0] ?? []).map(String);
		const scope = { key: '_sourceCategory', value: category ?? '' };
		const anywhere = { key: '_sourceCategory', value: '*' };
		expect(all).toBeGreaterThan(0);
		expect(await count(scopeOf({ scope }))).toBe(all);
		expect((await store.run(scopeOf({ scope }))).warnings).toEqual([]);
		expect(await count(scopeOf({ scope: anywhere }))).toBe(all);
		expect(await count(scopeOf({ scope: { ...scope, value: 'other " | limit 1' } }))).toBe(0);
		expect(await count(scopeOf({ scope, variables: only('user', 'nobody') }))).toBe(all);
		const own = await count(scopeOf({ scope, variables: only('account', account ?? '') }));
		expect(own).toBe(await count(`* | where _account = "${account}"`));
		expect(own).toBeLessThan(all);
	} finally {
		await store.close();
	}
});

test('filters that a story does not heed are known', () => {
	expect(hasOtherFilters(noVariables)).toBe(false);
	expect(hasOtherFilters(only('account', '111122223333'))).toBe(false);
	expect(hasOtherFilters(only('user', 'ada'))).toBe(true);
	expect(hasOtherFilters({ ...noVariables, text: 'CreateUser' })).toBe(true);
});
