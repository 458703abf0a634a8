import { expect, test } from 'vitest';
import { expectWorlds } from '../simulation/expect-worlds.ts';

test.each([0, 1, 2, 3, 4])(
	'in thousand %i of five thousand worlds everything is there in the end, once',
	async thousand => {
		const { cut, superseded, rotSeen, dropped, confirmed } = await expectWorlds(
			thousand * 1_000 + 1,
			(thousand + 1) * 1_000,
		);
		expect(Math.min(cut, superseded, rotSeen, dropped, confirmed)).toBeGreaterThan(30);
	},
);
