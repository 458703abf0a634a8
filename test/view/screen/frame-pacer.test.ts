import { expect, test } from 'vitest';
import { FramePacer, slowFactor } from '../../../source/view/screen/frame-pacer.ts';
import { VirtualTime } from './virtual-time.ts';

function paced(factor = 1) {
	const time = new VirtualTime();
	const drawnMs: number[] = [];
	const pacer = new FramePacer(time, () => drawnMs.push(time.nowMs()), factor);
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
	pacer.soon('status');
	time.pass(0);
	expect(drawnMs.at(-1)).toBe(14_000);
});

test('the panels of a dashboard answer into one frame', () => {
	const { time, pacer, drawnMs } = paced();
	pacer.soon();
	time.pass(10_000);
	for (let panel = 0; panel < 5; panel++) {
		pacer.soon();
		time.pass(10);
	}

	time.pass(0);
	expect(drawnMs).toEqual([0, 10_040]);
	pacer.soon();
	time.pass(1_000);
	expect(drawnMs).toEqual([0, 10_040, 10_540]);
});

test('a clock that ticks does not make data wait, nor data a clock', () => {
	const { time, pacer, drawnMs } = paced();
	pacer.soon();
	time.pass(5_000);
	pacer.soon('status');
	time.pass(10);
	// The tick's frame was just drawn.
	pacer.soon('data');
	time.pass(60);
	expect(drawnMs).toEqual([0, 5_000, 5_050]);
	// A frame of data shows the status as well: of both that wait, one is enough.
	pacer.soon('status');
	pacer.soon('data');
	time.pass(400);
	pacer.soon('status');
	time.pass(100);
	expect(drawnMs).toEqual([0, 5_000, 5_050, 5_550]);
});

test('data that arrives while a status waits is drawn with it, and counts as data', () => {
	const { time, pacer, drawnMs } = paced();
	pacer.soon();
	time.pass(600);
	pacer.soon('status');
	pacer.soon('data');
	time.pass(1);
	pacer.soon('data');
	time.pass(1_000);
	expect(drawnMs).toEqual([0, 600, 1_100]);
});

test('after the start, as after a key, answers are drawn as they come', () => {
	const { time, pacer, drawnMs } = paced();
	pacer.acted();
	for (let answer = 0; answer < 4; answer++) {
		pacer.soon();
		time.pass(50);
	}

	expect(drawnMs).toEqual([0, 50, 100, 150]);
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

test('without the focus there is a frame every ten seconds', () => {
	const { time, pacer, drawnMs } = paced();
	pacer.isFocused = false;
	for (let change = 0; change < 220; change++) {
		pacer.soon();
		time.pass(100);
	}

	expect(drawnMs).toEqual([0, 10_000, 20_000]);
});

test('what waits is told every ten seconds, and holds up nothing else', () => {
	const { time, pacer, drawnMs } = paced();
	pacer.soon();
	time.pass(2_000);
	for (let change = 0; change < 120; change++) {
		pacer.soon('waiting');
		time.pass(100);
	}

	expect(drawnMs).toEqual([0, 10_000]);
	pacer.soon('status');
	time.pass(10);
	expect(drawnMs.at(-1)).toBe(14_000);
	pacer.now();
	pacer.soon('waiting');
	time.pass(900);
	expect(drawnMs.at(-1)).toBe(14_010);
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

test('over a slow link data is drawn a quarter as often, and a key at once', () => {
	const { time, pacer, drawnMs } = paced(slowFactor);
	for (let change = 0; change < 60; change++) {
		pacer.soon();
		time.pass(100);
	}

	expect(drawnMs).toEqual([0, 2_000, 4_000, 6_000]);
	time.pass(50);
	pacer.now();
	expect(drawnMs.at(-1)).toBe(6_050);
});
