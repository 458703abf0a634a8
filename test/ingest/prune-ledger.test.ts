import { afterEach, beforeEach, expect, test } from 'vitest';
import { aStore } from '../../fixtures/a-store.ts';
import type { AStore } from '../../fixtures/a-store.ts';
import { seeded } from '../../fixtures/seeded.ts';
import { ledgerObjects } from '../../source/ingest/damaged.ts';
import { settledEntry } from '../../source/ingest/ledger.ts';
import type { ObjectState } from '../../source/ingest/ledger.ts';
import { changedRows, indexFaults, indexRows } from '../../source/ingest/ledger-index.ts';
import { pruneLedger } from '../../source/ingest/prune-ledger.ts';

const firstMs = Date.UTC(2026, 0, 1);
const dayMs = 86_400_000;
const prefixes = [
	'AWSLogs/111122223333/CloudTrail/us-east-1/',
	'AWSLogs/111122223333/CloudTrail/us-east-10/',
	'AWSLogs/o-abc1234567/444455556666/CloudTrail/eu-west-1/',
	'own/2026/01/01/AWSLogs/111122223333/CloudTrail/us-east-1/',
];
const states: readonly ObjectState[] = ['ok', 'partial', 'pending', 'skipped'];

let store: AStore;
beforeEach(async () => {
	store = await aStore();
	await store.writer.putLedger(indexRows(store.writer));
});
afterEach(() => store.close());

function keyOf(prefix: string, day: number, index: number): string {
	const [date = ''] = new Date(firstMs + day * dayMs).toISOString().split('T');
	const stamp = date.replaceAll('-', '');
	return `${prefix}${date.replaceAll('-', '/')}/111122223333_CloudTrail_us-east-1_${stamp}T1200Z_Abc${index}.json.gz`;
}

async function put(namespace: string, keys: readonly string[], random: () => number) {
	const changes = keys.map(key => {
		const object = { key, etag: 'e', sizeBytes: 1, lastModifiedMs: 0, storageClass: undefined };
		const state = states[Math.floor(random() * states.length)]!;
		return { namespace, key, entry: settledEntry(object, state, 1) };
	});
	await store.writer.putLedger(changedRows(changes, store.writer));
}

const keysNow = () => [...ledgerObjects(store.writer)].map(({ namespace, key }) => namespace + key);
const pause = () => Promise.resolve();

test('the rows of earlier days go, those of all others stay, and the index says what is left', async () => {
	const random = seeded(1);
	const keys = prefixes.flatMap(prefix =>
		Array.from({ length: 60 }, (_, index) => keyOf(prefix, Math.floor(random() * 60), index)),
	);
	const loose = ['a.json', 'zz/b.json.gz', 'AWSLogs/x.json'];
	for (const namespace of ['s3://one', 's3://two']) {
		await put(namespace, [...keys, ...loose], random);
	}

	await store.writer.putLedger([{ key: 'scrub', value: { segment: 1 } }]);
	for (const day of [20, 20, 45]) {
		const before = keysNow();
		const limit = keyOf('', day, 0).slice(0, 10);
		const stays = (key: string) => loose.some(name => key.endsWith(name)) || dateOf(key) >= limit;
		const removed = await pruneLedger(store.writer, firstMs + day * dayMs + 5, pause);
		expect(keysNow()).toEqual(before.filter(stays));
		expect(removed).toBe(before.length - before.filter(stays).length);
		expect(indexFaults(store.writer)).toEqual([]);
	}

	expect(store.writer.ledger('scrub')).toEqual({ segment: 1 });
});

/** The day of the path right before the name. */
function dateOf(key: string): string {
	return /(\d{4}\/\d{2}\/\d{2})\/[^/]*$/.exec(key)?.[1] ?? '';
}

test('of a day without end two thousand rows go at a time', async () => {
	const keys = Array.from({ length: 4_500 }, (_, index) => keyOf(prefixes[0]!, 0, index));
	await put('s', keys, seeded(2));
	let pauses = 0;
	const removed = await pruneLedger(store.writer, firstMs + dayMs, () => {
		pauses += 1;
		return Promise.resolve();
	});
	expect([removed, keysNow()]).toEqual([4_500, []]);
	expect(pauses).toBe(3);
});
