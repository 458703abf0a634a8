import { appendFileSync, statSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { aFolder } from '../../fixtures/a-store.ts';
import { FolderSource } from '../../source/ingest/folder-source.ts';
import type { ListedObject } from '../../source/ingest/source.ts';

const never = new AbortController().signal;
/** Read in several pieces. */
const largeBytes = 3 << 20;
let folder: Awaited<ReturnType<typeof aFolder>>;
let path: string;
beforeEach(async () => {
	folder = await aFolder();
	path = join(folder.path, 'a.json');
});
afterEach(() => folder.remove());

async function listed(source: FolderSource): Promise<ListedObject> {
	for await (const [object] of source.list('', undefined, never)) {
		return object!;
	}

	throw new Error('nothing is listed');
}

/** A signal that never aborts, and is asked before each piece of a file. */
function duringReading(meanwhile: () => void): AbortSignal {
	const { signal } = new AbortController();
	let asked = 0;
	return Object.defineProperty(signal, 'aborted', {
		get: () => {
			asked++;
			if (asked === 3) {
				meanwhile();
			}

			return false;
		},
	});
}

/** Writes bytes of the same number, and sets the time back. */
function replaceUnseen(): void {
	const before = statSync(path);
	do {
		writeFileSync(path, Buffer.alloc(before.size, 'b'));
		utimesSync(path, before.atime, before.mtime);
	} while (statSync(path).ctimeMs === before.ctimeMs);
}

test.each([
	{ name: 'cut', change: () => truncateSync(path, 1 << 20) },
	{ name: 'cut to nothing', change: () => truncateSync(path, 0) },
	{ name: 'longer', change: () => appendFileSync(path, 'more') },
	{ name: 'another of the same size and time', change: replaceUnseen },
])('a file that is $name while it is read is not taken', async ({ change }) => {
	// A time of whole seconds can be set back without a rest.
	writeFileSync(path, Buffer.alloc(largeBytes, 'a'));
	utimesSync(path, 1_772_366_400, 1_772_366_400);
	const source = new FolderSource(folder.path);
	const object = await listed(source);
	let changed = 0;
	const signal = duringReading(() => {
		changed++;
		change();
	});
	await expect(source.get(object, signal)).rejects.toMatchObject({ code: 'changed' });
	expect(changed).toBe(1);
	expect(await source.get(await listed(source), never)).toHaveLength(statSync(path).size);
});

test.each([10, largeBytes])('a file of %i bytes that has grown since is not read', async size => {
	await writeFile(path, Buffer.alloc(size));
	const source = new FolderSource(folder.path);
	const object = await listed(source);
	appendFileSync(path, Buffer.alloc(largeBytes));
	await expect(source.get(object, never)).rejects.toMatchObject({ code: 'changed' });
});
