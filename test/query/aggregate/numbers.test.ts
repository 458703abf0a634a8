import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DoubleNumbers } from '../../../source/query/aggregate/double-numbers.ts';
import { Interner } from '../../../source/query/aggregate/interner.ts';
import { PairNumbers } from '../../../source/query/aggregate/pair-numbers.ts';
import { PairSet } from '../../../source/query/aggregate/pair-set.ts';

const small = fc.integer({ min: 0, max: 40 });
const pairs = fc.array(fc.tuple(fc.oneof(small, fc.nat()), fc.oneof(small, fc.nat())), {
	maxLength: 3000,
});

test('pairs are numbered as a map of their text numbers them', () => {
	fc.assert(
		fc.property(pairs, given => {
			const numbers = new PairNumbers();
			const expected = new Map<string, number>();
			for (const [left, right] of given) {
				const key = `${left},${right}`;
				const number = expected.get(key) ?? expected.size;
				expected.set(key, number);
				expect(numbers.number(left, right)).toBe(number);
			}

			expect(numbers.size).toBe(expected.size);
		}),
		{ numRuns: 30, seed: 1 },
	);
});

test('a set of pairs holds what was added, once', () => {
	fc.assert(
		fc.property(pairs, given => {
			const set = new PairSet();
			const expected = new Set<string>();
			for (const [left, right] of given) {
				const key = `${left},${right}`;
				expect(set.add(left, right)).toBe(!expected.has(key));
				expected.add(key);
			}

			expect(set.size).toBe(expected.size);
		}),
		{ numRuns: 30, seed: 2 },
	);
});

test('values are numbered by value and type, and a zero is a zero', () => {
	const interner = new Interner();
	const values = ['1', 1, true, 'true', null, NaN, 0, -0, NaN, 1, '1', 0.1 + 0.2, 0.3];
	expect(values.map(value => interner.number(value))).toEqual([
		0, 1, 2, 3, 4, 5, 6, 6, 5, 1, 0, 7, 8,
	]);
	const doubles = new DoubleNumbers();
	for (let index = 0; index < 5000; index++) {
		doubles.put(index / 7, index);
	}

	for (let index = 0; index < 5000; index++) {
		expect(doubles.find(index / 7)).toBe(index);
	}

	expect(doubles.find(-1)).toBe(-1);
});
