import { expect, test } from 'vitest';
import { BoundedCache } from '../../store/bounded-cache.ts';
import { MemoryBudget } from '../../store/memory-budget.ts';

test('what was used longest ago goes first, until all fits', () => {
	const cache = new BoundedCache<string>(new MemoryBudget(10));
	cache.set('a', 'A', 4);
	cache.set('b', 'B', 4);
	expect(cache.get('a')).toBe('A');
	cache.set('c', 'C', 4);
	expect([cache.get('a'), cache.get('b'), cache.get('c')]).toEqual(['A', undefined, 'C']);
	expect(cache.bytes).toBe(8);
	cache.set('d', 'D', 10);
	expect([cache.get('a'), cache.get('c'), cache.get('d')]).toEqual([undefined, undefined, 'D']);
	expect(cache.bytes).toBe(10);
});

test('a value larger than the cache is not kept and takes no room', () => {
	const cache = new BoundedCache<string>(new MemoryBudget(10));
	cache.set('a', 'A', 10);
	cache.set('b', 'B', 11);
	expect([cache.get('a'), cache.get('b'), cache.bytes]).toEqual(['A', undefined, 10]);
	cache.set('a', 'larger', 11);
	expect([cache.get('a'), cache.bytes]).toEqual([undefined, 0]);
});

test('a value that takes the place of another gives its room back', () => {
	const cache = new BoundedCache<string>(new MemoryBudget(10));
	cache.set('a', 'A', 8);
	cache.set('a', 'less', 3);
	cache.set('b', 'B', 7);
	expect([cache.get('a'), cache.get('b'), cache.bytes]).toEqual(['less', 'B', 10]);
	cache.removeWhere(value => value === 'B');
	expect([cache.get('b'), cache.bytes]).toEqual([undefined, 3]);
});
