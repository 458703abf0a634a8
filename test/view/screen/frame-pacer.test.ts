import { expect, test } from 'vitest';
import { FramePacer } from '../../../source/view/screen/frame-pacer.ts';
import { VirtualTime } from './virtual-time.ts';

function paced() {
	const time = new VirtualTime();
	const drawnMs: number[] = [];
	const pacer = new FramePacer(time, () => drawnMs.push(time.nowMs()));
	return { time, pacer, drawnMs };
}

test('the first change after a quiet time is drawn at once, later ones join the next frame', () => {
	const { time, pacer, drawnMs } = paced();
	for (let change = 0; change < 20; change++) {
		pacer.soon();
		time.pass(100);
	}

	time.pass(2_000);
	expect(drawnMs).toEqual([0, 500, 1_000, 1_500, 2_000]);
	time.pass(10_000);
	pacer.soon();
	time.pass(0);
	expect(drawnMs.at(-1)).toBe(14_000);
});

test('a key is drawn at once, and its answer as soon as it comes', () => {
	const { time, pacer, drawnMs } = paced();
	pacer.soon();
	time.pass(100);
	pacer.now();
	time.pass(15);
	pacer.soon();
	time.pass(100);
	expect(drawnMs).toEqual([0, 100, 140]);
});

test('without the focus there is a frame every five seconds', () => {
	const { time, pacer, drawnMs } = paced();
	pacer.isFocused = false;
	for (let change = 0; change < 120; change++) {
		pacer.soon();
		time.pass(100);
	}

	expect(drawnMs).toEqual([0, 5_000, 10_000]);
});

test('after stop nothing is drawn', () => {
	const { time, pacer, drawnMs } = paced();
	pacer.soon();
	time.pass(0);
	pacer.soon();
	pacer.stop();
	time.pass(10_000);
	expect(drawnMs).toEqual([0]);
});
