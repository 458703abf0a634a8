import { lstat, mkdir, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { aFolder } from '../../fixtures/a-store.ts';
import { describeEnd } from '../../source/app/describe-error.ts';
import { writeSession } from '../../source/app/session-file.ts';
import type { Session } from '../../source/dashboard/state/session.ts';
import { writeWhole } from '../../source/intel/write-whole.ts';

let folder: Awaited<ReturnType<typeof aFolder>>;
beforeEach(async () => {
	folder = await aFolder();
});
afterEach(() => folder.remove());

const at = (name: string) => join(folder.path, name);

test('a file is replaced whole, for its owner alone', async () => {
	await writeWhole(at('deep/a'), ['one']);
	await writeWhole(at('deep/a'), ['two', Buffer.from('!')]);
	expect(await readFile(at('deep/a'), 'utf8')).toBe('two!');
	expect((await stat(at('deep/a'))).mode & 0o777).toBe(0o600);
	expect(await readdir(at('deep'))).toEqual(['a']);
});

test.each(['there', 'missing'])('a link to a file that is %s is not written', async name => {
	await writeFile(at('there'), 'mine');
	await symlink(at(name), at('link'));
	const failed: unknown = await writeWhole(at('link'), ['x']).catch((error: unknown) => error);
	expect(describeEnd(failed)).toBe(
		`${at('link')} is a link, and is not written; remove the link, or name the file that it leads to`,
	);
	expect((await lstat(at('link'))).isSymbolicLink()).toBe(true);
	expect(await readdir(folder.path)).toEqual(['link', 'there']);
	expect(await readFile(at('there'), 'utf8')).toBe('mine');
});

test('a folder in the place of a file stays', async () => {
	await mkdir(at('a'));
	await expect(writeWhole(at('a'), ['x'])).rejects.toThrow(/a is no regular file/);
});

test('a session is written past a link that was put beside it', async () => {
	await writeFile(at('victim'), 'mine');
	await symlink(at('victim'), at('session-prod.json.new'));
	await writeSession(at('session-prod.json'), {} as Session);
	expect(await readFile(at('victim'), 'utf8')).toBe('mine');
	expect(await readFile(at('session-prod.json'), 'utf8')).toBe('{}');
});
