import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { aFolder } from '../../fixtures/a-store.ts';
import { BytesSource } from '../../source/ingest/bytes-source.ts';
import { findListed } from '../../source/ingest/find-listed.ts';
import { FolderSource } from '../../source/ingest/folder-source.ts';
import { SeveralSources } from '../../source/ingest/several-sources.ts';
import type { ObjectSource } from '../../source/ingest/source.ts';

const never = new AbortController().signal;
let folder: Awaited<ReturnType<typeof aFolder>>;

beforeEach(async () => {
	folder = await aFolder();
});
afterEach(() => folder.remove());

async function put(...paths: readonly string[]): Promise<void> {
	for (const path of paths) {
		await mkdir(dirname(join(folder.path, path)), { recursive: true });
		await writeFile(join(folder.path, path), path);
	}
}

async function keysOf(source: ObjectSource, prefix = '', after?: string): Promise<string[]> {
	const keys: string[] = [];
	for await (const page of source.list(prefix, after, never)) {
		keys.push(...page.map(({ key }) => key));
	}

	return keys;
}

const at = (path: string) => new FolderSource(join(folder.path, path));

/** A folder, a folder inside of it, a file inside of both, and another one beside them. */
async function four(): Promise<SeveralSources> {
	await put('a/x.json', 'a/in/y.json', 'a/in/z.json', 'b/w.json');
	return new SeveralSources([
		{ label: 'b/', only: 'w.json', source: at('b/w.json') },
		{ label: 'a/in/', only: undefined, source: at('a/in') },
		{ label: 'a/', only: undefined, source: at('a') },
		{ label: 'a/in/', only: 'y.json', source: at('a/in/y.json') },
	]);
}

test('each object is listed once, by a key that says where it is from', async () => {
	const source = await four();
	const keys = ['a/in/z.json', 'a/x.json', 'a/in/y.json', 'b/w.json'];
	expect(await keysOf(source)).toEqual(keys);
	expect(await keysOf(source, 'a/in/')).toEqual(['a/in/z.json', 'a/in/y.json']);
	expect(await keysOf(source, '', 'a/in/y.json')).toEqual(['a/in/z.json', 'a/x.json', 'b/w.json']);
	for (const key of keys) {
		const object = await findListed(source, key, never);
		expect(object).toMatchObject({ key });
		expect(String(Buffer.from(await source.get(object!, never)))).toBe(key);
		expect(object?.isNamed).toBe(/[yw]\.json$/.test(key) ? true : undefined);
	}
});

test('a key of none of them is told, and folders are those of the folder that is asked', async () => {
	const source = await four();
	const strange = {
		key: 'c/x',
		etag: '',
		sizeBytes: 0,
		lastModifiedMs: 0,
		storageClass: undefined,
	};
	await expect(source.get(strange, never)).rejects.toThrow('c/x is in none of');
	expect(await source.folders('a/', never)).toEqual(['in/']);
	expect(await source.folders('', never)).toEqual([]);
});

test('what any of them may not list, sees or holds open is that of all', async () => {
	const ends: string[] = [];
	const part = (name: string) => ({
		label: `${name}/`,
		only: undefined,
		source: {
			...new BytesSource(name, Buffer.of(), 0),
			title: name,
			deniedFolders: () => ['locked/'],
			watch: (changed: () => void) => {
				changed();
				return () => void ends.push(`${name} watched`);
			},
			close: async () => void ends.push(`${name} closed`),
		} as unknown as ObjectSource,
	});
	const source = new SeveralSources([part('b'), part('a')]);
	expect(source.title).toBe('a, b');
	expect(source.deniedFolders()).toEqual(['a/locked/', 'b/locked/']);
	let changes = 0;
	source.watch(() => changes++)();
	await source.close();
	expect(changes).toBe(2);
	expect(ends).toEqual(['a watched', 'b watched', 'a closed', 'b closed']);
});

test('bytes in memory are one object, whatever its name', async () => {
	const source = new BytesSource('stdin', Buffer.from('abc'), 5.5);
	const object = await findListed(source, 'stdin', never);
	expect(object).toMatchObject({ sizeBytes: 3, lastModifiedMs: 5, isNamed: true });
	expect(String(await source.get(object!))).toBe('abc');
	await expect(source.get({ ...object!, etag: 'other' })).rejects.toThrow(
		'another one than before',
	);
	expect(await keysOf(source, 'x')).toEqual([]);
	expect(await keysOf(source, '', 'stdin')).toEqual([]);
});
