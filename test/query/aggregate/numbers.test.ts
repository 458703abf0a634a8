import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DoubleNumbers } from '../../../source/query/engine/dictionary/double-numbers.ts';
import { NumberPlaces } from '../../../source/query/engine/group/number-places.ts';
import { PairNumbers } from '../../../source/query/engine/group/pair-numbers.ts';

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
			expect(numbers.number(-1 >>> 0, 0, numbers.size)).toBe(-1);
			const [first] = given;
			if (first !== undefined) {
				expect(numbers.number(...first, 0)).toBe(0);
			}
		}),
		{ numRuns: 30, seed: 1 },
	);
});

test('numbers have the index in which they came first', () => {
	fc.assert(
		fc.property(fc.array(fc.oneof(small, fc.nat(100_000)), { maxLength: 5000 }), given => {
			const indexes = new NumberPlaces();
			const expected = new Map<number, number>();
			for (const number of given) {
				const index = expected.get(number) ?? expected.size;
				expected.set(number, index);
				expect(indexes.indexOf(number)).toBe(index);
			}

			expect(indexes.size).toBe(expected.size);
			for (const [number, index] of expected) {
				expect(indexes.indexOf(number, 0)).toBe(index);
			}

			expect(indexes.indexOf(200_000, indexes.size)).toBe(-1);
		}),
		{ numRuns: 30, seed: 2 },
	);
});

test('doubles are found by their number', () => {
	const doubles = new DoubleNumbers();
	for (let index = 0; index < 5000; index++) {
		doubles.put(index / 7, index);
	}

	for (let index = 0; index < 5000; index++) {
		expect(doubles.find(index / 7)).toBe(index);
	}

	expect(doubles.find(-1)).toBe(-1);
});
