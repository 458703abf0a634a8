import { expect, test } from 'vitest';
import { largestFirst } from '../../../source/query/aggregate/largest-first.ts';
import { countUnions, type NumberSets } from '../../../source/query/aggregate/unions.ts';
import { randomOf } from '../engine/hostile-records.ts';

function setsOf(groups: readonly (readonly number[])[], mapping: readonly number[]): NumberSets {
	const starts = new Uint32Array(groups.length + 1);
	for (const [group, numbers] of groups.entries()) {
		starts[group + 1] = (starts[group] as number) + numbers.length;
	}

	return { starts, numbers: Uint32Array.from(groups.flat()), mapping: Int32Array.from(mapping) };
}

test('unions of random sets are counted as Sets count them, for the wanted groups', () => {
	const random = randomOf(7);
	const below = (end: number): number => Math.floor(random() * end);
	const groupCount = 40;
	const unions = Array.from({ length: groupCount }, () => new Set<number>());
	const sets = Array.from({ length: 6 }, () => {
		const groups = Array.from({ length: 30 }, () =>
			Array.from({ length: below(9) }, () => below(50)),
		);
		const mapping = groups.map(() => below(groupCount + 1) - 1);
		for (const [group, numbers] of groups.entries()) {
			for (const number of numbers) {
				unions[mapping[group] as number]?.add(number);
			}
		}

		return setsOf(groups, mapping);
	});
	const wanted = Uint32Array.from({ length: groupCount }, (_, group) => group).filter(
		group => group % 3 !== 0,
	);
	const counts = new Float64Array(groupCount).fill(-1);
	countUnions(sets, wanted, counts, 50);
	expect([...counts]).toEqual(unions.map(({ size }, group) => (group % 3 === 0 ? -1 : size)));
});

test('more numbers than are laid out at a time are counted in several goes', () => {
	const count = 900_000;
	const numbers = Uint32Array.from({ length: count }, (_, index) => index);
	const starts = Uint32Array.of(0, 300_000, 600_000, 900_000);
	const sets = [
		[0, 1, 2],
		[1, 1, 0],
		[2, -1, 0],
	].map(mapping => ({
		starts,
		numbers,
		mapping: Int32Array.from(mapping),
	}));
	const counts = new Float64Array(3);
	countUnions(sets, Uint32Array.of(2, 0, 1), counts, count);
	expect([...counts]).toEqual([600_000, 600_000, 600_000]);
});

test('the largest come first, equal ones in their order', () => {
	expect([...largestFirst(Float64Array.of(3, 7, 0, 7, 1e9, 3))]).toEqual([4, 1, 3, 0, 5, 2]);
	expect([...largestFirst(new Float64Array(0))]).toEqual([]);
});
