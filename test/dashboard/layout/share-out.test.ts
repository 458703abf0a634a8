import { expect, test } from 'vitest';
import fc from 'fast-check';
import { shareOut } from '../../../source/dashboard/layout/share-out.ts';

const all = Number.POSITIVE_INFINITY;

test.each([
	{ weights: [1, 1], rooms: [[all, all]], cells: 7, shares: [4, 3] },
	{ weights: [1, 1], rooms: [[2, all]], cells: 10, shares: [2, 8] },
	// What is left goes by the next rooms, then by weight alone.
	{
		weights: [1, 1],
		rooms: [
			[2, 2],
			[2, all],
		],
		cells: 10,
		shares: [2, 8],
	},
	{ weights: [1, 1], rooms: [[2, 4]], cells: 10, shares: [4, 6] },
	{ weights: [0, 3], rooms: [[9, 1]], cells: 5, shares: [0, 5] },
	{ weights: [0, 0], rooms: [[9, 9]], cells: 5, shares: [0, 0] },
])('$cells cells for $weights with room for $rooms', ({ weights, rooms, cells, shares }) => {
	expect(shareOut(weights, rooms, cells)).toEqual(shares);
});

test('no cell is lost, and none goes beyond a room while another one has some', () => {
	const shares = fc.array(fc.tuple(fc.integer({ min: 1, max: 9 }), fc.nat(30)), { minLength: 1 });
	fc.assert(
		fc.property(shares, fc.nat(200), (given, cells) => {
			const rooms = given.map(([, room]) => room);
			const shared = shareOut(
				given.map(([weight]) => weight),
				[rooms],
				cells,
			);
			expect(shared.reduce((a, b) => a + b)).toBe(cells);
			const isOver = shared.some((share, index) => share > (rooms[index] ?? 0));
			expect(isOver).toBe(cells > rooms.reduce((a, b) => a + b));
		}),
		{ seed: 3 },
	);
});
