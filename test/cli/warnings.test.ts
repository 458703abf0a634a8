import { writeFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { aFolder } from '../../fixtures/a-store.ts';
import { putFiles } from '../../fixtures/a-tailer.ts';
import { aRecord, anObject } from '../../fixtures/records.ts';
import { runInProcess } from './run-in-process.ts';

const nowMs = Date.parse('2026-03-01T13:00:00Z');
let home: Awaited<ReturnType<typeof aFolder>>;

beforeAll(async () => {
	home = await aFolder();
	const records = [aRecord({ errorCode: 'AccessDenied' }), aRecord({ eventName: 'ConsoleLogin' })];
	await putFiles(join(home.path, 'logs'), [anObject(records)]);
	const dir = join(home.path, '.config/trailtop/layouts');
	await mkdir(dir, { recursive: true });
	await writeFile(join(dir, 'team.yaml'), team);
	await run('ingest', '--once', '--from', join(home.path, 'logs'));
});
afterAll(() => home.remove());

const run = (...argv: string[]) =>
	runInProcess(
		argv[0] === 'layout' ? argv : [...argv, '--store', join(home.path, 'store'), ...range],
		{ home: home.path, nowMs },
	);
const range = ['--since', '30d', '--until', '2026-03-01T13:00:00Z'];

const team = `name: team
title: Team
description: Shared
variables:
  chosen: { default: '*', help: The call }
panels:
  - id: T1
    title: Denied
    view: table
    query: "| where errorCode = AccessDenied | count by eventName"
    about: { counts: Denied calls }
  - id: T2
    title: Reads
    view: table
    query: '| where eventName = "Get*" | count'
    about: { counts: Reads }
  - id: T3
    title: Chosen
    view: table
    query: '| where eventName matches "{{chosen}}" | count'
    about: { counts: Chosen calls }
`;

const forgotten = '| where errorcode = AccessDenied | count';
const told = `${forgotten}
                    ^^^^^^^^^^^^
warning: AccessDenied without quotes is a field, and no event has it
next: write "AccessDenied" for the text
`;

test('query tells it with its place, and answers as it did', async () => {
	const { code, out, err } = await run('query', forgotten, '--format', 'csv');
	expect(code).toBe(0);
	expect(out).toBe('_count\r\n1\r\n');
	expect(err).toContain(told);
	expect((await run('query', forgotten.replace('AccessDenied', '"AccessDenied"'))).err).not.toMatch(
		/warning/,
	);
});

test('a document has it as text; so has explain, beside the plan', async () => {
	const { out, err } = await run('query', forgotten, '--format', 'document');
	expect(JSON.parse(out)).toMatchObject({
		warnings: [
			'AccessDenied without quotes is a field, and no event has it; write "AccessDenied" for the text',
		],
	});
	expect(err.split('warning: ')).toHaveLength(2);
	expect((await run('query', forgotten, '--explain')).err).toContain(told);
});

test('a text in other capitals is told of records that have no other', async () => {
	const text = '| where errorCode = "accessdenied" | count';
	const { code, out, err } = await run('query', text, '--format', 'csv');
	expect({ code, out }).toEqual({ code: 0, out: '_count\r\n0\r\n' });
	expect(err).toContain(
		`                    ^^^^^^^^^^^^^^
warning: no record has errorCode = "accessdenied"; they have "AccessDenied" (1 record)
next: did you mean "AccessDenied"?
`,
	);
});

test('twenty are printed, and the others are counted', async () => {
	const tests = (count: number) =>
		Array.from({ length: count }, (_item, at) => `errorCode = Word${at}x`).join(' or ');
	const { err } = await run('query', `| where ${tests(23)} | count`);
	expect(err.match(/^warning: /gm)).toHaveLength(20);
	expect(err).toContain('and 3 more warnings');
});

test('a pipe that was forgotten is told, and the exit code stays that of no row', async () => {
	const { code, err } = await run('query', 'count by eventName');
	expect(code).toBe(1);
	expect(err).toContain('^^^^^\nwarning: count is looked for as a word: no | is before it\n');
	expect(err).toContain('write * | count for the stage');
});

test('export tells it of its search', async () => {
	const { code, err } = await run('export', 'evntName=ConsoleLogin');
	expect(code).toBe(1);
	expect(err).toContain(
		'^^^^^^^^\nwarning: no event has "evntName"\nnext: did you mean "eventName"?\n',
	);
});

test('show tells it of each panel, and its document has it there', async () => {
	const text = await run('show', 'team', '--var', 'chosen=ConsoleLogin');
	expect(text.code).toBe(0);
	expect(text.err).toContain('trailtop: panel T1:\n');
	expect(text.err).toContain('warning: AccessDenied without quotes is a field');
	expect(text.err).toContain('trailtop: panel T2:\n');
	expect(text.err).toContain('warning: = takes * as a star, not as a pattern');
	expect(text.err.match(/^warning: /gm)).toHaveLength(2);
	const { out } = await run('show', 'team', '--format', 'json');
	const { panels } = JSON.parse(out) as { panels: readonly { readonly warnings?: unknown }[] };
	// What a variable was filled with, nobody wrote there.
	expect(panels.map(panel => panel.warnings)).toEqual([
		[expect.stringContaining('AccessDenied without quotes')],
		[expect.stringContaining('= takes * as a star')],
		undefined,
	]);
});

test('layout check tells what is wrong of itself, without a store, and ends with 0', async () => {
	const file = join(home.path, '.config/trailtop/layouts/team.yaml');
	for (const { code, err } of [await run('layout', 'check', file), await run('layout', 'check')]) {
		expect(code).toBe(0);
		expect(err).toMatch(
			/^.*team(?:\.yaml)?: panel T2: warning: = takes \* as a star, not as a pattern; write matches instead of = for a pattern\n$/,
		);
	}
});

test('a value that no record has is told, with the one that was meant', async () => {
	const { err } = await run('query', 'eventName=ConsolLogin | count by eventName');
	expect(err).toContain('warning: no event has eventName=ConsolLogin');
	expect(err).toContain('next: did you mean "ConsoleLogin"?');
});
