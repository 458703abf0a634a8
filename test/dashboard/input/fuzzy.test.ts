import { expect, test } from 'vitest';
import { fuzzyScore } from '../../../source/dashboard/input/fuzzy.ts';

test('letters in their order fit, a whole word fits best', () => {
	expect(fuzzyScore('count by user', ['by'])).toBe(0);
	expect(fuzzyScore('count by user', ['cntby'])).toBeGreaterThan(0);
	expect(fuzzyScore('count by user', ['yb'])).toBeUndefined();
	expect(fuzzyScore('count by user', ['user', 'zz'])).toBeUndefined();
});

test('of a long text the first two thousand characters are compared', () => {
	expect(fuzzyScore(`${'-'.repeat(1_998)}ab`, ['ab'])).toBe(0);
	expect(fuzzyScore(`${'-'.repeat(1_999)}ab`, ['ab'])).toBeUndefined();
});
