import { apportion } from '../../panels/blocks.ts';

/**
 * Shares `cells` by weight. What one has no room for goes to the others that have; when none has any, the next rooms hold, and in the
 * end the weights alone.
 *
 * @param weights - one a share; none gets anything when all are 0
 * @param rooms - each one number a share, in cells; the first is what can be used best
 */
export function shareOut(
	weights: readonly number[],
	rooms: readonly (readonly number[])[],
	cells: number,
): number[] {
	const shares = weights.map(() => 0);
	let left = cells;

	for (const room of [...rooms, weights.map(() => Number.POSITIVE_INFINITY)]) {
		let given = left;
		while (left > 0 && given > 0) {
			const open = weights.map((weight, index) =>
				(shares[index] ?? 0) < (room[index] ?? 0) ? weight : 0,
			);
			const more = apportion(open, left).map((part, index) =>
				Math.max(0, Math.min(part, (room[index] ?? 0) - (shares[index] ?? 0))),
			);
			given = more.reduce((sum, part) => sum + part, 0);
			left -= given;
			more.forEach((part, index) => {
				shares[index] = (shares[index] ?? 0) + part;
			});
		}
	}

	return shares;
}
