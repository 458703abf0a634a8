import { expect, test } from 'vitest';
import { MemoryBudget } from '../../../../store/index.ts';
import { Dictionaries } from '../../../../source/query/engine/dictionary/dictionaries.ts';
import type { Dictionary } from '../../../../source/query/engine/dictionary/dictionary.ts';

function fill(dictionary: Dictionary, count: number): void {
	for (let index = 0; index < count; index++) {
		dictionary.number(`a value of some length, number ${index}`);
	}
}

test('one dictionary a name, as long as all fit', () => {
	const dropped: Dictionary[] = [];
	const dictionaries = new Dictionaries(new MemoryBudget(1 << 20), 1 << 20, one =>
		dropped.push(one),
	);
	const first = dictionaries.of('a');
	expect(dictionaries.of('b')).not.toBe(first);
	fill(first, 100);
	dictionaries.settle();
	expect(dictionaries.of('a')).toBe(first);
	expect(dictionaries.has(first)).toBe(true);
	expect(dropped).toEqual([]);
});

test('the one not used the longest goes first, and its name starts anew', () => {
	const dropped: Dictionary[] = [];
	const dictionaries = new Dictionaries(new MemoryBudget(800_000), 800_000, one =>
		dropped.push(one),
	);
	const [a, b, c] = ['a', 'b', 'c'].map(name => dictionaries.of(name)) as [
		Dictionary,
		Dictionary,
		Dictionary,
	];
	for (const dictionary of [a, b, c]) {
		fill(dictionary, 4000);
		expect(dictionary.bytes).toBeLessThan(800_000);
	}

	expect(dictionaries.of('a')).toBe(a);
	expect(dictionaries.bytes).toBeGreaterThan(800_000);
	dictionaries.settle();
	expect(dictionaries.bytes).toBeLessThanOrEqual(800_000);
	expect(dropped[0]).toBe(b);
	expect(dropped).not.toContain(a);
	expect(dictionaries.has(b)).toBe(false);
	const next = dictionaries.of('b');
	expect(next).not.toBe(b);
	// The old one still serves whoever holds it.
	expect(b.value(b.number('x'))).toBe('x');
	expect(next.value(next.number('x'))).toBe('x');
});

test('one that is too large by itself pushes out no other', () => {
	const dropped: Dictionary[] = [];
	const dictionaries = new Dictionaries(new MemoryBudget(1 << 20), 1 << 20, one =>
		dropped.push(one),
	);
	const small = dictionaries.of('small');
	const large = dictionaries.of('large');
	fill(small, 10);
	fill(large, 40_000);
	dictionaries.settle();
	expect(dropped).toEqual([large]);
	expect(dictionaries.has(small)).toBe(true);
});
