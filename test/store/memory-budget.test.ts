import { expect, test } from 'vitest';
import { BoundedCache } from '../../store/bounded-cache.ts';
import { MemoryBudget } from '../../store/memory-budget.ts';

function twoCaches(bytesMax: number) {
	const budget = new MemoryBudget(bytesMax);
	const cheap = new BoundedCache<string>(budget, 10);
	const dear = new BoundedCache<string>(budget, 35);
	return { budget, cheap, dear };
}

test('what is cheap to make again goes first, however new it is', () => {
	const { budget, cheap, dear } = twoCaches(100);
	dear.set('sum', 'S', 40);
	for (let index = 0; index < 3; index++) {
		cheap.set(`column ${index}`, 'C', 30);
	}

	expect(dear.get('sum')).toBe('S');
	expect([cheap.get('column 0'), cheap.get('column 1'), cheap.get('column 2')]).toEqual([
		undefined,
		'C',
		'C',
	]);
	expect([budget.bytes, cheap.bytes, dear.bytes]).toEqual([100, 60, 40]);
});

test('what is dear goes too when nobody asks for it any more', () => {
	const { cheap, dear } = twoCaches(100);
	dear.set('sum', 'S', 40);
	// Each round of evictions makes what stays older by the worth of what went.
	let rounds = 0;
	while (dear.bytes > 0 && rounds < 100) {
		cheap.set(`column ${rounds++}`, 'C', 30);
	}

	expect(dear.get('sum')).toBeUndefined();
	// Two columns have room; a round of two makes what stays ten older, and the sum is worth 35.
	expect(rounds).toBe(9);
});

test('what is used stays, though it came first', () => {
	const { cheap } = twoCaches(90);
	cheap.set('used', 'U', 30);
	for (let index = 0; index < 20; index++) {
		cheap.set(`column ${index}`, 'C', 30);
		expect(cheap.get('used')).toBe('U');
	}
});

test('what is held takes the room of what is cached', () => {
	const { budget, cheap } = twoCaches(100);
	cheap.set('a', 'A', 30);
	cheap.set('b', 'B', 30);
	budget.hold(50);
	expect([cheap.get('a'), cheap.get('b'), budget.bytes]).toEqual([undefined, 'B', 80]);
	cheap.set('larger', 'L', 51);
	expect([cheap.get('larger'), cheap.get('b')]).toEqual([undefined, 'B']);
	budget.hold(200);
	expect([cheap.get('b'), budget.bytes]).toEqual([undefined, 200]);
	budget.hold(0);
	cheap.set('c', 'C', 100);
	expect([cheap.get('c'), budget.bytes]).toEqual(['C', 100]);
});

test('whatever is put, asked for and removed, the sum is right and never above the limit', () => {
	const { budget, cheap, dear } = twoCaches(1000);
	let seed = 7;
	const next = (below: number) => {
		seed = (Math.imul(seed, 48_271) >>> 0) % 2_147_483_647;
		return seed % below;
	};

	for (let step = 0; step < 20_000; step++) {
		const cache = next(2) === 0 ? cheap : dear;
		const key = `k${next(40)}`;
		if (next(3) === 0) {
			cache.get(key);
		} else if (next(50) === 0) {
			cache.removeWhere(value => value === key);
		} else {
			cache.set(key, key, 1 + next(300));
		}

		expect(budget.bytes).toBe(cheap.bytes + dear.bytes);
		expect(budget.bytes).toBeLessThanOrEqual(1000);
	}
});
