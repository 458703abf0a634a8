import { seeded } from '../../fixtures/seeded.ts';

/** Draws of one seed. */
export interface Draw {
	/** In [0, 1). */
	(): number;
	/** A whole number from `from` to `to`, both included. */
	between(from: number, to: number): number;
	chance(share: number): boolean;
	oneOf<T>(choices: readonly T[]): T;
}

/** @param stream - draws of another stream do not depend on how many were drawn from this one */
export function drawOf(seed: number, stream: number): Draw {
	const random = seeded(Math.imul(seed, 1_000_003) + Math.imul(stream, 7_919));
	// The first numbers of neighbouring seeds are alike.
	random();
	random();
	return Object.assign(() => random(), {
		between: (from: number, to: number) => from + Math.floor(random() * (to - from + 1)),
		chance: (share: number) => random() < share,
		oneOf: <T>(choices: readonly T[]): T => choices[Math.floor(random() * choices.length)]!,
	});
}
