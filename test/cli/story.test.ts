import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { aFolder } from '../../fixtures/a-store.ts';
import { putFiles } from '../../fixtures/a-tailer.ts';
import { aRecord, anObject, startMs } from '../../fixtures/records.ts';
import { readBundle } from '../../fixtures/bundle.ts';
import { runInProcess } from './run-in-process.ts';

const esc = '\u001b[31m<b>';
let home: Awaited<ReturnType<typeof aFolder>>;
beforeAll(async () => {
	home = await aFolder();
	await putFiles(join(home.path, 'logs'), [
		anObject([
			aRecord(),
			aRecord({
				eventName: 'StopLogging',
				eventSource: 'cloudtrail.amazonaws.com',
				readOnly: false,
			}),
			aRecord({ eventName: 'CreateUser', readOnly: false, requestParameters: { userName: esc } }),
			aRecord({ recipientAccountId: '444455556666', awsRegion: 'eu-west-1' }),
		]),
	]);
	await putFiles(join(home.path, 'torn'), [
		anObject([aRecord()]),
		{ ...anObject([]), body: Buffer.from('no gzip') },
	]);
});
afterAll(() => home.remove());

const inRange = ['--since', '2026-02-28T00:00:00Z', '--until', '2026-03-02T00:00:00Z'];

function run(argv: readonly string[], outIsTty = false) {
	return runInProcess(['story', ...argv], {
		home: home.path,
		workingDir: home.path,
		nowMs: startMs + 3_600_000,
		outIsTty,
	});
}

const over = (logs: string, ...more: readonly string[]) =>
	run(['ada', '--from', logs, ...inRange, ...more]);

test('a page tells of a user, with findings, and nothing of it acts on a terminal', async () => {
	const { code, out, err } = await run(['ada', '--from', 'logs', ...inRange], true);
	expect(code, err).toBe(0);
	expect(out).toContain('ada  (user)\n');
	for (const title of ['Who', 'Where from', 'What', 'Asked and refused', 'Gave away', 'Timeline']) {
		expect(out).toContain(`\n${title}\n`);
	}

	expect(out).toMatch(/▲ critical {2}CT01 [^]*cloudtrail StopLogging/);
	expect(out).toContain('\\x1b[31m<b>');
	expect(out).not.toContain('\u001b');
	expect(out.split('\n').filter(line => line.length > 100)).toEqual([]);
});

test('--format json has a query beside each number, and markdown is one page in which values are code', async () => {
	const { out } = await over('logs', '--format', 'json');
	const story = JSON.parse(out) as {
		records: number;
		sections: { id: string; rows: { parts: Record<string, unknown>[] }[] }[];
	};
	expect(story).toMatchObject({
		who: 'ada',
		readAs: 'user',
		records: 4,
		near: [],
		elsewhere: null,
	});
	expect(story.sections.map(({ id }) => id)).toEqual([
		'who',
		'where',
		'what',
		'refused',
		'gave',
		'from',
		'to',
		'timeline',
	]);
	const parts = story.sections.flatMap(({ rows }) => rows.flatMap(row => row.parts));
	const numbers = parts.filter(part => 'number' in part);
	expect(numbers.length).toBeGreaterThan(14);
	expect(numbers.filter(({ query }) => typeof query !== 'string')).toEqual([]);
	const page = (await over('logs', '--format', 'markdown')).out;
	expect(page).toMatch(/^# Story of `ada`\n/);
	expect(page).toContain('`\\x1b[31m<b>`');
	expect(page).not.toContain('\u001b');
});

test('--account and --region leave out other records', async () => {
	const one = JSON.parse(
		(await over('logs', '--account', '444455556666', '--format', 'json')).out,
	) as object;
	expect(one).toMatchObject({ records: 1 });
	const other = JSON.parse(
		(await over('logs', '--region', '!eu-west-1', '--format', 'json')).out,
	) as object;
	expect(other).toMatchObject({ records: 3 });
});

test('who is unknown is told with names like it, and ends with 1', async () => {
	const unknown = await run(['adda', '--from', 'logs', ...inRange]);
	expect(unknown).toMatchObject({ code: 1, out: '' });
	expect(unknown.err).toContain('no record of "adda"; names like it in this range: ada');
	const hostile = await run([esc, '--from', 'logs', ...inRange]);
	expect(hostile.code).toBe(1);
	expect(hostile.err).not.toContain('\u001b');
	const none = await run(['203.0.113.200', '--from', 'logs', ...inRange]);
	expect(none.err).toContain('no record of address "203.0.113.200"');
});

test('what was not read whole ends with 4, and what is wrong on the command line with 2', async () => {
	expect((await over('torn')).code).toBe(4);
	const wrong = [
		[[], 'story takes one principal'],
		[['ada', 'bob'], 'story takes one principal'],
		[[' '], 'story takes one principal'],
		[['ada', '--format', 'sarif'], '--format is one of table, markdown, json; found "sarif"'],
		[['ada', '--since', 'x'], '--since'],
		[['x'.repeat(10_001)], 'a principal has at most 10,000 characters; found 10,001'],
	] as const;
	for (const [argv, words] of wrong) {
		const { code, err, out } = await run(argv);
		expect([code, out]).toEqual([2, '']);
		expect(err).toContain(words);
	}
});

test('--bundle writes the page with just the records that it counts, their objects and a hash of each', async () => {
	const dir = join(home.path, 'case');
	const ran = await over('logs', '--bundle', 'case');
	expect(ran, ran.err).toMatchObject({ code: 0, out: '' });
	expect(ran.err).toContain(`4 records in ${dir}`);
	const bundle = await readBundle(dir);
	expect(bundle.faults).toEqual([]);
	expect(bundle.files).toEqual([
		...['SHA256SUMS', 'findings.ndjson', 'index.ndjson', 'manifest.json', 'objects.ndjson'],
		...['records.ndjson', 'story.json', 'story.md'],
	]);
	const told = JSON.parse((await over('logs', '--format', 'json')).out) as {
		records: number;
		query: string;
	};
	expect(JSON.parse(await readFile(join(dir, 'story.json'), 'utf8'))).toEqual(told);
	expect(bundle.records).toHaveLength(told.records);
	expect(bundle.manifest).toMatchObject({
		search: told.query,
		story: { who: 'ada', readAs: 'user' },
	});
	// The same records as the query of the story gives.
	const { out } = await runInProcess(
		['query', told.query, '--from', 'logs', ...inRange, '--format', 'ndjson'],
		{ home: home.path, workingDir: home.path, nowMs: startMs + 3_600_000 },
	);
	expect(out.trimEnd().split('\n')).toHaveLength(bundle.records.length);
	expect(await readFile(join(dir, 'story.md'), 'utf8')).toBe(
		(await over('logs', '--format', 'markdown')).out,
	);
	const [finding = ''] = (await readFile(join(dir, 'findings.ndjson'), 'utf8')).split('\n');
	expect(JSON.parse(finding)).toMatchObject({ rule: 'CT01', severity: 'critical', count: 1 });
	expect(Object.keys(JSON.parse(finding) as object)).toContain('author');

	const again = await over('logs', '--bundle', 'case');
	expect(again.code).toBe(2);
	expect(again.err).toMatch(/is there already/);
});

test('--bundle of nobody writes nothing, says what was not read, and goes without --format', async () => {
	const nobody = await run(['nobody', '--from', 'logs', ...inRange, '--bundle', 'none']);
	expect(nobody.code, nobody.err).toBe(1);
	await expect(readBundle(join(home.path, 'none'))).rejects.toThrow(/ENOENT/);
	const torn = await over('torn', '--bundle', 'torn-case');
	expect(torn.code, torn.err).toBe(4);
	const page = await readFile(join(home.path, 'torn-case', 'story.md'), 'utf8');
	expect(page).toMatch(/## What it lacks\n\n.*not everything was read/);
	const both = await over('logs', '--bundle', 'both', '--format', 'json');
	expect(both.code).toBe(2);
	expect(both.err).toMatch(/--bundle goes without --format/);
});
