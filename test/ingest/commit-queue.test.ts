import { expect, test } from 'vitest';
import { VirtualClock } from '../../fixtures/virtual-clock.ts';
import { CommitQueue } from '../../source/ingest/commit-queue.ts';
import type { Committable } from '../../source/ingest/commit-queue.ts';
import { settledEntry } from '../../source/ingest/ledger.ts';
import type { LedgerRow, StoreWriter } from '../../store/index.ts';

/** A queue over a writer that only says how many objects each transaction had. */
function aQueue(inflatedMax: number) {
	const sizes: number[] = [];
	let elapsedMs = 0;
	const writer = {
		ledger: () => undefined,
		append: async (_partition: string, objects: readonly unknown[]) => {
			sizes.push(objects.length);
			return objects.map(() => undefined);
		},
		putLedger: async (rows: readonly LedgerRow[]) => {
			sizes.push(rows.filter(row => row.key.startsWith('object/')).length);
		},
	} as unknown as StoreWriter;
	const clock = new VirtualClock(0);
	const queue = new CommitQueue({
		writer,
		inflatedMax,
		clock: { elapsedMs: () => elapsedMs, pause: () => clock.pause() },
	});
	const add = (inflatedBytes?: number) => queue.add(anItem(inflatedBytes));
	return { add, queue, sizes, wait: (ms: number) => (elapsedMs += ms) };
}

const object = {
	key: 'k',
	etag: 'e',
	sizeBytes: 1,
	lastModifiedMs: 0,
	storageClass: undefined,
};
const entry = settledEntry(object, 'ok', 0);

function anItem(inflatedBytes: number | undefined): Committable {
	const bytes = new Uint8Array(inflatedBytes ?? 0);
	return {
		partition: 'tail',
		delivered:
			inflatedBytes === undefined
				? undefined
				: {
						delivered: bytes,
						encoding: 'identity',
						inflated: bytes,
						spans: new Uint32Array(0),
						meta: {},
						fallbackTimeMs: 0,
					},
		change: () => ({ namespace: 'here', key: 'k', entry }),
		committed: () => {},
		release: () => {},
	};
}

test('a transaction has 256 objects at most', async () => {
	const { add, queue, sizes } = aQueue(1_000);
	for (let index = 0; index < 257; index++) {
		await add();
	}

	expect(sizes).toEqual([256]);
	await queue.drain();
	expect(sizes).toEqual([256, 1]);
});

test('a transaction ends when it has so many bytes', async () => {
	const { add, sizes } = aQueue(1_000);
	await add(999);
	expect(sizes).toEqual([]);
	await add(1);
	expect(sizes).toEqual([2]);
});

test('the first object of a transaction waits a second at most', async () => {
	const { add, sizes, wait } = aQueue(1_000);
	await add(1);
	wait(999);
	await add(1);
	expect(sizes).toEqual([]);
	wait(1);
	await add(1);
	expect(sizes).toEqual([3]);
});
