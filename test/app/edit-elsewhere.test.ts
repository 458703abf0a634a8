import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { editElsewhere } from '../../source/app/edit-elsewhere.ts';

function ports(env: Readonly<Record<string, string>>) {
	const tempDir = mkdtempSync(join(tmpdir(), 'trailtop-test-'));
	onTestFinished(() => rmSync(tempDir, { recursive: true }));
	return {
		env,
		tempDir,
		handOver: (command: string, words: readonly string[]) =>
			new Promise<number>(resolve =>
				spawn(command, words, { stdio: 'ignore' }).once('exit', code => resolve(code ?? 1)),
			),
	};
}

test('a query is edited in a file that is gone afterwards', async () => {
	const given = ports({ EDITOR: 'sed -i s/eventName/awsRegion/' });
	expect(await editElsewhere('* | count by eventName', given)).toEqual({
		text: '* | count by awsRegion\n',
		error: undefined,
	});
	expect(readdirSync(given.tempDir)).toEqual([]);
});

test('$VISUAL comes first, and the query is never read as a command', async () => {
	const given = ports({ VISUAL: 'cp /dev/null', EDITOR: 'false' });
	expect(await editElsewhere('$(touch "$HOME/x"); `id`', given)).toMatchObject({
		error: undefined,
	});
	const kept = ports({ EDITOR: 'true' });
	expect(await editElsewhere('"; rm -rf / #', kept)).toMatchObject({ text: '"; rm -rf / #\n' });
});

test('an editor that fails or is not there leaves the query as it is, and is told', async () => {
	expect(await editElsewhere('a', ports({ EDITOR: 'false' }))).toEqual({
		text: undefined,
		error: 'false ended with 1; the query stays as it was',
	});
	expect(await editElsewhere('a', ports({ EDITOR: 'no-such-editor' }))).toMatchObject({
		text: undefined,
	});
	const missing = { ...ports({ EDITOR: 'true' }), tempDir: '/no/such/folder' };
	expect((await editElsewhere('a', missing)).error).toMatch(/^true could not be used: /);
});

test('more than twenty thousand characters are no query', async () => {
	const given = ports({ EDITOR: `sh -c 'head -c 20001 /dev/zero > "$1"' sh` });
	expect(await editElsewhere('a', given)).toEqual({
		text: undefined,
		error: expect.stringContaining('left more than 20000 characters') as unknown,
	});
});
