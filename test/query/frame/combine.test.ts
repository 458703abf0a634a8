import { expect, test } from 'vitest';
import { combine } from '../../../source/query/frame/combine.ts';
import type { Vector } from '../../../source/query/frame/vector.ts';

function vectorOf(codes: readonly number[], size: number): Vector {
	return { codes: Uint32Array.from(codes), size, repeats: true, value: code => code };
}

// 512 × 512 pairs have a table, and with one more value a side they are hashed.
test.each([512, 513])('pairs of %i values each are told apart and read back', size => {
	const left = Array.from({ length: 3000 }, (_item, row) => (row * 7) % size);
	const right = Array.from({ length: 3000 }, (_item, row) => (row * row) % size);
	const both = combine([vectorOf(left, size), vectorOf(right, size)], undefined, 3000);
	const seen = new Map<string, number>();
	for (let row = 0; row < 3000; row++) {
		const code = both.codes[row] ?? -1;
		const pair = `${left[row]} ${right[row]}`;
		expect(seen.get(pair) ?? code).toBe(code);
		seen.set(pair, code);
		expect([both.part(code, 0), both.part(code, 1)]).toEqual([left[row], right[row]]);
	}

	expect(both.size).toBe(seen.size);
});
