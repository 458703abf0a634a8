import { expect, test } from 'vitest';
import { Generations } from '../../../source/view/ink/generations.ts';

test('two generations are kept, and what the older one held is made again after them', () => {
	const cache = new Generations<string>(3);
	const made: string[] = [];
	const get = (key: string) =>
		cache.get(key, wanted => {
			made.push(wanted);
			return wanted;
		});
	for (const key of ['a', 'b', 'c', 'd', 'e', 'f', 'a', 'g']) {
		get(key);
	}

	expect(cache.size).toBeLessThanOrEqual(6);
	expect(made).toEqual(['a', 'b', 'c', 'd', 'e', 'f', 'g']);
	expect(get('b')).toBe('b');
	expect(made.at(-1)).toBe('b');
});
