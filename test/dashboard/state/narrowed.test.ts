import { expect, test } from 'vitest';
import { narrowedOf, withCondition } from '../../../source/dashboard/state/narrowed.ts';

const list = {
	...({ kind: 'rows', id: '#1', title: 'query', range: undefined, view: 'auto' } as const),
	query: '* | where user = "ada"',
} as const;

test('what the query of a list said already was not added to it, so F has nothing to take back', () => {
	expect(withCondition(list, list.query, 'user=ada')).toBe(list);
	const query = `${list.query} | where eventName = "GetUser"`;
	const once = withCondition(list, query, 'eventName=GetUser');
	const twice = once.kind === 'rows' ? withCondition(once, query, 'eventName=GetUser') : once;
	expect(twice).toBe(once);
	expect(narrowedOf(twice)).toEqual({ before: list.query, query, words: ['eventName=GetUser'] });
});
