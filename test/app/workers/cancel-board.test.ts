import { expect, onTestFinished, test } from 'vitest';
import { CancelBoard } from '../../../source/app/workers/cancel-board.ts';

function aBoard() {
	const board = CancelBoard.create()!;
	onTestFinished(() => board.close());
	return { board, child: CancelBoard.of(board.fd) };
}

test('a worker sees that its own run is cancelled, and looks only now and then', () => {
	const { board, child } = aBoard();
	let nowMs = 0;
	const isCancelled = child.watch(3, () => nowMs);
	nowMs = 100;
	expect(isCancelled()).toBe(false);
	board.cancel(4);
	board.cancel(3);
	nowMs = 101;
	expect(isCancelled()).toBe(false);
	nowMs = 200;
	expect(isCancelled()).toBe(true);
	const isOtherCancelled = child.watch(67, () => nowMs);
	nowMs = 300;
	expect(isOtherCancelled()).toBe(false);
});

test('of more than 64 cancelled runs the oldest are no longer on the board', () => {
	const { board, child } = aBoard();
	for (let id = 1; id <= 65; id++) {
		board.cancel(id);
	}

	let nowMs = 0;
	const watches = [1, 2, 65].map(id => child.watch(id, () => nowMs));
	nowMs = 100;
	expect(watches.map(isCancelled => isCancelled())).toEqual([false, true, true]);
});
