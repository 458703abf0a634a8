import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { aFolder } from '../../fixtures/a-store.ts';
import { startMs } from '../../fixtures/records.ts';
import { SignedTrail } from '../../fixtures/signed-trail.ts';
import { aBucket, bucketName } from './a-bucket.ts';
import type { BucketWorld } from './a-bucket.ts';
import { runInProcess } from './run-in-process.ts';

const hourMs = 3_600_000;
const nowMs = startMs + 6.5 * hourMs;
let world: BucketWorld;
let trail: SignedTrail;
let home: Awaited<ReturnType<typeof aFolder>>;

beforeEach(async () => {
	world = await aBucket();
	world.server.nowMs = nowMs;
	home = await aFolder();
	trail = new SignedTrail(world.bucket, bucketName);
	for (let hour = 0; hour < 6; hour++) {
		trail.hour(hour, { logCount: 4 });
	}

	await writeFile(join(home.path, 'keys.json'), trail.publicKeyList());
});
afterEach(async () => {
	await world.stop();
	await home.remove();
});

const run = (...argv: readonly string[]) => runInProcess(argv, { home: home.path, nowMs });
const fill = () =>
	run(
		...['ingest', '--once', '--store', 'store', '--since', '7h', '--verify', 'live'],
		...['--keys', 'keys.json', ...world.flags()],
	);
const log = (index: number) => trail.logKeys[index] ?? '';
const query = ['query', '* | count', '--store', 'store', '--since', '7h'] as const;

test('what is read of a proven trail says so, wherever it is answered', async () => {
	expect((await fill()).code).toBe(0);
	const shown = await run('show', 'access', '--store', 'store', '--since', '7h');
	expect(shown.out.split('\n')[0]).toMatch(
		/ · proven by digests up to 2026-03-01 18:00 UTC, without a gap$/,
	);
	const answered = await run(...query, '--format', 'document');
	expect(answered.code).toBe(0);
	expect(JSON.parse(answered.out)).toMatchObject({
		account: {
			complete: true,
			proof: {
				provenFrom: '2026-03-01T12:00:00.000Z',
				provenTo: '2026-03-01T18:00:00.000Z',
				gaps: 0,
			},
		},
	});
	const why = await run('why', log(3), '--store', 'store');
	expect(why.out).toMatch(/proven +by the signed digest of the hours up to 2026-03-01T13:00:00/);
});

test('a log that is gone before it was read is missing in every answer, with its key', async () => {
	world.bucket.delete(log(5));
	const filled = await fill();
	expect(filled.code).toBe(4);
	expect(filled.err).toContain(`ALARM log-missing: ${log(5)}: `);
	const answered = await run(...query);
	expect(answered.code).toBe(4);
	expect(answered.err).toContain('23 of 24 objects read whole, 1 gone before it was read');
	expect(answered.err).toContain(
		'proven by digests up to 2026-03-01 18:00 UTC, but for 1 gap; `trailtop doctor` says which',
	);
	const why = await run('why', log(5), '--store', 'store');
	expect(why.out).toMatch(/PROOF +log-missing: /);

	const exported = await run('export', '*', '--store', 'store', '--since', '7h', '--bundle', 'b');
	expect(exported.code).toBe(4);
	const lines = async (name: string) =>
		(await readFile(join(home.path, 'b', name), 'utf8'))
			.trim()
			.split('\n')
			.map(line => JSON.parse(line) as Record<string, unknown>);
	expect(await lines('proof.ndjson')).toMatchObject([
		{ gap: 'missing', from: '2026-03-01T13:00:00.000Z', to: '2026-03-01T14:00:00.000Z' },
		{ flaw: 'log-missing', key: log(5) },
	]);
	const objects = await lines('objects.ndjson');
	expect(objects.find(({ key }) => key === log(6))).toMatchObject({
		vouchedUntil: '2026-03-01T14:00:00.000Z',
	});
	expect(objects.find(({ key }) => key === log(5))).toMatchObject({ state: 'gone' });
	const sums = await readFile(join(home.path, 'b', 'SHA256SUMS'), 'utf8');
	expect(sums).toContain('proof.ndjson');
});

test('doctor names twenty flaws, and counts all', async () => {
	trail.logKeys.slice(1).forEach(key => world.bucket.delete(key));
	await fill();
	const { out } = await run('doctor', '--store', 'store', ...world.flags());
	expect(out).toMatch(/FAIL digests +proven by digests up to .* but for 1 gap; 23 flaws/);
	expect(out).toMatch(/FAIL gap +111122223333 us-east-1, 2026-03-01 12:00:00 to .* UTC: missing: /);
	expect(out.match(/FAIL flaw +log-missing/g)).toHaveLength(20);
});

test('a region without digests is told beside what is proven', async () => {
	world.put({ region: 'eu-west-1', stampMs: startMs + 3_600_000 });
	await fill();
	const answered = await run(...query);
	expect(answered.err).toContain(
		'without a gap; of 1 account and region there are no digests; `trailtop doctor` says which',
	);
	const { out } = await run('doctor', '--store', 'store', ...world.flags());
	expect(out).toMatch(/note no digests +111122223333 eu-west-1: turn on log file validation/);
});

test('without verification nothing is said of a proof', async () => {
	await run('ingest', '--once', '--store', 'store', '--since', '7h', ...world.flags());
	expect((await run('show', 'access', '--store', 'store')).out).not.toContain('proven');
	expect((await run(...query, '--format', 'document')).out).not.toContain('proof');
});

test('a file of keys that cannot be read is told before anything is fetched', async () => {
	await writeFile(join(home.path, 'keys.json'), '{}');
	const filled = await fill();
	expect(filled.code).toBe(2);
	expect(filled.err).toMatch(/keys\.json holds no public key; expected what/);
	expect(world.server.requests).toEqual([]);
});
