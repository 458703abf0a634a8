import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { QueryClient } from '../../../source/app/workers/query-client.ts';
import { SecondProcess } from '../../../source/app/workers/second-process.ts';
import { endBecause } from '../../../source/app/workers/worker-end.ts';

beforeEach(() => {
	vi.useFakeTimers();
});
afterEach(() => {
	vi.useRealTimers();
});

function aSecond() {
	const events: string[] = [];
	const second = new SecondProcess({
		start: () => {
			events.push('start');
			const stop = async () => {
				events.push('stop');
			};

			return { client: new QueryClient({ post: () => {} }), stop };
		},
		connect: () => events.push('connect'),
		disconnect: () => events.push('disconnect'),
		lose: (_, { message }) => events.push(`lost: ${message}`),
	});
	return { events, second };
}

test('queries that wait for long bring a second worker, which ends when it has nothing to do', () => {
	const { events, second } = aSecond();
	second.load(3, 2);
	vi.advanceTimersByTime(300);
	expect(events).toEqual([]);
	vi.advanceTimersByTime(200);
	expect(events).toEqual(['start', 'connect']);
	second.load(0, 1);
	vi.advanceTimersByTime(60_000);
	expect(events).toHaveLength(2);
	second.load(0, 0);
	vi.advanceTimersByTime(2_000);
	second.load(1, 2);
	second.load(0, 0);
	vi.advanceTimersByTime(2_000);
	expect(events).toHaveLength(2);
	vi.advanceTimersByTime(2_000);
	expect(events).toEqual(['start', 'connect', 'disconnect', 'stop']);
});

test('what is done soon needs no second worker', () => {
	const { events, second } = aSecond();
	for (let index = 0; index < 20; index++) {
		second.load(1, 2);
		vi.advanceTimersByTime(200);
		second.load(0, 2);
		vi.advanceTimersByTime(200);
	}

	expect(events).toEqual([]);
});

test('one that was lost gives way to another with the next crowd', () => {
	const { events, second } = aSecond();
	second.load(1, 2);
	vi.advanceTimersByTime(500);
	second.lost(endBecause('killed'));
	expect(events).toEqual(['start', 'connect', 'lost: killed']);
	second.load(1, 2);
	vi.advanceTimersByTime(500);
	expect(events.slice(3)).toEqual(['start', 'connect']);
});

test('at the end none is left, and none comes', async () => {
	const { events, second } = aSecond();
	second.load(1, 2);
	await second.stop();
	vi.advanceTimersByTime(60_000);
	expect(events).toEqual([]);
	const busy = aSecond();
	busy.second.load(1, 2);
	vi.advanceTimersByTime(500);
	await busy.second.stop();
	expect(busy.events).toEqual(['start', 'connect', 'disconnect', 'stop']);
});
