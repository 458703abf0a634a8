import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { aFolder } from '../../fixtures/a-store.ts';
import { putFiles } from '../../fixtures/a-tailer.ts';
import { anObject, recordsEvery, startMs } from '../../fixtures/records.ts';
import { keepScrubbed } from '../../source/app/keep-scrubbed.ts';
import { Scrub, scrubProgress } from '../../source/app/scrub.ts';
import { recordSchema } from '../../source/trail/schema.ts';
import { openWriter } from '../../store/index.ts';
import { openEnvironment } from '../../store/lmdb/environment.ts';
import { catalogue, groupKey, numberInKey } from '../../store/lmdb/keys.ts';
import { runInProcess } from '../cli/run-in-process.ts';

let home: Awaited<ReturnType<typeof aFolder>>;
const nowMs = startMs + 3_600_000;
const store = () => join(home.path, 'store');
const run = (...argv: readonly string[]) =>
	runInProcess([...argv, '--store', store()], { home: home.path, nowMs });
const count = async () =>
	(await run('query', '--format', 'csv', '--since', '2h', '* | count')).out.split('\r\n')[1];
const scrub = () => run('store', 'scrub', '--from', 'logs');
/** Twenty records a file, a file a segment. */
const objects = Array.from({ length: 3 }, () => anObject(recordsEvery(1_000, 20)));

beforeEach(async () => {
	home = await aFolder();
	for (const object of objects) {
		await putFiles(join(home.path, 'logs'), [object]);
		await run('ingest', '--once', '--from', 'logs');
	}
});
afterEach(() => home.remove());

/** Flips a bit in the groups of a segment. @returns numbers of all segments */
async function damage(at: number): Promise<readonly number[]> {
	const environment = openEnvironment({ dir: store(), create: false, directoryMode: 0o700 });
	const segments = environment.keys(catalogue).map(numberInKey);
	environment.commit(batch => {
		const key = groupKey(segments[at]!, '0', 0);
		const bytes = batch.read(key, Buffer.from)!;
		bytes[20] = (bytes[20] ?? 0) ^ 1;
		batch.put(key, bytes);
	});
	await environment.close();
	return segments;
}

test('what is whole is read through, and that is told by store and doctor', async () => {
	expect((await run('store')).out).toContain('proof       not read through yet');
	expect((await run('doctor')).out).toMatch(/^ *note .*not read through yet$/m);
	expect(await scrub()).toMatchObject({
		code: 0,
		out: '3 segments read until 2026-03-01 13:00, none damaged\n',
	});
	const words = '3 segments read until 2026-03-01 13:00, none damaged';
	expect((await run('store')).out).toContain(`proof       ${words}`);
	expect((await run('doctor')).out).toMatch(new RegExp(`^ *ok .*${words}$`, 'm'));
});

test('a damaged segment is set aside and its records are fetched again', async () => {
	await damage(1);
	expect((await run('store', 'check')).code).toBe(3);
	const ran = await scrub();
	expect(ran.code, ran.err).toBe(0);
	expect(ran.out).toBe(
		'3 segments read until 2026-03-01 13:00, 1 damaged, with 20 records, set aside to be fetched again; 3 objects fetched again, which brought 20 records\n',
	);
	expect(await count()).toBe('60');
	const info = await run('store', '--format', 'json');
	expect(JSON.parse(info.out)).toMatchObject({ recordCount: 60, asideRecordCount: 0 });
	expect((await run('store', 'check')).code).toBe(0);
	expect((await run('damaged', 'list')).code).toBe(1);
});

test('records whose object is gone stay aside, are told, and repair looks at them', async () => {
	await damage(1);
	await rm(join(home.path, 'logs', objects[1]!.key));
	const ran = await scrub();
	expect(ran.code).toBe(4);
	expect(ran.err).toContain('20 records of damaged segments stay aside, because their objects');
	expect(await count()).toBe('40');
	const query = await run('query', '--since', '2h', '* | count');
	expect([query.code, query.err]).toEqual([
		4,
		expect.stringContaining('1 gone before it was read'),
	]);
	expect((await run('store')).out).toContain('aside       20 records of damaged segments stay');
	expect((await run('store', 'check')).code).toBe(0);
	const repaired = await run('store', 'repair', join(home.path, 'mended'));
	expect(repaired.out).toMatch(/^\d+ of 40 records/);
	expect(repaired.out).toContain('20 of its 20 records cannot be read');

	// Once the object is back it is fetched, and nothing needs to stay.
	await putFiles(join(home.path, 'logs'), [objects[1]!]);
	await run('ingest', '--once', '--from', 'logs');
	expect((await scrub()).code).toBe(0);
	expect(await count()).toBe('60');
	expect((await run('store')).out).not.toContain('aside');
});

test('without a source it says what only reads', async () => {
	expect(await run('store', 'scrub')).toMatchObject({
		code: 2,
		err: expect.stringContaining('`trailtop store check` only reads') as string,
	});
});

test('a tailer that is live reads the store through every week, one segment at a time', async () => {
	await damage(2);
	vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
	const writer = await openWriter({ dir: store(), schema: recordSchema, heartbeatEveryMs: 0 });
	try {
		let time = nowMs;
		let state = 'backfilling' as 'backfilling' | 'live';
		let retries = 0;
		const told: string[] = [];
		const end = keepScrubbed(
			{
				status: () => ({ state }) as ReturnType<Parameters<typeof keepScrubbed>[0]['status']>,
				retryDamaged: () => {
					retries += 1;
					return Promise.resolve(1);
				},
			},
			writer,
			() => time,
			text => told.push(text),
		);
		const checked = async (steps: number) => {
			await vi.advanceTimersByTimeAsync(steps * 5_000);
			return scrubProgress(writer);
		};

		expect(await checked(3)).toBeUndefined();
		state = 'live';
		expect(await checked(1)).toMatchObject({ checkedCount: 1, damagedCount: 0 });
		expect(await checked(2)).toMatchObject({ checkedCount: 3, damagedCount: 1, recordCount: 20 });
		expect([retries, writer.counts().recordCount]).toEqual([1, 40]);
		expect(await checked(1)).toMatchObject({ endedMs: time });
		expect(told).toEqual([
			expect.stringMatching(/^the store: begun at .* 1 damaged, with 20 records/),
			expect.stringMatching(/^20 records of damaged segments stay aside/),
		]);
		// For a week nothing is read again.
		time += 6 * 86_400_000;
		expect(await checked(3)).toMatchObject({ checkedCount: 3 });
		time += 86_400_000;
		expect(await checked(1)).toMatchObject({ startedMs: time, checkedCount: 1 });
		end();
	} finally {
		vi.useRealTimers();
		await writer.close();
	}
});

test('a scrub that was interrupted goes on where it was', async () => {
	const writer = await openWriter({ dir: store(), schema: recordSchema, heartbeatEveryMs: 0 });
	const first = new Scrub(writer, () => nowMs);
	const { segment } = await first.step(first.begin());
	await writer.close();
	expect((await run('store')).out).toContain(
		'proof       begun at 2026-03-01 13:00, 1 segment read so far, none damaged',
	);
	const again = await openWriter({ dir: store(), schema: recordSchema, heartbeatEveryMs: 0 });
	expect(new Scrub(again, () => nowMs).begin()).toMatchObject({ segment, checkedCount: 1 });
	await again.close();
});
