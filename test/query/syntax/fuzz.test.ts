import { expect, test } from 'vitest';
import { hammer, stepsPerCharacterMax } from './hammer.ts';

test('20,000 random queries: nothing throws, spans stay inside, work stays linear', () => {
	const worst = hammer(20_000, 1, 8);
	expect(worst).toBeGreaterThan(1);
	expect(worst).toBeLessThan(stepsPerCharacterMax);
});
