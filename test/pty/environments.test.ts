import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { aFolder } from '../../fixtures/a-store.ts';
import { putFiles } from '../../fixtures/a-tailer.ts';
import { aRecord, anObject, startMs } from '../../fixtures/records.ts';
import { program } from './program.ts';
import { keys, Terminal } from './terminal.ts';

let home: Awaited<ReturnType<typeof aFolder>>;

/** Two environments with a folder each; their users have names of their own. */
beforeAll(async () => {
	home = await aFolder();
	const environments = ['prod', 'lab'].map(
		name =>
			`  ${name}:\n    source: { folder: ${join(home.path, name)} }\n    source_category: aws/${name}\n`,
	);
	await mkdir(join(home.path, '.config/trailtop'), { recursive: true });
	await writeFile(
		join(home.path, '.config/trailtop/config.yaml'),
		`environments:\n${environments.join('')}`,
	);
	const of = (userName: string) =>
		aRecord({ userIdentity: { type: 'IAMUser', userName }, eventName: 'CreateUser' });
	await putFiles(join(home.path, 'prod'), [anObject([of('user-of-prod')])]);
	await putFiles(join(home.path, 'lab'), [anObject([of('user-of-lab'), of('user-of-lab-2')])]);
});

afterAll(() => home.remove());

test('E goes to another environment, to all of them and back; each is filled and closed', async () => {
	const until = new Date(startMs + 3_600_000).toISOString();
	const terminal = new Terminal(process.execPath, [program, '--until', until], {
		columns: 120,
		rows: 40,
		home: home.path,
	});
	const query = async (text: string, answer: RegExp) => {
		terminal.send(`/${keys.ctrlU}${text}${keys.enter}`);
		await terminal.until(answer);
		terminal.send(keys.escape);
		await terminal.until(/Read Only Events/);
	};

	try {
		await terminal.until('trailtop ▸ prod');
		await query('* | count by _user', /user-of-prod +1/);
		terminal.send('E');
		await terminal.until(/lab .*\/lab/);
		terminal.send(`lab${keys.enter}`);
		await terminal.until('trailtop ▸ lab');
		const lab = /user-of-lab +1[^]*user-of-lab-2 +1/;
		await query('* | count by _user', lab);
		expect(terminal.screen()).not.toContain('user-of-prod');
		terminal.send('E');
		await terminal.until(/all +prod \+ lab/);
		terminal.send(`all${keys.enter}`);
		await terminal.until('trailtop ▸ all');
		await query('* | count by _sourceCategory', /aws\/lab +2[^]*aws\/prod +1/);
		terminal.send('E');
		await terminal.until(/prod .*\/prod/);
		terminal.send(`/prod${keys.enter}`);
		await terminal.until('trailtop ▸ prod');
		await query('* | count by _sourceCategory', /aws\/prod +1/);
		terminal.send('q');
		expect(await terminal.untilExit()).toEqual({ exitCode: 0, signal: 0 });
	} finally {
		terminal.close();
	}
});
