import { createHash } from 'node:crypto';
import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { aFolder } from '../../fixtures/a-store.ts';
import { putFiles } from '../../fixtures/a-tailer.ts';
import { aRecord, anObject, recordsEvery, startMs } from '../../fixtures/records.ts';
import type { AnyRecord } from '../../fixtures/records.ts';
import { pageRowsMax } from '../../source/evidence/export/pages.ts';
import { runInProcess } from '../cli/run-in-process.ts';

let home: Awaited<ReturnType<typeof aFolder>>;
let store: string;
const nowMs = startMs + 7_200_000;
/** Many in one second, so that windows have to be cut; the rest over an hour. */
const crowded = recordsEvery(0, pageRowsMax + 100, { eventName: 'Crowd' }, startMs + 60_000);
const spread = recordsEvery(1_000, 1_200);
const odd =
	'{"eventVersion":"1.11","eventTime":"2026-03-01T12:00:00Z", "eventID":"odd",\n "eventName":"Odd","n":1.0}';

/** In one byte a character, so that the second is no UTF-8; the other over two lines. */
const badBytes = [
	'{"eventVersion":"1.11","eventTime":"2026-03-01T12:00:00Z","eventID":"bad","eventName":"Bytes","v":"a\u00ff\u00c3("}',
	'{"eventVersion":"1.11","eventTime":"2026-03-01T12:00:01Z",\n"eventID":"bad2","eventName":"Bytes","v":"\u0080"}',
];
const latin1 = (text: string) => Buffer.from(text, 'latin1');

beforeAll(async () => {
	home = await aFolder();
	store = join(home.path, 'store');
	const logs = join(home.path, 'logs');
	await putFiles(logs, [
		...chunks(crowded, 500).map(records => anObject(records)),
		...chunks(spread, 600).map(records => anObject(records)),
		anObject([aRecord({ eventName: '=cmd()', errorCode: 'a "b"' })]),
	]);
	await writeFile(join(logs, 'odd.json'), `{"Records":[${odd}]}`);
	await writeFile(join(logs, 'bytes.json'), latin1(`{"Records":[${badBytes.join(',')}]}`));
	const ran = await runInProcess(['ingest', '--once', '--from', './logs', '--store', store], {
		home: home.path,
		nowMs,
	});
	expect(ran.code, ran.err).toBe(0);
});
afterAll(() => home.remove());

function chunks(records: readonly AnyRecord[], size: number): readonly (readonly AnyRecord[])[] {
	return Array.from({ length: Math.ceil(records.length / size) }, (_, chunk) =>
		records.slice(chunk * size, (chunk + 1) * size),
	);
}

const run = (...argv: readonly string[]) =>
	runInProcess(['export', ...argv, '--store', store], { home: home.path, nowMs });

test('every record once, oldest first, in pages of bounded size', async () => {
	const ran = await run('*');
	expect(ran.code, ran.err).toBe(0);
	const lines = ran.out.trimEnd().split('\n');
	expect(lines.length).toBe(crowded.length + spread.length + 4);
	expect(new Set(lines).size).toBe(lines.length);
	const times = lines.map(line => (JSON.parse(line) as { eventTime: string }).eventTime);
	expect(times).toEqual([...times].sort());
	const delivered = new Set([...crowded, ...spread].map(record => JSON.stringify(record)));
	expect(lines.filter(line => delivered.has(line)).length).toBe(delivered.size);
});

test('a search, its range, and a limit', async () => {
	const part = ['--since', '2026-03-01T12:10:00Z', '--until', '2026-03-01T12:10:10Z'];
	expect((await run('*', ...part)).out.split('\n').length - 1).toBe(10);
	const limited = await run('*', '--limit', '7');
	expect(limited.out.split('\n').length - 1).toBe(7);
	expect(limited.err).toMatch(/7 of 2,304 records/);
	const none = await run('nothinglikethis');
	expect(none).toMatchObject({ code: 1, out: '' });
});

test('a record over several lines stands in one, and that is said', async () => {
	const ran = await run('eventName=Odd');
	expect(ran.out).toBe(
		'{"eventVersion":"1.11","eventTime":"2026-03-01T12:00:00Z","eventID":"odd","eventName":"Odd","n":1.0}\n',
	);
	expect(ran.err).toMatch(/1 record was delivered on several lines and stands in one/);
});

test('JSON is one document, and keeps numbers as they were written', async () => {
	const ran = await run('eventName=Odd', '--format', 'json');
	expect(JSON.parse(ran.out)).toHaveLength(1);
	expect(ran.out).toContain('"n":1.0');
	expect((await run('nothinglikethis', '--format', 'json')).out).toBe('[]\n');
});

test('CSV has the fields asked for, and no formulas', async () => {
	const ran = await run('"=cmd()"', '--format', 'csv', '--fields', 'eventName,errorCode');
	expect(ran.out).toBe(`eventName,errorCode\r\n'=cmd(),"a ""b"""\r\n`);
});

test('a file is new, and its owner’s alone', async () => {
	const file = join(home.path, 'out.ndjson');
	const part = ['--since', '2026-03-01T12:10:00Z', '--until', '2026-03-01T12:10:10Z'];
	const ran = await run('*', '--out', 'out.ndjson', ...part);
	expect(ran).toMatchObject({ code: 0, out: '' });
	expect((await stat(file)).mode & 0o777).toBe(0o600);
	expect((await readFile(file, 'utf8')).split('\n').length - 1).toBe(10);
	const again = await run('*', '--out', 'out.ndjson');
	expect(again.code).toBe(2);
	expect((await readFile(file, 'utf8')).split('\n').length - 1).toBe(10);
});

test('bytes that are no UTF-8 are written as they were delivered', async () => {
	const [one = '', two = ''] = badBytes;
	const lines = [one, two.replace('\n', ' ')];
	for (const [format, wanted] of [
		['ndjson', `${lines.join('\n')}\n`],
		['json', `[\n${lines.join(',\n')}\n]\n`],
	] as const) {
		const ran = await run('eventName=Bytes', '--out', `bytes.${format}`, '--format', format);
		expect(ran.code, ran.err).toBe(0);
		expect(await readFile(join(home.path, `bytes.${format}`))).toEqual(latin1(wanted));
		const piped = await run('eventName=Bytes', '--format', format);
		expect(piped.outBytes).toEqual(latin1(wanted));
	}
});

test('on a terminal no character of a record acts', async () => {
	const ran = await runInProcess(['export', 'eventName=Bytes', '--store', store], {
		...{ home: home.path, nowMs, outIsTty: true },
	});
	expect(ran.out).toMatch(/"v":"a\\udcff\\udcc3\("}\n.*"v":"\\udc80"}\n$/);
});

test('the hashes of a bundle are of the delivered bytes', async () => {
	const dir = join(home.path, 'bytes');
	expect((await run('eventName=Bytes', '--bundle', './bytes')).code).toBe(0);
	const sha256 = (text: string) => createHash('sha256').update(latin1(text)).digest('hex');
	const [one = '', two = ''] = badBytes;
	const records = await readFile(join(dir, 'records.ndjson'));
	expect(records).toEqual(latin1(`${one}\n${two.replace('\n', ' ')}\n`));
	const sums = await readFile(join(dir, 'SHA256SUMS'), 'utf8');
	expect(sums).toContain(`${createHash('sha256').update(records).digest('hex')}  records.ndjson`);
	const index = (await readFile(join(dir, 'index.ndjson'), 'utf8'))
		.trimEnd()
		.split('\n')
		.map(line => JSON.parse(line) as Readonly<Record<string, unknown>>);
	expect(index).toMatchObject([
		{ eventID: 'bad', sha256: sha256(one) },
		{ eventID: 'bad2', sha256: sha256(two.replace('\n', ' ')), deliveredSha256: sha256(two) },
	]);
});

test('a bundle proves itself', async () => {
	const dir = join(home.path, 'evidence');
	const ran = await run('eventName=Odd OR errorCode=*', '--bundle', './evidence');
	expect(ran.code, ran.err).toBe(0);
	expect((await readdir(dir)).sort()).toEqual([
		...['SHA256SUMS', 'index.ndjson', 'manifest.json', 'objects.ndjson', 'records.ndjson'],
	]);
	expect((await stat(dir)).mode & 0o777).toBe(0o700);
	const sha256 = (text: string | Buffer) => createHash('sha256').update(text).digest('hex');
	for (const line of (await readFile(join(dir, 'SHA256SUMS'), 'utf8')).trimEnd().split('\n')) {
		const [sum, name] = line.split('  ');
		expect(sha256(await readFile(join(dir, name ?? ''))), name).toBe(sum);
	}

	const linesOf = async (name: string) =>
		(await readFile(join(dir, name), 'utf8')).trimEnd().split('\n');
	const records = await linesOf('records.ndjson');
	const index = (await linesOf('index.ndjson')).map(line => JSON.parse(line) as Entry);
	const objects = (await linesOf('objects.ndjson')).map(line => JSON.parse(line) as ObjectEntry);
	expect(index.map(({ sha256: sum }) => sum)).toEqual(records.map(sha256));
	expect(index.find(({ eventID }) => eventID === 'odd')).toMatchObject({
		object: 'odd.json',
		deliveredSha256: sha256(odd),
	});
	const used = objects.filter(({ exportedRecords }) => exportedRecords > 0);
	expect(used.map(({ key }) => key).sort()).toEqual(index.map(({ object }) => object).sort());
	expect(objects.every(({ state, etag }) => state === 'ok' && etag !== '')).toBe(true);
	// Also those of the range that brought nothing.
	expect(objects.length).toBeGreaterThan(used.length);
	expect(JSON.parse((await linesOf('manifest.json')).join('\n'))).toMatchObject({
		tool: 'trailtop',
		search: 'eventName=Odd OR errorCode=*',
		records: 2,
		objects: 2,
		account: { complete: true, listed: objects.length, states: { ok: objects.length } },
	});
	expect((await run('*', '--bundle', './evidence')).code).toBe(2);
	expect((await readdir(dir)).length).toBe(5);
});

interface Entry {
	readonly eventID: string;
	readonly object: string;
	readonly sha256: string;
	readonly deliveredSha256?: string;
}

interface ObjectEntry {
	readonly key: string;
	readonly exportedRecords: number;
	readonly state: string;
	readonly etag: string;
}

test.each([
	{ argv: [], said: /needs one search/ },
	{ argv: ['* | count'], said: /without stages/ },
	{ argv: ['"open'], said: /unterminated/ },
	{ argv: ['*', '--format', 'table'], said: /ndjson, json, csv/ },
	{ argv: ['*', '--fields', 'a'], said: /--format csv/ },
	{ argv: ['*', '--bundle', 'x', '--out', 'y'], said: /--bundle goes without/ },
	{ argv: ['*', '--limit', 'few'], said: /--limit/ },
	{ argv: ['*', '--bundle', './no/such/place'], said: /no folder above/ },
])('$argv is refused', async ({ argv, said }) => {
	const ran = await run(...argv);
	expect(ran.code).toBe(2);
	expect(ran.err).toMatch(said);
	expect(ran.out).toBe('');
});
