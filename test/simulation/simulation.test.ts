import { expect, test } from 'vitest';
import { expectWorlds } from './expect-worlds.ts';
import { simulate } from './simulate.ts';

test.each([0, 1, 2])(
	'in hundred %i of three hundred worlds of faults everything is there in the end, once, and nobody saw anything else',
	async hundred => {
		const counts = await expectWorlds(hundred * 100 + 1, hundred * 100 + 100);
		const { killed, cut, superseded, refused, diskError, rotSeen, rotHidden, dropped, confirmed } =
			counts;
		expect(
			Math.min(killed, cut, superseded, refused, diskError, rotSeen, rotHidden, dropped, confirmed),
		).toBeGreaterThan(0);
	},
);

test('the world of a seed is the same each time', async () => {
	for (const seed of [3, 42, 107, 116]) {
		const first = await simulate(seed);
		const second = await simulate(seed);
		expect(second.trace).toEqual(first.trace);
		expect(first.trace.length).toBeGreaterThan(100);
	}
});
