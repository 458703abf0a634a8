import { mkdir, readFile, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { aFolder } from '../../fixtures/a-store.ts';
import { aRecord, anObject, startMs } from '../../fixtures/records.ts';
import { S3Server } from '../../fixtures/s3-server.ts';
import { seeded } from '../../fixtures/seeded.ts';
import { storeAccount } from '../../source/app/workers/store-account.ts';
import { recordSchema } from '../../source/trail/schema.ts';
import { openReader } from '../../store/index.ts';
import { runInProcess } from './run-in-process.ts';

interface Made {
	readonly key: string;
	readonly body: Buffer;
	/** As the account counts it. */
	readonly state: string;
	readonly records: number;
	readonly storageClass?: string;
	/** Answered with 403. */
	readonly isDenied?: boolean;
}

let home: Awaited<ReturnType<typeof aFolder>>;
let server: S3Server;
beforeEach(async () => {
	home = await aFolder();
	server = await S3Server.start();
	server.nowMs = startMs + 3_600_000;
});
afterEach(async () => {
	await server.stop();
	await home.remove();
});

const nothing: Pick<Made, 'records'> = { records: 0 };
const zipped = (text: string) => gzipSync(text);
/** One object of a kind; `index` makes its name unlike the others'. */
const makers: readonly ((index: number) => Made)[] = [
	() => ({ ...anObject([aRecord(), aRecord()]), state: 'ok', records: 2 }),
	() => ({ ...anObject([aRecord()]), state: 'ok', records: 1 }),
	() => {
		const torn = anObject([aRecord(), aRecord(), aRecord()]);
		const body = zipped(torn.text.slice(0, torn.text.lastIndexOf('"eventID"')));
		return { key: torn.key, body, state: 'partial', records: 2 };
	},
	() => ({
		...anObject([]),
		body: Buffer.from('no JSON at all'),
		state: 'quarantined',
		...nothing,
	}),
	() => ({ ...anObject([]), body: Buffer.alloc(0), state: 'ok', ...nothing }),
	// A snapshot of AWS Config, and a file of Parquet.
	() => ({
		...anObject([]),
		body: zipped('{"fileVersion":"1.0","configurationItems":[{"awsRegion":"eu-west-1"}]}'),
		state: 'skipped',
		...nothing,
	}),
	() => ({
		...anObject([]),
		body: Buffer.from('PAR1 and what follows PAR1'),
		state: 'unsupported',
		...nothing,
	}),
];
const onlyInBuckets: readonly ((index: number) => Made)[] = [
	() => ({ ...anObject([aRecord()]), state: 'archived', ...nothing, storageClass: 'GLACIER' }),
	() => ({ ...anObject([aRecord()]), state: 'denied', ...nothing, isDenied: true }),
];

function mixture(seed: number, from: typeof makers): readonly Made[] {
	const random = seeded(seed);
	return Array.from({ length: 3 + Math.floor(random() * 9) }, (_, index) =>
		from[Math.floor(random() * from.length)]!(index),
	);
}

const inRange = ['--since', '2026-02-28T00:00:00Z', '--until', '2026-03-02T00:00:00Z'];

async function check(made: readonly Made[], source: readonly string[]): Promise<void> {
	const count = (state: string) => made.filter(object => object.state === state).length;
	const isWhole = made.every(({ state }) => state === 'ok' || state === 'skipped');
	const world = { home: home.path, workingDir: home.path, nowMs: startMs + 3_600_000 };
	const run = (...argv: readonly string[]) => runInProcess([...argv, ...source, ...inRange], world);
	const records = made.reduce((sum, object) => sum + object.records, 0);
	const states = Object.fromEntries(
		[...new Set(made.map(({ state }) => state))].map(state => [state, count(state)]),
	);

	const query = await run('query', '* | count', '--format', 'json');
	expect(JSON.parse(query.out)).toEqual([{ _count: records }]);
	expect(query.code, query.err).toBe(isWhole ? 0 : 4);
	expect(/not everything was read/.test(query.err)).toBe(!isWhole);
	if (!isWhole) {
		expect(query.err).toContain(`${count('ok')} of ${made.length} object`);
	}

	const shown = await run('show', 'access', '--format', 'json');
	expect(shown.code).toBe(isWhole ? 0 : 4);
	const { account } = JSON.parse(shown.out) as { account: unknown };
	const expected = { complete: isWhole, listed: made.length, states };
	expect(account).toMatchObject(expected);

	const exported = await run('export', '*', '--bundle', 'bundle');
	expect(exported.code).toBe(!isWhole ? 4 : records === 0 ? 1 : 0);
	const inBundle = (name: string) => readFile(join(home.path, 'bundle', name), 'utf8');
	expect(JSON.parse(await inBundle('manifest.json'))).toMatchObject({ records, account: expected });
	const lines = (await inBundle('objects.ndjson')).trimEnd().split('\n');
	const objects = lines.map(line => JSON.parse(line) as { key: string; state: string });
	const byKey = (a: { key: string }, b: { key: string }) => (a.key < b.key ? -1 : 1);
	expect(objects.map(({ key, state }) => ({ key, state })).sort(byKey)).toEqual(
		made.map(({ key, state }) => ({ key, state })).sort(byKey),
	);

	const listed = await run('damaged', 'list', '--format', 'json');
	const named = JSON.parse(listed.out) as readonly { key: string }[];
	const odd = made.filter(({ state }) => state !== 'ok').map(({ key }) => key);
	expect(named.map(({ key }) => key).sort()).toEqual(odd.sort());

	// What the console's header and its screen of sources count.
	const store = join(home.path, 'kept');
	await run('query', '*', '--store', store);
	const reader = await openReader({ dir: store, schema: recordSchema });
	try {
		const seen = storeAccount([reader]);
		const read = count('ok') + count('partial');
		expect(seen).toMatchObject({
			readCount: read,
			lackingCount: made.length - count('ok') - count('skipped'),
		});
		expect(seen?.spans.reduce((sum, { objectCount }) => sum + objectCount, 0)).toBe(read);
		expect(seen?.words[0]).toBe(`${count('ok')} of ${made.length} objects read whole`);
	} finally {
		await reader.close();
	}
}

test.each([1, 2, 3, 4, 9, 10])(
	'of a folder all that was listed is in every account (mixture %i)',
	async seed => {
		const made = mixture(seed, makers);
		const folder = join(home.path, 'logs');
		for (const { key, body } of made) {
			await mkdir(dirname(join(folder, key)), { recursive: true });
			await writeFile(join(folder, key), body);
		}

		await check(made, ['--from', folder]);
	},
);

test.each([5, 6, 7, 8, 11, 12])(
	'of a bucket all that was listed is in every account (mixture %i)',
	async seed => {
		process.env['AWS_ACCESS_KEY_ID'] = 'AKIAEXAMPLE';
		process.env['AWS_SECRET_ACCESS_KEY'] = 'secret';
		const made = [...mixture(seed, [...makers, ...onlyInBuckets]), makers[0]!(0)];
		for (const { key, body, storageClass, isDenied } of made) {
			server.bucket('logs').put(key, body, {
				lastModifiedMs: startMs + 240_000,
				...(storageClass === undefined ? {} : { storageClass }),
				...(isDenied === true ? { kmsDenied: true } : {}),
			});
		}

		const endpoint = ['--endpoint', server.endpoint, '--bucket-region', 'us-east-1'];
		await check(made, ['--from', 's3://logs', ...endpoint]);
	},
);

test('records without a time that can be read are counted, and the answer is not sure', async () => {
	const folder = join(home.path, 'untimed');
	await mkdir(folder);
	const times = ['2026-03-01', '', null, { $date: '2026-03-01T10:00:00Z' }, 'soon'];
	const body = JSON.stringify({
		Records: [...times.map(eventTime => aRecord({ eventTime })), aRecord()],
	});
	await writeFile(join(folder, 'a.json'), body);
	await utimes(join(folder, 'a.json'), startMs / 1000, startMs / 1000);
	await writeFile(join(folder, 'b.json'), JSON.stringify({ Records: [aRecord()] }));
	const ran = await runInProcess(['query', '* | count', '--from', folder, '--format', 'csv'], {
		home: home.path,
		workingDir: home.path,
		nowMs: startMs + 3_600_000,
	});
	expect(ran.out).toBe('_count\r\n7\r\n');
	expect(ran.code).toBe(4);
	expect(ran.err).toContain(
		'not every time was read: 2 of 2 objects read whole, 5 records without a time that can be read, placed at the time of their object',
	);
});

test('a document has the rows of an answer and what they were not computed from', async () => {
	const folder = join(home.path, 'part');
	await mkdir(folder);
	await writeFile(join(folder, 'a.json'), JSON.stringify({ Records: [aRecord()] }));
	await writeFile(join(folder, 'b.json'), 'no log');
	const run = (format: string) =>
		runInProcess(['query', '* | count', '--from', folder, '--format', format], {
			home: home.path,
			workingDir: home.path,
			nowMs: startMs + 3_600_000,
		});
	const { code, out } = await run('document');
	expect(code).toBe(4);
	expect(JSON.parse(out)).toMatchObject({
		range: { to: '2026-03-01T13:00:00.000Z' },
		account: { complete: false, listed: 2, states: { ok: 1, quarantined: 1 } },
		warnings: [],
		columns: ['_count'],
		rowCount: 1,
		rows: [{ _count: 1 }],
	});
	expect(JSON.parse((await run('json')).out)).toEqual([{ _count: 1 }]);
});

test('a source in which nothing is found says so, and what was looked for', async () => {
	const folder = join(home.path, 'empty');
	await mkdir(folder);
	for (const [command, asked] of [
		['query', '* | count'],
		['show', 'access'],
		['export', '*'],
	] as const) {
		const ran = await runInProcess([command, asked, '--from', folder], {
			home: home.path,
			workingDir: home.path,
			nowMs: startMs,
		});
		expect(ran.err).toContain(`no object was found in ${folder}: no key such as AWSLogs/`);
	}
});
