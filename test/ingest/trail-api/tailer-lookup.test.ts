import { afterEach, beforeEach, expect, test } from 'vitest';
import { aStore } from '../../../fixtures/a-store.ts';
import type { AStore } from '../../../fixtures/a-store.ts';
import { meta } from '../../../fixtures/a-tailer.ts';
import { busySource } from '../../../fixtures/busy-source.ts';
import { account, aRecord, anObject, startMs } from '../../../fixtures/records.ts';
import { S3Server } from '../../../fixtures/s3-server.ts';
import { seeded } from '../../../fixtures/seeded.ts';
import { TrailServer } from '../../../fixtures/trail-server.ts';
import { VirtualClock } from '../../../fixtures/virtual-clock.ts';
import { writerWith } from '../../../fixtures/writer-with.ts';
import type { Clock } from '../../../source/ingest/clock.ts';
import { objectLedgerKey, toLedgerEntry } from '../../../source/ingest/ledger.ts';
import { LookupSource } from '../../../source/ingest/trail-api/lookup-source.ts';
import { windowKey } from '../../../source/ingest/trail-api/windows.ts';
import { S3Source } from '../../../source/ingest/s3-source.ts';
import { Tailer } from '../../../source/ingest/tailer.ts';
import type { TailerOptions } from '../../../source/ingest/tailer.ts';
import type { StoreWriter } from '../../../store/index.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const region = 'eu-west-1';
const { signal } = new AbortController();
const credentials = async () => ({ accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'secret' });
let server: TrailServer;
let store: AStore;
let clock: VirtualClock;
let source: LookupSource;
let commitCount: number;
/** Lanes that wait for their turn: time goes on although somebody waits for the source. */
let pausedCount: number;
beforeEach(async () => {
	server = await TrailServer.start();
	store = await aStore();
	clock = new VirtualClock(startMs + 7 * minuteMs);
	server.clock = () => clock.nowMs();
	commitCount = 0;
	pausedCount = 0;
	const paced: Clock = {
		nowMs: () => clock.nowMs(),
		elapsedMs: () => clock.elapsedMs(),
		pause: () => clock.pause(),
		sleep: async (ms, during) => {
			pausedCount++;
			await clock.sleep(ms, during);
			pausedCount--;
		},
	};
	source = new LookupSource({
		regions: [region],
		region,
		endpoint: server.endpoint,
		credentials,
		clock: paced,
		random: () => 0.5,
	});
});
afterEach(async () => {
	await source.close();
	await server.stop();
	await store.close();
});

function tailerOf(more: Partial<TailerOptions> = {}, writer: StoreWriter = store.writer): Tailer {
	const counting = async <T>(work: Promise<T>): Promise<T> => {
		commitCount++;
		try {
			return await work;
		} finally {
			commitCount--;
		}
	};

	const busy = busySource(source);
	clock.isBusy = () => commitCount > 0 || (busy.isBusy() && pausedCount === 0);
	return new Tailer({
		source: busy.source,
		writer: writerWith(writer, {
			append: (partition, objects, rows) => counting(writer.append(partition, objects, rows)),
			putLedger: rows => counting(writer.putLedger(rows)),
			seal: () => counting(writer.seal()),
		}),
		meta,
		sinceMs: startMs - 6 * hourMs,
		clock,
		random: seeded(1),
		...more,
	});
}

function put(timeMs: number): Record<string, unknown> {
	const eventTime = new Date(timeMs).toISOString().replace('.000Z', 'Z');
	const record = aRecord({ eventTime, awsRegion: region });
	const events = server.events.get(region) ?? [];
	// The history tells the same event in another form than the log.
	const told = Object.fromEntries(Object.entries(record).reverse());
	events.push({ timeMs, json: JSON.stringify({ ...told, additionalEventData: null }) });
	server.events.set(region, events);
	return record;
}

async function idsInStore(): Promise<readonly unknown[]> {
	return (await store.records()).map(record => record['eventID']).sort();
}

const idsOf = (records: readonly Record<string, unknown>[]) =>
	records.map(record => record['eventID']).sort();

async function until(is: () => boolean): Promise<void> {
	while (!is()) {
		await new Promise(resolve => setTimeout(resolve, 1));
	}
}

test('a history is fetched whole, and a bucket with the same records doubles nothing', async () => {
	const records = Array.from({ length: 170 }, (_, index) => put(startMs - index * 2 * minuteMs));
	const summary = await tailerOf().once(signal);
	expect(summary).toMatchObject({ complete: true, records: 170, duplicates: 0, errorCount: 0 });
	expect(await idsInStore()).toEqual(idsOf(records));

	const again = await tailerOf().once(signal);
	expect(again).toMatchObject({ complete: true, records: 0, duplicates: 0 });

	const bucket = await S3Server.start();
	const s3 = new S3Source({
		bucket: 'logs',
		prefix: '',
		region: 'us-east-1',
		endpoint: bucket.endpoint,
		credentials,
	});
	try {
		const object = anObject(records, { region });
		bucket.bucket('logs').put(object.key, object.body, { lastModifiedMs: startMs });
		const sinceMs = startMs - 24 * hourMs;
		const tailer = new Tailer({ source: s3, writer: store.writer, meta, sinceMs });
		expect(await tailer.once(signal)).toMatchObject({ records: 0, duplicates: 170, conflicts: 0 });
	} finally {
		await s3.close();
		await bucket.stop();
	}

	expect(await idsInStore()).toEqual(idsOf(records));
});

test('the open window is read again with each poll; that is no duplicate and no rewritten log', async () => {
	const records = [put(startMs + 5 * minuteMs)];
	clock.limitMs = clock.nowMs();
	const tailer = tailerOf();
	tailer.start();
	// Waiting lanes need time to go on.
	clock.allow(minuteMs / 2);
	await until(() => tailer.status().records === 1);
	records.push(put(startMs + 7 * minuteMs));
	clock.allow(3 * minuteMs);
	await until(() => tailer.status().records === 2);
	// It happened before the others, and appears when its window is over.
	records.push(put(startMs + minuteMs));
	clock.allow(30 * minuteMs);
	await until(() => tailer.status().records === 3);
	await tailer.stop();
	const status = tailer.status();
	expect(status).toMatchObject({ duplicates: 0, conflicts: 0, errorCount: 0 });
	expect(status.objects.rewritten).toBe(0);
	expect(status.lag).toBeDefined();
	expect(await idsInStore()).toEqual(idsOf(records));
	const key = windowKey({ account, region, endMs: startMs + 15 * minuteMs });
	const entry = toLedgerEntry(store.writer.ledger(objectLedgerKey('lookup', key)));
	expect(entry).toMatchObject({ state: 'ok', records: 3, kept: 3, duplicates: 0 });
	expect(entry).not.toHaveProperty('previousEtags');
});

test('ended between two commits, the next run loses nothing and doubles nothing', async () => {
	const records = Array.from({ length: 400 }, (_, index) => put(startMs - index * 50_000));
	for (const commitsLeft of [1, 1, 1]) {
		let left = commitsLeft;
		const dying = writerWith(store.writer, {
			append: async (partition, objects, rows) => {
				if (left-- <= 0) {
					throw new Error('the disk is gone');
				}

				return store.writer.append(partition, objects, rows);
			},
		});
		// Small transactions, so that it ends between two of them.
		await expect(tailerOf({ inFlightBytesMax: 128 << 10 }, dying).once(signal)).rejects.toThrow(
			'the disk is gone',
		);
	}

	const found = (await idsInStore()).length;
	expect(found).toBeGreaterThan(0);
	expect(found).toBeLessThan(400);
	const summary = await tailerOf().once(signal);
	expect(summary).toMatchObject({ complete: true, duplicates: 0, conflicts: 0 });
	expect(await idsInStore()).toEqual(idsOf(records));
});

test('a window that cannot be looked up is not done, and is tried again by the next run', async () => {
	const records = [put(startMs - hourMs)];
	server.fault({ op: 'LookupEvents', code: 'InternalFailure', status: 500, times: 2 });
	const summary = await tailerOf().once(signal);
	expect(summary).toMatchObject({ complete: true, records: 1 });
	expect(await idsInStore()).toEqual(idsOf(records));
});
