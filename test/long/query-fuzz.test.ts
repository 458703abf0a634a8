import { expect, test } from 'vitest';
import { hammer, stepsPerCharacterMax } from '../query/syntax/hammer.ts';

test.each(Array.from({ length: 10 }, (_, index) => index + 2))(
	'20,000 random queries with seed %i: nothing throws, spans stay inside, work stays linear',
	seed => {
		expect(hammer(20_000, seed)).toBeLessThan(stepsPerCharacterMax);
	},
);
