import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { aRecord, objectKey, startMs } from '../../fixtures/records.ts';
import { stdinBytesMax } from '../../source/app/source/stdin.ts';
import { runInProcess } from './run-in-process.ts';
import type { World } from './run-in-process.ts';

let home: string;

beforeEach(async () => {
	home = await mkdtemp(join(tmpdir(), 'trailtop-sources-'));
});
afterEach(() => rm(home, { recursive: true }));

const nowMs = startMs + 3_600_000;
const run = (argv: readonly string[], more: Partial<World> = {}) =>
	runInProcess(argv, { home, nowMs, ...more });
const count = (froms: readonly string[], more: Partial<World> = {}) =>
	run(
		[
			...['query', '* | count by eventName | sort by +eventName', '--format', 'csv'],
			...froms.flatMap(from => ['--from', from]),
		],
		more,
	);
const head = 'eventName,_count\r\n';
const named = (eventName: string) => aRecord({ eventName });
const put = async (path: string, ...records: readonly unknown[]) => {
	await mkdir(dirname(join(home, path)), { recursive: true });
	await writeFile(join(home, path), gzipSync(JSON.stringify({ Records: records })));
};

test.each([
	{ form: 'gzip', stdin: gzipSync(JSON.stringify({ Records: [named('A'), named('B')] })) },
	{ form: 'lines', stdin: `${JSON.stringify(named('A'))}\n${JSON.stringify(named('B'))}\n` },
	{ form: 'a list', stdin: JSON.stringify([named('A'), named('B')]) },
])('records come from stdin as $form', async ({ stdin }) => {
	expect(await count(['-'], { stdin })).toMatchObject({ code: 0, out: `${head}A,1\r\nB,1\r\n` });
	const exported = await run(['export', 'eventName=A', '--from', '-'], { stdin });
	expect(exported.out.trimEnd().split('\n')).toHaveLength(1);
	const shown = await run(['show', 'access', '--from', '-'], { stdin });
	expect(shown).toMatchObject({ code: 0 });
});

test('what stdin holds that is no record is told as of a file', async () => {
	const ran = await count(['-'], { stdin: 'no record at all' });
	expect(ran).toMatchObject({ code: 4 });
	expect(ran.err).toContain('`trailtop damaged list --from -`');
	const listed = await run(['damaged', 'list', '--from', '-'], { stdin: 'no record at all' });
	expect(listed.out).toMatch(/neither gzip nor JSON\s+stdin/);
});

test('stdin is read as far as one file is', async () => {
	const full = Buffer.alloc(stdinBytesMax, ' ');
	full.write(JSON.stringify(named('A')));
	expect(await count(['-'], { stdin: full })).toMatchObject({ code: 0, out: `${head}A,1\r\n` });
	const ran = await count(['-'], { stdin: Buffer.concat([full, Buffer.from(' ')]) });
	expect(ran).toMatchObject({ code: 2 });
	expect(ran.err).toContain('divide it into files');
});

test.each([
	{ argv: [], said: /keys from stdin.*save them to a file/ },
	{ argv: ['doctor'], said: /`doctor` cannot read records from stdin; save them to a file/ },
	{ argv: ['why', 'x'], said: /`why` cannot read records from stdin/ },
	{ argv: ['query', '-'], said: /either the query or the records/ },
	{ argv: ['show', 'access', '--from', '.'], said: /"-" is read alone/ },
])('stdin is no source for $argv', async ({ argv, said }) => {
	// Without a terminal the console prints its dashboard once, for which stdin is free.
	const ran = await run([...argv, '--from', '-'], { outIsTty: argv.length === 0 });
	expect(ran.code).toBe(2);
	expect(ran.err).toMatch(said);
});

test('folders and files are read together, and what is in two of them counts once', async () => {
	const both = named('B');
	const key = objectKey();
	await put(`one/${key}`, named('A'), both);
	await put(`two/${key}`, both, named('C'));
	await put('three/odd.name', named('D'));
	await put('three/other.json.gz', named('E'));
	const wanted = { code: 0, out: `${head}A,1\r\nB,1\r\nC,1\r\nD,1\r\n`, err: '' };
	expect(await count(['one', './two', 'three/odd.name'])).toMatchObject(wanted);
	// A file that is named and lies in a named folder is one object.
	const folders = ['one', 'two', `two/${key}`, 'one'];
	expect(await count(folders)).toMatchObject({ out: `${head}A,1\r\nB,1\r\nC,1\r\n`, err: '' });
	const files = ['three/odd.name', 'three/other.json.gz'];
	expect(await count(files)).toMatchObject({ out: `${head}D,1\r\nE,1\r\n` });
});

test('an object of several folders is named by its path, and read again by it', async () => {
	await put('one/a.json.gz', named('A'));
	await mkdir(join(home, 'two'));
	await writeFile(join(home, 'two/b.json'), '{"Records":[{"eventID":');
	const sources = ['--from', 'one', '--from', 'two', '--store', join(home, 'store')];
	expect(await run(['ingest', '--once', ...sources])).toMatchObject({ code: 4 });
	const listed = await run(['damaged', 'list', '--format', 'json', ...sources]);
	const [{ key } = { key: '' }] = JSON.parse(listed.out) as readonly { readonly key: string }[];
	expect(`/${key}`).toBe(join(home, 'two/b.json'));
	const shown = await run(['damaged', 'show', key, ...sources]);
	expect(shown).toMatchObject({ code: 0 });
	expect(shown.out).toContain('{"Records":[{"ev');
	const told = await run(['query', '* | count', ...sources.slice(0, 4)]);
	expect(told.err).toContain('damaged list --from one --from two');
});

test.each([
	{ froms: ['s3://a', 's3://b'] },
	{ froms: ['.', 's3://a'] },
	{ froms: ['example', '.'] },
])('$froms cannot be read together, and what can is said', async ({ froms }) => {
	const ran = await count(froms);
	expect(ran).toMatchObject({ code: 2 });
	expect(ran.err).toMatch(/several --from are folders and files.*environments.*--env all/);
});

test('one of several that is not there is an error', async () => {
	await put('one/a.json.gz', named('A'));
	const ran = await count(['one', 'nowhere']);
	expect(ran).toMatchObject({ code: 3 });
	expect(ran.err).toContain('there is no');
	expect(ran.err).toContain('nowhere');
});
