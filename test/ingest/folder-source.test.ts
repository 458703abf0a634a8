import { mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import type * as files from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { aFolder, aStore } from '../../fixtures/a-store.ts';
import { aTailer } from '../../fixtures/a-tailer.ts';
import { FolderSource } from '../../source/ingest/folder-source.ts';

const never = new AbortController().signal;
/** Paths that may not be listed: permissions do not bind whoever runs tests as root. */
const locked = vi.hoisted(() => new Set<string>());

vi.mock('node:fs/promises', async original => {
	const real = await original<typeof files>();
	return {
		...real,
		readdir: (path: string, options: { withFileTypes: true }) =>
			locked.has(path)
				? Promise.reject(Object.assign(new Error('no'), { code: 'EACCES' }))
				: real.readdir(path, options),
	};
});

let folder: Awaited<ReturnType<typeof aFolder>>;
let root: string;

beforeEach(async () => {
	folder = await aFolder();
	root = join(folder.path, 'root');
	locked.clear();
});
afterEach(async () => {
	await folder.remove();
});

async function put(...paths: readonly string[]): Promise<void> {
	for (const path of paths) {
		await mkdir(dirname(join(folder.path, path)), { recursive: true });
		await writeFile(join(folder.path, path), path);
	}
}

async function keysOf(source: FolderSource, prefix = '', after?: string): Promise<string[]> {
	const keys: string[] = [];
	for await (const page of source.list(prefix, after, never)) {
		keys.push(...page.map(({ key }) => key));
	}

	return keys;
}

test('a link to a folder outside is followed, and its files are read by it', async () => {
	await put('elsewhere/AWSLogs/1/a.json', 'root/z.json');
	await symlink('../elsewhere/AWSLogs', join(root, 'AWSLogs'));
	const source = new FolderSource(root);
	expect(await keysOf(source)).toEqual(['AWSLogs/1/a.json', 'z.json']);
	expect(await keysOf(source, 'AWSLogs/1/')).toEqual(['AWSLogs/1/a.json']);
	expect(await keysOf(source, '', 'AWSLogs/1/a.json')).toEqual(['z.json']);
	expect(await source.folders('', never)).toEqual(['AWSLogs/']);
	for await (const [object] of source.list('AWSLogs/', undefined, never)) {
		const bytes = await source.get(object!, never);
		expect(Buffer.from(bytes).toString()).toBe('elsewhere/AWSLogs/1/a.json');
	}
});

test('links that lead in a circle end, and no folder is read twice', async () => {
	await put('root/a/b/x.json', 'elsewhere/y.json');
	await symlink('..', join(root, 'a/up'));
	await symlink('../..', join(root, 'a/b/top'));
	await symlink('b', join(root, 'a/again'));
	await symlink(folder.path, join(root, 'above'));
	await symlink('../elsewhere', join(root, 'one'));
	await symlink('../elsewhere', join(root, 'two'));
	await symlink('.', join(folder.path, 'elsewhere/self'));
	await symlink('round', join(root, 'round'));
	const keys = await keysOf(new FolderSource(root));
	expect(keys.map(key => key.slice(key.lastIndexOf('/') + 1)).sort()).toEqual(['x.json', 'y.json']);
});

test('a link into a hidden folder is followed, as where Kubernetes mounts files', async () => {
	await put('root/..2026_03_01/logs/x.json');
	await symlink('..2026_03_01', join(root, '..data'));
	await symlink('..data/logs', join(root, 'logs'));
	expect(await keysOf(new FolderSource(root))).toEqual(['logs/x.json']);
});

test('a link that leads nowhere is listed, one to a file is read', async () => {
	await put('root/a.json', 'elsewhere/y.json');
	await symlink('nothing', join(root, 'broken'));
	await symlink('../elsewhere/y.json', join(root, 'y.json'));
	expect(await keysOf(new FolderSource(root))).toEqual(['a.json', 'broken', 'y.json']);
});

test('a source that is a link itself is read', async () => {
	await put('root/a.json');
	await symlink('root', join(folder.path, 'link'));
	expect(await keysOf(new FolderSource(join(folder.path, 'link')))).toEqual(['a.json']);
});

test('a folder that may not be read is told, and the others are read', async () => {
	await put('root/a/x.json', 'root/b/y.json', 'root/c/d/z.json');
	locked.add(`${root}/b/`).add(`${root}/c/d/`);
	const source = new FolderSource(root);
	expect(await keysOf(source)).toEqual(['a/x.json']);
	expect(source.deniedFolders()).toEqual(['b/', 'c/d/']);
	locked.delete(`${root}/b/`);
	expect(await keysOf(source)).toEqual(['a/x.json', 'b/y.json']);
	expect(source.deniedFolders()).toEqual(['c/d/']);
});

test('a link that leads nowhere and a name that is no UTF-8 are told, not left out', async () => {
	await put('root/a.json');
	await symlink('gone', join(root, 'b'));
	await writeFile(Buffer.concat([Buffer.from(`${root}/`), Buffer.from([0x63, 0xff])]), '{}');
	const store = await aStore();
	try {
		const source = new FolderSource(root);
		const { account, errors } = await aTailer(source, store.writer, { sinceMs: 0 }).tailer.once(
			never,
		);
		expect(account.states).toMatchObject({ denied: 2 });
		expect(account.listed).toBe(3);
		expect(errors.map(({ found, next }) => `${found}; ${next}`).sort()).toEqual([
			'b is a link that leads nowhere; mend the link, or remove it',
			'c\u{FFFD} has a name that is no UTF-8; give the file another name',
		]);
	} finally {
		await store.close();
	}
});

test('files that are hidden are left aside and counted, as long as they are there', async () => {
	await put('root/a.json', 'root/.a.json.gz.Xy12zQ', 'root/b/.c.json', 'root/.notes');
	const source = new FolderSource(root);
	expect(await keysOf(source)).toEqual(['a.json']);
	expect(source.leftAside()).toEqual({ 'hidden files': 2 });
	await rm(join(root, 'b/.c.json'));
	await keysOf(source);
	expect(source.leftAside()).toEqual({ 'hidden files': 1 });
});

test('what is neither a folder nor a file is refused, with another way', async () => {
	await expect(keysOf(new FolderSource('/dev/null'))).rejects.toMatchObject({
		message: '/dev/null is neither a folder nor a file',
		next: expect.stringContaining('--from -') as string,
	});
});

test('a file that is named itself says so', async () => {
	await put('root/a.dat');
	const objectsOf = async (path: string) => {
		for await (const page of new FolderSource(path).list('', undefined, never)) {
			return page;
		}

		return [];
	};

	expect(await objectsOf(join(root, 'a.dat'))).toMatchObject([{ key: 'a.dat', isNamed: true }]);
	expect((await objectsOf(root))[0]).not.toHaveProperty('isNamed');
});

test('the source itself must be readable', async () => {
	await put('root/a.json');
	locked.add(root);
	await expect(keysOf(new FolderSource(root))).rejects.toMatchObject({ code: 'denied' });
});
