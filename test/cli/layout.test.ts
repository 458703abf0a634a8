import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { aFolder } from '../../fixtures/a-store.ts';
import { layoutBytesMax } from '../../source/app/shared-layouts.ts';
import { runInProcess } from './run-in-process.ts';

let home: Awaited<ReturnType<typeof aFolder>>;
let own: string;
beforeEach(async () => {
	home = await aFolder();
	own = join(home.path, '.config/trailtop/layouts');
});
afterEach(() => home.remove());

const layout = (...argv: string[]) =>
	runInProcess(['layout', ...argv], { home: home.path, nowMs: 0 });

const team = `# What the team looks at.
name: team
title: Team
description: Shared
panels:
  - id: T1
    title: Denied
    view: table
    query: "errorCode=* | count by eventName"
    about: { counts: Denied calls }
`;

async function given(text: string): Promise<string> {
	const file = join(home.path, 'given.yaml');
	await writeFile(file, text);
	return file;
}

test('a dashboard goes from one person to another as one file, comments included', async () => {
	const taken = await layout('import', await given(team));
	expect(taken).toMatchObject({ code: 0, err: '' });
	expect(taken.out).toBe(`team with 1 panel is in ${join(own, 'team.yaml')}\n`);
	expect((await stat(join(own, 'team.yaml'))).mode & 0o777).toBe(0o600);
	expect((await layout('list')).out).toMatch(/^team +1 panels +Shared$/m);
	expect((await layout('export', 'team')).out).toBe(team);
	const out = join(home.path, 'out.yaml');
	expect((await layout('export', 'team', '--out', out)).code).toBe(0);
	expect(await readFile(out, 'utf8')).toBe(team);
	expect(await layout('export', 'team', '--out', out)).toMatchObject({ code: 2 });
});

test('those that come with the program can be given away too', async () => {
	const { out } = await layout('export', 'access');
	expect(out).toMatch(/^name: access$/m);
	const again = await layout('import', await given(out));
	expect(again.code).toBe(2);
	expect(again.err).toContain('"access" is there already; --replace takes the new one');
});

test('one of the same name is replaced only when that is asked for', async () => {
	await layout('import', await given(team));
	const next = team.replace('Shared', 'Newer');
	expect((await layout('import', await given(next))).code).toBe(2);
	expect((await layout('export', 'team')).out).toBe(team);
	expect((await layout('import', '--replace', await given(next))).code).toBe(0);
	expect((await layout('export', 'team')).out).toBe(next);
});

test.each([
	{ fault: 'a view that is none', text: team.replace('table', 'tabel'), words: /given\.yaml:8/ },
	{ fault: 'a query that is none', text: team.replace('count', 'cuont'), words: /panel T1: / },
	{ fault: 'no YAML', text: '{', words: /given\.yaml/ },
])('$fault is told, and nothing is taken', async ({ text, words }) => {
	const { code, err } = await layout('import', await given(text));
	expect(code).toBe(2);
	expect(err).toMatch(words);
	await expect(stat(own)).rejects.toThrow('ENOENT');
});

test('a digit and ids that others have are told', async () => {
	const text = team.replace('title: Team', 'title: Team\nkey: 2').replaceAll('T1', 'OV1');
	const { code, err } = await layout('import', await given(text));
	expect(code).toBe(0);
	expect(err).toContain('the digit 2 opens access');
	expect(err).toContain('other dashboards have panels with the ids OV1 too');
});

test('a dashboard has a mebibyte at most', async () => {
	const { code, err } = await layout('import', await given(team + '#'.repeat(layoutBytesMax)));
	expect(code).toBe(2);
	expect(err).toContain('a dashboard has at most');
});

test.each([['export', 'nothing'], ['export'], ['import'], ['import', 'a', 'b'], ['remove', 'x']])(
	'layout %s %s says what it knows',
	async (...argv) => {
		const { code, err } = await layout(...argv.filter(Boolean));
		expect(code).toBe(2);
		expect(err).not.toBe('');
	},
);

test('a file that is not there is an error', async () => {
	await mkdir(own, { recursive: true });
	const { code, err } = await layout('import', join(home.path, 'none.yaml'));
	expect(code).toBe(3);
	expect(err).toContain('none.yaml');
});
