import { expect, test } from 'vitest';
import { nearest } from '../../../source/query/syntax/nearest.ts';

test('a slip is sought for words of up to 64 characters', () => {
	const word = 'x'.repeat(63);

	expect(nearest(`${word}y`, [`${word}z`])).toBe(`${word}z`);
	expect(nearest(`${word}yy`, [`${word}zz`])).toBeUndefined();
});
