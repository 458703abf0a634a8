import { utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { aFolder } from '../../../fixtures/a-store.ts';
import { aTailer, putFiles } from '../../../fixtures/a-tailer.ts';
import { writerWith } from '../../../fixtures/writer-with.ts';
import { isVerified } from '../../../source/ingest/proof/proof-report.ts';
import { VirtualClock } from '../../../fixtures/virtual-clock.ts';
import { FolderSource } from '../../../source/ingest/folder-source.ts';
import { ProvenTrail } from '../../../fixtures/a-proven-trail.ts';
import { aRecord, anObject, startMs } from '../../../fixtures/records.ts';
import { objectLedgerKey, toLedgerEntry } from '../../../source/ingest/ledger.ts';
import type { LedgerEntry } from '../../../source/ingest/ledger.ts';
import type { ProofReport } from '../../../source/ingest/proof/proof-report.ts';
import { digestsAtOnceMax } from '../../../source/ingest/proof/list-digests.ts';
import { reasonCharactersMax } from '../../../source/ingest/proof/flaw.ts';
import { fieldCharactersMax } from '../../../source/trail/digest.ts';
import { againMax } from '../../../source/ingest/proof/prover.ts';
import { SignedTrail } from '../../../fixtures/signed-trail.ts';
import { SourceError } from '../../../source/ingest/source.ts';

const hourMs = 3_600_000;
let world: ProvenTrail;

beforeEach(async () => {
	world = await ProvenTrail.start();
	for (let hour = 0; hour < 6; hour++) {
		if (hour === 2) {
			world.trail.rotate();
		}

		world.trail.hour(hour, { logCount: hour === 1 ? 0 : 2 });
	}
});
afterEach(() => world.stop());

/** The hours of the one region from the start on. */
const hoursOf = ({ places, hoursFromMs }: ProofReport): readonly string[] =>
	places[0]?.hours.slice((startMs - hoursFromMs) / hourMs) ?? [];
const found = ({ flaws }: ProofReport) => flaws.map(({ code, key }) => [code, key] as const).sort();
const log = (index: number) => world.trail.logKeys[index] ?? '';
const digest = (index: number) => world.trail.digestKeys[index] ?? '';
const entryOf = (key: string): LedgerEntry | undefined =>
	toLedgerEntry(world.store.writer.ledger(objectLedgerKey(world.source().title, key)));
const bytesOf = (key: string) => world.bucket.objects.get(key)!.body;
const rewrite = (key: string, bytes: Uint8Array): void => {
	const { headers, lastModifiedMs } = world.bucket.objects.get(key)!;
	world.bucket.put(key, bytes, { headers, lastModifiedMs });
};

test('a clean trail is proven up to its newest digest, and each log of it', async () => {
	const report = await world.verifyAt(4.5);
	expect(report).toMatchObject({
		provenFromMs: startMs,
		provenToMs: startMs + 4 * hourMs,
		gapCount: 0,
		flawCount: 0,
		uncoveredCount: 0,
		troubles: [],
	});
	expect(hoursOf(report)).toEqual(['proven', 'proven', 'proven', 'proven', 'due']);
	for (let index = 0; index < 6; index++) {
		expect(entryOf(log(index))?.vouchedMs).toBeGreaterThan(startMs);
	}

	expect(world.alarms).toEqual([]);
});

test('goes on where it has been: only what is new is fetched', async () => {
	await world.verifyAt(4.5);
	world.server.requests.length = 0;
	const report = await world.verifyAt(5.5);
	expect(report).toMatchObject({ provenToMs: startMs + 5 * hourMs, gapCount: 0 });
	const got = world.server.requests.filter(({ op }) => op === 'get').map(({ key }) => key);
	expect(got.sort()).toEqual([digest(4), log(8), log(9)].sort());
});

interface Attack {
	readonly name: string;
	/** At half past two: the logs of the third hour are delivered, and its digest is not. */
	readonly attack: () => unknown;
	/** Of the third hour. */
	readonly state: string;
	readonly found: () => readonly (readonly [code: string, key: string])[];
}

const attacks: readonly Attack[] = [
	{
		name: 'a log deleted',
		attack: () => world.bucket.delete(log(2)),
		state: 'missing',
		found: () => [['log-missing', log(2)]],
	},
	{
		name: 'a log edited',
		attack: () => rewrite(log(2), gzipSync(JSON.stringify({ Records: [aRecord()] }))),
		state: 'altered',
		found: () => [['log-changed', log(2)]],
	},
	{
		name: 'a log cut',
		attack: () => rewrite(log(2), bytesOf(log(2)).subarray(0, -9)),
		state: 'altered',
		found: () => [['log-changed', log(2)]],
	},
	{
		name: 'records behind a log',
		attack: () =>
			rewrite(
				log(2),
				Buffer.concat([bytesOf(log(2)), gzipSync(JSON.stringify({ Records: [aRecord()] }))]),
			),
		state: 'altered',
		found: () => [['log-changed', log(2)]],
	},
	{
		name: 'a log that is compressed anew',
		attack: () => rewrite(log(2), gzipSync(world.plain(log(2)), { level: 1, memLevel: 1 })),
		state: 'proven',
		found: () => [],
	},
	{
		name: 'a digest deleted',
		attack: () => world.bucket.delete(digest(2)),
		state: 'missing',
		found: () => [['digest-missing', digest(2)]],
	},
	{
		name: 'a digest edited',
		attack: () => {
			const text = world.plain(digest(2)).toString();
			rewrite(digest(2), gzipSync(text.replace(log(2), log(3))));
		},
		state: 'altered',
		found: () => [['digest-invalid', digest(2)]],
	},
	{
		name: 'a digest that is no digest',
		attack: () => rewrite(digest(2), gzipSync('{}')),
		state: 'altered',
		found: () => [['digest-invalid', digest(2)]],
	},
	{
		name: 'a digest without its signature',
		attack: () => world.bucket.put(digest(2), bytesOf(digest(2)), world.timesOf(digest(2))),
		state: 'altered',
		found: () => [['digest-invalid', digest(2)]],
	},
	{
		name: 'a digest of another hour in its place',
		attack: () => {
			const { body, headers } = world.bucket.objects.get(digest(1))!;
			world.bucket.put(digest(2), body, { ...world.timesOf(digest(2)), headers });
		},
		state: 'altered',
		found: () => [['digest-invalid', digest(2)]],
	},
];

for (const moment of ['before it was read', 'after it was read'] as const) {
	test.each(attacks)(`$name ${moment} is found, with its key`, async one => {
		await world.verifyAt(moment === 'after it was read' ? 2.5 : 1.9);
		one.attack();
		const report = await world.verifyAt(4.5);
		expect(found(report)).toEqual(one.found());
		expect(hoursOf(report)).toEqual(['proven', 'proven', one.state, 'proven', 'due']);
		expect(report.gapCount).toBe(one.state === 'proven' ? 0 : 1);
		expect(report.provenToMs).toBe(startMs + 4 * hourMs);
		expect(world.alarms.map(({ code, key }) => [code, key])).toEqual(one.found());
		// What was found once is told once.
		await world.verifyAt(5.5);
		expect(world.alarms).toHaveLength(one.found().length);
	});
}

test('a log that was deleted before it was read is missing in every answer', async () => {
	world.bucket.delete(log(2));
	await world.verifyAt(4.5);
	expect(entryOf(log(2))).toMatchObject({
		state: 'gone',
		reason: 'a digest lists it, and it is gone',
	});
});

test('a log that was planted is found when the next digest does not list it either', async () => {
	const planted = anObject([aRecord()], { stampMs: startMs + 2.2 * hourMs });
	world.bucket.put(planted.key, planted.body, { lastModifiedMs: startMs + 2.2 * hourMs });
	expect(found(await world.verifyAt(3.5))).toEqual([]);
	expect(found(await world.verifyAt(4.5))).toEqual([['log-unvouched', planted.key]]);
});

test('a log under a name of its own in a day of the trail is planted too', async () => {
	const key = log(2).replace(/[^/]*$/, 'more.json.gz');
	const { body } = anObject([aRecord()]);
	world.bucket.put(key, body, { lastModifiedMs: startMs + 2.2 * hourMs });
	expect(found(await world.verifyAt(5.5))).toEqual([['log-unvouched', key]]);
});

test('a late log is no planted one once the digest of late logs lists it', async () => {
	const late = world.trail.lateLog(2);
	const key = world.trail.logKeys.at(-1) ?? '';
	expect(found(await world.verifyAt(5.5))).toEqual([['log-unvouched', key]]);
	world.trail.late(5, [late]);
	const report = await world.verifyAt(6.5);
	expect(found(report)).toEqual([]);
	expect(report.gapCount).toBe(0);
	expect(entryOf(key)?.vouchedMs).toBe(startMs + 6 * hourMs);
});

test('a digest that came back is proven when it is looked at again', async () => {
	const { body, headers, lastModifiedMs } = world.bucket.objects.get(digest(2))!;
	world.bucket.delete(digest(2));
	expect((await world.verifyAt(4.5)).gapCount).toBe(1);
	world.bucket.put(digest(2), body, { headers, lastModifiedMs });
	const report = await world.verifyAt(4.9);
	expect(report).toMatchObject({ gapCount: 0, flawCount: 0 });
	expect(hoursOf(report)).toEqual(['proven', 'proven', 'proven', 'proven', 'due']);
});

test('several digests that are gone are one gap, and the last is named', async () => {
	world.bucket.delete(digest(2));
	world.bucket.delete(digest(3));
	const report = await world.verifyAt(5.5);
	expect(hoursOf(report)).toEqual(['proven', 'proven', 'missing', 'missing', 'proven', 'due']);
	expect(report.gapCount).toBe(1);
	expect(found(report)).toEqual([['digest-missing', digest(3)]]);
});

test('hours whose digest does not come are missing when it is overdue', async () => {
	for (const index of [4, 5]) {
		world.bucket.delete(digest(index));
	}

	expect(hoursOf(await world.verifyAt(6.5)).slice(3)).toEqual(['proven', 'due', 'due', 'due']);
	const report = await world.verifyAt(8.5);
	expect(hoursOf(report).slice(3)).toEqual(['proven', 'missing', 'missing', 'due', 'due', 'due']);
	expect(report).toMatchObject({ gapCount: 1, provenToMs: startMs + 6 * hourMs });
});

test('a chain that starts anew leaves the hours between unproven', async () => {
	world.bucket.delete(digest(4));
	world.bucket.delete(digest(5));
	world.trail.hour(6, { restart: true });
	const report = await world.verifyAt(7.5);
	expect(hoursOf(report).slice(3)).toEqual(['proven', 'missing', 'missing', 'proven', 'due']);
	expect(found(report)).toEqual([['chain-restarted', world.trail.digestKeys.at(-1)]]);
	expect(world.alarms).toEqual([]);
});

test('without its public key an hour is read and not proven, until CloudTrail tells the key', async () => {
	const { ask } = world;
	world.ask = () =>
		Promise.reject(
			new SourceError('denied', 'no ListPublicKeys', 'allow cloudtrail:ListPublicKeys'),
		);
	const report = await world.verifyAt(4.5);
	expect(hoursOf(report).slice(0, 4)).toEqual(Array(4).fill('unproven'));
	expect(report.provenToMs).toBeUndefined();
	expect(report.gaps[0]?.reason).toMatch(
		/^its key [0-9a-f]{32} is not known: no ListPublicKeys; allow/,
	);
	expect(world.alarms).toEqual([]);
	world.ask = ask;
	const later = await world.verifyAt(4.9);
	expect(hoursOf(later).slice(0, 4)).toEqual(Array(4).fill('proven'));
	expect(later).toMatchObject({ gapCount: 0, flawCount: 0 });
});

test('a key that was told once is known without a network', async () => {
	await world.verifyAt(1.5);
	world.ask = undefined;
	expect(hoursOf(await world.verifyAt(2.5)).slice(0, 2)).toEqual(['proven', 'proven']);
});

test('a digest that is signed with a key of somebody else is forged', async () => {
	world.ask = async () => [];
	const report = await world.verifyAt(1.5);
	expect(found(report)).toEqual([['digest-invalid', digest(0)]]);
	expect(report.provenToMs).toBeUndefined();
});

test('a planted digest of the future moves nothing', async () => {
	const { body, headers } = world.bucket.objects.get(digest(1))!;
	const planted = digest(1).replace(/20260301T\d{6}Z/, '20260301T235900Z');
	world.bucket.put(planted, body, { headers, lastModifiedMs: startMs + hourMs });
	await world.verifyAt(2.5);
	const report = await world.verifyAt(4.5);
	expect(report).toMatchObject({ provenToMs: startMs + 4 * hourMs, gapCount: 0 });
	expect(found(report)).toEqual([['digest-invalid', planted]]);
});

test('a region without digests is read, and that is said', async () => {
	const other = anObject([aRecord()], { region: 'eu-west-1', stampMs: startMs + 60_000 });
	world.bucket.put(other.key, other.body, { lastModifiedMs: startMs + 60_000 });
	const report = await world.verifyAt(2.5);
	expect(report).toMatchObject({ uncoveredCount: 1, placeCount: 2 });
	expect(report.places.find(({ region }) => region === 'eu-west-1')?.hours.at(-2)).toBe('read');
});

test('a folder of digests that is gone is missing hours, not a trail without digests', async () => {
	await world.verifyAt(3.5);
	for (const key of world.trail.digestKeys) {
		world.bucket.delete(key);
	}

	const report = await world.verifyAt(8.5);
	expect(hoursOf(report).slice(2)).toEqual([
		...['proven', 'missing', 'missing', 'missing'],
		...['due', 'due', 'due'],
	]);
	expect(report.uncoveredCount).toBe(0);
});

test('digests that may not be listed are told, and the logs are read all the same', async () => {
	world.server.fault({ op: 'list', key: /CloudTrail-Digest\//, status: 403, code: 'AccessDenied' });
	const report = await world.verifyAt(4.5);
	expect(report.troubles[0]).toMatch(/AccessDenied|access denied/i);
	expect(await world.store.records()).toHaveLength(8);
});

test('a folder of copies is proven but for its newest digest, which nothing signs yet', async () => {
	const folder = await aFolder();
	try {
		for (const [key, { body, lastModifiedMs }] of world.bucket.objects) {
			if (lastModifiedMs < startMs + 4.5 * hourMs) {
				await putFiles(folder.path, [{ key, body, text: '' }]);
				const seconds = lastModifiedMs / 1_000;
				await utimes(join(folder.path, key), seconds, seconds);
			}
		}

		const source = new FolderSource(folder.path);
		const report = await world.verifyAt(4.5, {
			source,
			clock: new VirtualClock(startMs + 4.5 * hourMs),
		});
		expect(report).toMatchObject({
			flawCount: 0,
			gapCount: 0,
			provenToMs: startMs + 3 * hourMs,
		});
		expect(hoursOf(report)).toEqual(['proven', 'proven', 'proven', 'due', 'due']);
	} finally {
		await folder.remove();
	}
});

test('older digests are proven back to where the source is read, day by day', async () => {
	for (let hour = 6; hour < 60; hour++) {
		world.trail.hour(hour, { logCount: hour % 5 === 0 ? 1 : 0 });
	}

	world.bucket.delete(digest(8));
	world.bucket.delete(log(1));
	const report = await world.verifyAt(60.5);
	expect(report).toMatchObject({
		provenFromMs: startMs,
		provenToMs: startMs + 60 * hourMs,
		gapCount: 2,
	});
	expect(found(report)).toEqual([
		['digest-missing', digest(8)],
		['log-missing', log(1)],
	]);
	expect(
		report.gaps.map(({ fromMs, toMs, state }) => [
			(fromMs - startMs) / hourMs,
			(toMs - startMs) / hourMs,
			state,
		]),
	).toEqual([
		[8, 9, 'missing'],
		[0, 1, 'missing'],
	]);
	// A day of hours is one row.
	const rows = [...world.store.writer.ledgerRange('proof/run/', 'proof/run0')];
	expect(rows.length).toBeLessThanOrEqual(5);
});

test('what is not asked for is not looked back at', async () => {
	for (let hour = 6; hour < 60; hour++) {
		world.trail.hour(hour, { logCount: 0 });
	}

	const report = await world.verifyAt(60.5, { sinceMs: startMs + 40 * hourMs });
	expect(report.provenFromMs).toBeGreaterThanOrEqual(startMs + 35 * hourMs);
	expect(report.provenFromMs).toBeLessThanOrEqual(startMs + 40 * hourMs);
	expect(report.gapCount).toBe(0);
});

test('a signed digest of hours that have not been is none', async () => {
	const later = new SignedTrail(world.bucket, world.name);
	const key = later.hour(30, { logCount: 0 });
	const { body, headers } = world.bucket.objects.get(key)!;
	world.bucket.put(key, body, { headers, lastModifiedMs: startMs });
	world.bucket.delete(digest(0));
	const report = await world.verifyAt(4.5);
	expect(found(report)).toContainEqual(['digest-invalid', key]);
	expect(report.provenToMs).toBe(startMs + 4 * hourMs);
});

test('of many gaps a hundred are looked at once more in a round, the newest', async () => {
	for (let hour = 6; hour < againMax + 5; hour++) {
		world.trail.hour(hour, { logCount: 0 });
	}

	const { ask } = world;
	world.ask = undefined;
	const hour = againMax + 5.5;
	expect((await world.verifyAt(hour)).gaps).toHaveLength(1);
	world.ask = ask;
	const report = await world.verifyAt(hour);
	expect(report.gaps).toMatchObject([{ fromMs: startMs, toMs: startMs + 5 * hourMs }]);
	expect((await world.verifyAt(hour)).gapCount).toBe(0);
});

test('where somebody writes digests without end nothing is checked, and that is said', async () => {
	const template = digest(0).replace(/T\d{6}Z/, '');
	for (let index = 0; index <= digestsAtOnceMax; index++) {
		const stamp = new Date(startMs + index * 1_000).toISOString().slice(11, 19).replaceAll(':', '');
		const key = template.replace('.json.gz', `T${stamp}Z.json.gz`);
		world.bucket.put(key, Buffer.from('x'), { lastModifiedMs: startMs });
	}

	const report = await world.verifyAt(1.5);
	expect(report.troubles[0]).toMatch(/holds more than 5000 digests of one day/);
	expect(await world.store.records()).toHaveLength(2);
});

test('a store that cannot be written for a moment ends neither the tailer nor the proof', async () => {
	world.server.nowMs = startMs + 4.5 * hourMs;
	let refusals = 3;
	const writer = writerWith(world.store.writer, {
		putLedger: async rows => {
			if (refusals > 0 && rows.some(({ key }) => key.startsWith('proof/'))) {
				refusals--;
				throw new Error('no room');
			}

			await world.store.writer.putLedger(rows);
		},
	});
	const source = world.source();
	const { tailer } = aTailer(source, writer, {
		sinceMs: startMs - hourMs,
		proof: { files: world.trail.publicKeys, ask: undefined, bucket: world.name, alarmed: () => {} },
	});
	const proven = new Promise<void>(resolve => {
		tailer.onChange(() => {
			if (
				isVerified([world.store.writer]) &&
				world.report(4.5).provenToMs === startMs + 4 * hourMs
			) {
				resolve();
			}
		});
	});
	tailer.start();
	await proven;
	expect(refusals).toBe(0);
	expect(tailer.status().errors.map(({ found: words }) => words)).toEqual(['no room']);
	await tailer.stop();
	await source.close();
});

test('a digest with a field without end is none, and nothing of it is kept', async () => {
	const text = world.plain(digest(2)).toString();
	const endless = text.replace('"previousDigestS3Object":"', `$&${'x'.repeat(fieldCharactersMax)}`);
	rewrite(digest(2), gzipSync(endless));
	const report = await world.verifyAt(4.5);
	expect(report.flaws[0]?.detail).toMatch(/previousDigestS3Object is longer than anything/);
	const rows = [...world.store.writer.ledgerRange('proof/', 'proof0')];
	expect(Math.max(...rows.map(row => JSON.stringify(row).length))).toBeLessThan(4_000);
});

test('of a long reason five hundred characters are kept', async () => {
	world.ask = () => Promise.reject(new SourceError('denied', 'x'.repeat(9_000), 'allow it'));
	const report = await world.verifyAt(1.5);
	expect(report.gaps[0]?.reason).toHaveLength(reasonCharactersMax + 1);
	expect(report.flaws[0]?.detail).toHaveLength(reasonCharactersMax + 1);
});

test('a tailer that is stopped before it has found anything ends', async () => {
	const source = world.source();
	const { tailer } = aTailer(source, world.store.writer, {
		proof: { files: new Map(), ask: undefined, bucket: world.name, alarmed: () => {} },
	});
	tailer.start();
	await tailer.stop();
	expect(tailer.status().state).toBe('stopped');
	await source.close();
});

test('hours at the end that cannot be checked are not said to be proven', async () => {
	await world.verifyAt(2.5);
	world.trail.rotate();
	world.ask = undefined;
	const key = world.trail.hour(6);
	const report = await world.verifyAt(7.5);
	expect(report.gaps).toMatchObject([{ state: 'unproven', fromMs: startMs + 6 * hourMs }]);
	expect(key).toContain('T190000Z');
	expect(report.provenToMs).toBe(startMs + 6 * hourMs);
});
