import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { IdleCollector } from '../../../source/app/workers/idle-collector.ts';

beforeEach(() => {
	vi.useFakeTimers();
});
afterEach(() => {
	vi.useRealTimers();
});

function aThread() {
	const thread = { heapBytes: 20e6, collectedCount: 0 };
	const collector = new IdleCollector({
		heapBytes: () => thread.heapBytes,
		collect: () => {
			thread.collectedCount++;
			thread.heapBytes = 10e6;
		},
	});
	return { thread, collector };
}

test('garbage is collected once, some time after the last query', () => {
	const { thread, collector } = aThread();
	thread.heapBytes = 90e6;
	collector.busy();
	vi.advanceTimersByTime(10_000);
	collector.idle();
	vi.advanceTimersByTime(1_000);
	expect(thread.collectedCount).toBe(0);
	collector.busy();
	vi.advanceTimersByTime(10_000);
	expect(thread.collectedCount).toBe(0);
	collector.idle();
	vi.advanceTimersByTime(60_000);
	expect(thread.collectedCount).toBe(1);
});

test('a query that left little behind is no reason', () => {
	const { thread, collector } = aThread();
	collector.idle();
	vi.advanceTimersByTime(60_000);
	expect(thread.collectedCount).toBe(1);
	thread.heapBytes = 20e6;
	collector.idle();
	vi.advanceTimersByTime(60_000);
	expect(thread.collectedCount).toBe(1);
	thread.heapBytes = 40e6;
	collector.idle();
	vi.advanceTimersByTime(60_000);
	expect(thread.collectedCount).toBe(2);
});
