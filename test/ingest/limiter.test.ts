import { expect, test } from 'vitest';
import { Limiter } from '../../source/ingest/limiter.ts';
import type { Priority } from '../../source/ingest/limiter.ts';

const wide = { start: 4, concurrencyMax: 8, bytesMax: 1000 };

/** Starts an acquisition and tells whether it has been granted. */
function ask(limiter: Limiter, priority: Priority, bytes = 1): { granted: boolean } {
	const state = { granted: false };
	void limiter.acquire(priority, bytes).then(() => {
		state.granted = true;
	});
	return state;
}

const turn = (): Promise<void> => new Promise(resolve => setImmediate(resolve));

test('halves when throttled, never below one, and grows again by one', () => {
	const limiter = new Limiter(wide);
	for (const limit of [2, 1, 1]) {
		limiter.throttled();
		expect(limiter.limit).toBe(limit);
	}

	for (let count = 0; count < 1000; count++) {
		limiter.clean();
	}

	expect(limiter.limit).toBe(8);
});

test('the tail goes first, and the backfill is not starved', async () => {
	const limiter = new Limiter({ ...wide, start: 1 });
	await limiter.acquire('tail', 1);
	const order: Priority[] = [];
	const waiting = (['backfill', 'tail', 'tail', 'tail', 'tail', 'tail'] as const).map(
		async priority => {
			await limiter.acquire(priority, 1);
			order.push(priority);
			limiter.releaseSlot();
			limiter.releaseBytes(1);
		},
	);
	limiter.releaseSlot();
	limiter.releaseBytes(1);
	await Promise.all(waiting);
	expect(order).toEqual(['tail', 'tail', 'tail', 'backfill', 'tail', 'tail']);
});

test('bytes in flight are bounded, but one large object goes alone', async () => {
	const limiter = new Limiter(wide);
	await limiter.acquire('tail', 900);
	const second = ask(limiter, 'tail', 200);
	await turn();
	expect(second.granted).toBe(false);
	limiter.adjustBytes(900, 700);
	await turn();
	expect(second.granted).toBe(true);
	const huge = ask(limiter, 'tail', 5000);
	limiter.releaseBytes(700);
	await turn();
	expect(huge.granted).toBe(false);
	limiter.releaseBytes(200);
	await turn();
	expect(huge.granted).toBe(true);
});
