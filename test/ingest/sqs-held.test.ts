import { expect, test } from 'vitest';
import { account, startMs } from '../../fixtures/records.ts';
import type { Announcement } from '../../source/ingest/source.ts';
import { SqsFeed } from '../../source/ingest/sqs-feed.ts';
import { hourMs, minuteMs } from '../../source/text/duration.ts';
import { drawOf } from '../simulation/draw.ts';
import type { Change } from '../simulation/trail.ts';
import { VirtualQueue } from '../simulation/virtual-queue.ts';
import type { QueueRequest } from '../simulation/virtual-queue.ts';
import { Weather } from '../simulation/weather.ts';
import { ProcessClock, WorldClock } from '../simulation/world-clock.ts';

const visibilityMs = 2 * minuteMs;
const never = new AbortController().signal;

/** Messages of ten objects, and of what S3 says when a notification is set up. */
function aQueue(seed: number) {
	const world = new WorldClock(startMs);
	const clock = new ProcessClock(world);
	const weather = new Weather(drawOf(seed, 1));
	weather.isFair = true;
	const violations: string[] = [];
	const queue = new VirtualQueue(drawOf(seed, 2), weather, () => true, {
		violated: what => violations.push(what),
		note: () => {},
		confirmed: () => {},
	});
	for (let index = 0; index < 10; index++) {
		const key = `AWSLogs/${account}/CloudTrail/us-east-1/2026/03/01/${index}.json.gz`;
		const version = { body: Buffer.from('{}'), records: [], state: 'ok' } as const;
		const times = { atMs: startMs, listedMs: startMs };
		const flags = { isArchived: false, isRestored: false, kmsDenied: false };
		queue.tell({ ...times, ...flags, key, version } satisfies Change, startMs);
	}

	queue.tellTest(startMs);
	const feed = new SqsFeed('https://queue.example/1/trail', {
		bucket: 'logs',
		prefix: '',
		clock,
		queueRequests: () => queue.requests(clock),
	});
	const pass = (ms: number): Promise<void> => world.run(clock.sleep(ms, never), () => {});
	return { world, queue, feed, violations, pass };
}

type AQueue = ReturnType<typeof aQueue>;

/** One round of whoever follows a feed: all that it is given is confirmed, or else released. */
async function round({ world, feed }: AQueue): Promise<string> {
	let received: readonly Announcement[] = [];
	try {
		received = await world.run(feed.receive(never), () => {});
		await world.run(feed.confirm(received), () => {});
		return 'confirmed';
	} catch (error) {
		return String(error);
	} finally {
		feed.release(received);
	}
}

/** Of messages that nobody may see for longer than a first reception hides them. */
function hidden({ queue, world }: AQueue): readonly string[] {
	return queue.ids().filter(id => (queue.visibleAtMs(id) ?? 0) > world.nowMs);
}

test.each<QueueRequest>(['receive', 'delete', 'prolong'])(
	'while each %s fails, no message stays hidden for longer than once',
	async what => {
		for (let seed = 1; seed <= 20; seed++) {
			const one = aQueue(seed);
			one.queue.fail(what);
			for (let count = 0; count < 3; count++) {
				await round(one);
			}

			expect(one.feed.counts().confirmed > 0).toBe(what === 'prolong');

			await one.pass(visibilityMs + minuteMs);
			expect(hidden(one), `seed ${seed}`).toEqual([]);
			one.queue.fail(what, false);
			while (one.queue.ids().length > 0) {
				expect(await round(one)).toBe('confirmed');
			}

			expect(one.violations).toEqual([]);
			await one.feed.close();
		}
	},
);

test('messages about nothing are confirmed with those about objects', async () => {
	for (let seed = 1; seed <= 20; seed++) {
		const one = aQueue(seed);
		while (one.queue.ids().length > 0) {
			expect(await round(one)).toBe('confirmed');
		}

		const { received, confirmed, ignored, refused } = one.feed.counts();
		expect(confirmed).toBe(received - refused);
		expect(ignored).toBeGreaterThan(0);
		await one.feed.close();
	}
});

test('what is held stays hidden while it is worked on, and no longer', async () => {
	const one = aQueue(1);
	const received = await one.world.run(one.feed.receive(never), () => {});
	await one.pass(hourMs);
	expect(hidden(one).length).toBe(received.length);
	one.feed.release(received);
	await one.pass(visibilityMs);
	expect(hidden(one)).toEqual([]);
	await one.feed.close();
});

test('a batch that SQS would refuse is refused', async () => {
	const { world, queue, violations } = aQueue(1);
	const clock = new ProcessClock(world);
	const { remove } = queue.requests(clock);
	const entry = (Id: string) => ({ Id, ReceiptHandle: 'x' });
	const ids = Array.from({ length: 11 }, (_, index) => `m${index}`);
	for (const [Entries, name] of [
		[ids.map(entry), /TooMany/],
		[[], /Empty/],
		[['m1', 'm1'].map(entry), /NotDistinct/],
	] as const) {
		await expect(
			world.run(remove({ QueueUrl: '', Entries: [...Entries] }), () => {}),
		).rejects.toThrow(name);
	}

	expect(violations).toHaveLength(3);
});
