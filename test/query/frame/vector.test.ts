import { expect, test } from 'vitest';
import { memoByCode } from '../../../source/query/frame/vector.ts';

test.each([4096, 4097])('of %i codes each is computed once, also when it gives nothing', size => {
	let calls = 0;
	const memo = memoByCode(size, code => {
		calls++;
		return code === 7 ? undefined : code * 2;
	});

	expect([memo(size - 1), memo(7), memo(size - 1), memo(7)]).toEqual([
		2 * (size - 1),
		undefined,
		2 * (size - 1),
		undefined,
	]);
	expect(calls).toBe(2);
});
