import { expect } from 'vitest';
import { simulate } from './simulate.ts';
import type { Happening } from './world.ts';

/**
 * Runs the worlds of some seeds.
 *
 * @returns how often each thing happened in all of them
 */
export async function expectWorlds(
	from: number,
	to: number,
): Promise<Readonly<Record<Happening, number>>> {
	let sums: Record<Happening, number> | undefined;
	for (let seed = from; seed <= to; seed++) {
		const { violation, counts } = await simulate(seed);
		expect(violation, `npm run simulate -- ${seed}`).toBeUndefined();
		sums = Object.fromEntries(
			Object.entries(counts).map(([name, count]) => [
				name,
				(sums?.[name as Happening] ?? 0) + count,
			]),
		) as Record<Happening, number>;
	}

	return sums!;
}
