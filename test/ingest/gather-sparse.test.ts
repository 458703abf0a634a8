import { expect, test } from 'vitest';
import { objectKey, startMs } from '../../fixtures/records.ts';
import { VirtualClock } from '../../fixtures/virtual-clock.ts';
import { gatherSparse } from '../../source/ingest/gather-sparse.ts';
import { Limiter } from '../../source/ingest/limiter.ts';
import type { ListingPrefix } from '../../source/ingest/listing-prefixes.ts';
import type { ListedObject } from '../../source/ingest/source.ts';
import { Trouble } from '../../source/ingest/trouble.ts';
import { TailCounters } from '../../source/ingest/tail-counters.ts';

const page: readonly ListedObject[] = Array.from({ length: 1_000 }, () => ({
	key: objectKey(),
	etag: '"1"',
	sizeBytes: 1,
	lastModifiedMs: startMs,
	storageClass: undefined,
}));

/** Prefixes that hold so many pages of a thousand objects each. */
async function gather(pageCounts: readonly number[], dayCount: number) {
	let listed = 0;
	const ports = {
		source: {
			title: 'x',
			async *list(prefix: string) {
				for (let index = 0; index < (pageCounts[Number(prefix)] ?? 0); index++) {
					listed++;
					yield page;
				}
			},
			folders: async () => [],
			get: () => Promise.reject(new Error('nobody asks')),
			nowMs: () => undefined,
			close: async () => {},
		},
		clock: new VirtualClock(0),
		random: () => 0.5,
		limiter: new Limiter({ start: 1, concurrencyMax: 1, bytesMax: 1 }),
		counters: new TailCounters(),
		trouble: new Trouble(() => {}),
		patienceMs: Infinity,
	};
	const listings = pageCounts.map((_count, index): ListingPrefix => ({
		prefix: {
			prefix: String(index),
			account: undefined,
			org: undefined,
			region: undefined,
			folder: undefined,
		},
		lastPollMs: undefined,
		newestObjectMs: undefined,
		nextPollElapsedMs: 0,
	}));
	const { byDay, dense, waiting } = await gatherSparse(
		ports,
		{ listings, fromMs: startMs, dayCount },
		(_listing, work) => work(),
		new AbortController().signal,
	);
	const held = [...byDay].map(([day, objects]) => [day, objects.length]);
	return { held, dense: dense.length, waiting: waiting.length, listed };
}

test.each([
	{ days: 2, pages: 1, dense: 0, listed: 1 },
	{ days: 2, pages: 9, dense: 1, listed: 2 },
	{ days: 365, pages: 18, dense: 0, listed: 18 },
	{ days: 365, pages: 40, dense: 1, listed: 19 },
	{ days: 3_650, pages: 20, dense: 0, listed: 20 },
	{ days: 3_650, pages: 40, dense: 1, listed: 21 },
])(
	'of $pages thousand objects in $days days so many are listed before days are taken',
	async ({ days, pages, dense, listed }) => {
		expect(await gather([pages], days)).toMatchObject({ dense, listed });
	},
);

test('a hundred thousand objects are held, and the other prefixes wait', async () => {
	const found = await gather(
		Array.from({ length: 15 }, () => 20),
		3_650,
	);
	// Eight are listed at the same time, and each ends what it began.
	expect(found).toEqual({
		held: [['2026-03-01', 160_000]],
		dense: 0,
		waiting: 7,
		listed: 160,
	});
});

test('a single day is listed as a day', async () => {
	expect(await gather([1], 1)).toMatchObject({ dense: 1, listed: 0 });
});
