import { mkdir, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { aFolder } from '../../fixtures/a-store.ts';
import { putFiles } from '../../fixtures/a-tailer.ts';
import { aRecord, anObject, startMs } from '../../fixtures/records.ts';
import { elementsIn } from '../report/strict-html.ts';
import { runInProcess } from './run-in-process.ts';

const esc = '\u001b[31m<b>';
const dayMs = 86_400_000;
/** 12:00 on the day after that of the records. */
const nowMs = Math.floor(startMs / dayMs) * dayMs + 1.5 * dayMs;
const iso = (timeMs: number) => new Date(timeMs).toISOString().replace(/\.\d+Z$/, 'Z');
const day = (timeMs: number) => iso(timeMs).slice(0, 10);

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
			aRecord({ eventName: esc, errorCode: 'AccessDenied' }),
			aRecord({ recipientAccountId: '444455556666', awsRegion: 'eu-west-1' }),
			aRecord({ eventTime: `${day(startMs - dayMs)}T00:30:00Z`, eventName: 'GetUser' }),
		]),
	]);
	await putFiles(join(home.path, 'torn'), [
		anObject([aRecord()]),
		{ ...anObject([]), body: Buffer.from('no gzip') },
	]);
});
afterAll(() => home.remove());

function run(
	argv: readonly string[],
	more: { readonly atMs?: number; readonly tty?: boolean } = {},
) {
	return runInProcess(['report', ...argv], {
		home: home.path,
		workingDir: home.path,
		nowMs: more.atMs ?? nowMs,
		outIsTty: more.tty ?? false,
	});
}

const over = (logs: string, ...more: readonly string[]) => run(['--from', logs, ...more]);

test('without --since it is yesterday, as Markdown on stdout', async () => {
	const { code, out, err } = await over('logs');
	expect(code, err).toBe(0);
	expect(out).toMatch(new RegExp(`^# Trail report: \\S+, ${day(startMs)}\n`));
	expect(out).toContain(`${day(startMs)} 00:00:00 to ${day(nowMs)} 00:00:00, UTC.`);
	expect(out).toContain('| records | 4 | 1 | +3 (+300%) | Q1 |');
	expect(out).toMatch(/\| \*\*critical\*\* \| CT01 CloudTrail stopped or deleted \|/);
	expect(out).toContain('`\\x1b[31m<b>`');
	expect(out).not.toContain('\u001b');
	const limit =
		'first_seen: the store has only 23h before the range, so what is usual may seem new';
	expect(err).toBe(`trailtop: ${limit}\n`);
	expect(out).toContain(`## Limits\n\n- ${limit.replace('_', '\\_')}`);
});

test('--since 7d is whole days by the clock of the configuration; other times are as elsewhere', async () => {
	const week = (await over('logs', '--since', '7d')).out;
	expect(week).toContain(`, ${day(nowMs - 7 * dayMs)} to ${day(startMs)}\n`);
	expect(week).toContain('| records | 5 | – | – | Q1 |');
	expect((await over('logs', '--since', '1w')).out).toContain(`, ${day(nowMs - 7 * dayMs)} to `);
	expect((await over('logs', '--since', '30h')).out).toContain(
		`${iso(nowMs - 30 * 3_600_000)
			.replace('T', ' ')
			.slice(0, -1)} to ${day(nowMs)} 12:00:00, UTC.`,
	);
	const until = await over('logs', '--since', '1d', '--until', iso(startMs + 1_000));
	expect(until.out).toContain(
		` to ${iso(startMs + 1_000)
			.replace('T', ' ')
			.slice(0, -1)}, UTC.`,
	);
	const config = join(home.path, '.config/trailtop');
	await mkdir(config, { recursive: true });
	await writeFile(join(config, 'config.yaml'), 'time_zone: Asia/Tokyo\n');
	const { out } = await over('logs');
	await writeFile(join(config, 'config.yaml'), '');
	expect(out).toContain(`${day(startMs)} 00:00:00 to ${day(nowMs)} 00:00:00, Asia/Tokyo.`);
	expect(out).toContain(
		`--since ${iso(Math.floor(startMs / dayMs) * dayMs - 9 * 3_600_000).slice(0, -1)}.000Z`,
	);
});

test('--out writes a new file for its owner alone, as HTML by its name, and replaces only a report', async () => {
	const file = join(home.path, 'day.html');
	const first = await over('logs', '--out', 'day.html');
	expect(first).toMatchObject({ code: 0, out: '' });
	expect(first.err).toContain(`4 records told in ${file}`);
	expect((await stat(file)).mode & 0o777).toBe(0o600);
	const html = await readFile(file, 'utf8');
	elementsIn(html);
	expect(html).toContain('\\x1b[31m&lt;b&gt;');

	const again = await over('logs', '--out', 'day.html');
	expect(again.code).toBe(2);
	expect(again.err).toContain('is there already');
	expect(again.err).toContain('--replace');
	const replaced = await over('logs', '--out', 'day.html', '--format', 'markdown', '--replace');
	expect(replaced.code, replaced.err).toBe(0);
	expect(await readFile(file, 'utf8')).toMatch(/^# Trail report/);
	expect((await over('logs', '--out', 'day.html', '--replace')).code).toBe(0);
	expect(await readFile(file, 'utf8')).toMatch(/^<!doctype html>/);

	await writeFile(join(home.path, 'notes.md'), '# Notes\n');
	const notes = await over('logs', '--out', 'notes.md', '--replace');
	expect(notes.code).toBe(2);
	expect(notes.err).toContain('is no report');
	expect(await readFile(join(home.path, 'notes.md'), 'utf8')).toBe('# Notes\n');
	await symlink(file, join(home.path, 'link.html'));
	const link = await over('logs', '--out', 'link.html', '--replace');
	expect(link.code).toBe(2);
	expect(link.err).toContain('no regular file');
	expect((await readdir(home.path)).filter(name => name.endsWith('.part'))).toEqual([]);
});

test('--account and --region leave out other records, and --severity other findings', async () => {
	expect((await over('logs', '--account', '444455556666')).out).toContain('| records | 1 | 0 |');
	const region = (await over('logs', '--region', '!eu-west-1')).out;
	expect(region).toContain('| records | 3 | 1 |');
	expect(region).toContain('CT01');
	const severe = (await over('logs', '--severity', 'critical')).out;
	expect(severe).toContain('CT01');
	expect(severe).toMatch(/detect run .*--severity critical/);
});

test('what was not read whole is said at the top and ends with 4, an empty range with 1', async () => {
	const torn = await over('torn');
	expect(torn.code).toBe(4);
	expect(torn.out).toMatch(
		/\n\*\*Not everything was read: 1 of 2 objects read whole, 1 unreadable\. .*\*\*\n\n## /,
	);
	expect(torn.out).toMatch(/Which, and why: trailtop damaged list --from torn/);
	const empty = await over('logs', '--since', '2001-01-01', '--until', '2001-01-02');
	expect(empty.code).toBe(1);
	expect(empty.out).toContain('**There is no record in this range.**');
	expect(empty.err).toContain('no record in this range: --since and --until choose another');
});

test('nothing acts on a terminal in either format', async () => {
	for (const format of ['markdown', 'html']) {
		const { out } = await run(['--from', 'logs', '--format', format], { tty: true });
		expect(out.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
	}
});

test('what is wrong on the command line ends with 2 and says what to write', async () => {
	const wrong = [
		[['week'], 'report takes no words; found "week"'],
		[['--format', 'pdf'], '--format of report is markdown or html; found "pdf"'],
		[['--severity', 'x'], '--severity'],
		[['--since', 'x'], '--since "x" is no time range; write --since "last 24h"'],
		[['--since', '0d'], 'is empty'],
		[['--replace'], '--replace is about a file: name it with --out'],
	] as const;
	for (const [argv, words] of wrong) {
		const { code, err, out } = await run(argv);
		expect([code, out], argv.join(' ')).toEqual([2, '']);
		expect(err).toContain(words);
	}
});
