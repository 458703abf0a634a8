import { chmodSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { expect, onTestFinished, test } from 'vitest';
import { inspectStore, openReader, openWriter } from '../../../store/index.ts';
import { openEnvironment } from '../../../store/lmdb/environment.ts';
import { metaKey } from '../../../store/lmdb/keys.ts';
import { networkFilesystem } from '../../../store/lmdb/network-filesystem.ts';
import { compiled } from './child.ts';
import { anObject, noLedger, readerOf, recordsFrom, schema, tempDir, writerOf } from './things.ts';

const script = await compiled('reader-thread.ts');

function modesIn(dir: string): Record<string, string> {
	const modeOf = (path: string) => (statSync(path).mode & 0o777).toString(8);
	return {
		'.': modeOf(dir),
		...Object.fromEntries(readdirSync(dir).map(name => [name, modeOf(join(dir, name))])),
	};
}

test('only the owner may look into a store, since records hold session tokens', async () => {
	const dir = join(tempDir(), 'deep', 'store');
	await writerOf({ dir });
	expect(modesIn(dir)).toEqual({ '.': '700', 'data.mdb': '600', 'data.mdb-lock': '600' });
});

test('a shared store lets the group in', async () => {
	const dir = join(tempDir(), 'store');
	await writerOf({ dir, groupAccess: true });
	expect(modesIn(dir)).toEqual({ '.': '770', 'data.mdb': '660', 'data.mdb-lock': '660' });
});

test('a directory that was there before keeps its mode, our files do not open up', async () => {
	const dir = tempDir();
	chmodSync(dir, 0o755);
	const writer = await writerOf({ dir });
	await writer.close();
	chmodSync(join(dir, 'data.mdb'), 0o644);
	await writerOf({ dir });
	expect(modesIn(dir)).toEqual({ '.': '755', 'data.mdb': '600', 'data.mdb-lock': '600' });
});

/** The LMDB file below a store, or one of somebody else. */
function environmentOf(dir: string) {
	const environment = openEnvironment({ dir, directoryMode: 0o700, create: true });
	onTestFinished(() => environment.close());
	return environment;
}

test.each([
	{ format: '{"kind":"json-columns","formatVersion":99}', code: 'format-newer' },
	{ format: '{"kind":"something else"}', code: 'format-unknown' },
	{ format: 'no json', code: 'format-unknown' },
])('a store with format $format is opened by nobody', async ({ format, code }) => {
	const dir = tempDir();
	const writer = await writerOf({ dir });
	await writer.close();
	environmentOf(dir).commit(batch => batch.put(metaKey('format'), Buffer.from(format)));
	await expect(openWriter({ dir, schema })).rejects.toMatchObject({ code });
	await expect(openReader({ dir, schema })).rejects.toMatchObject({ code });
});

test.each([1, 2, 3])(
	'a store of format %i is read as it is, and is of today once somebody writes it',
	async formatVersion => {
		const dir = tempDir();
		const writer = await writerOf({ dir });
		await writer.close();
		const former = JSON.stringify({ kind: 'json-columns', formatVersion, createdMs: 7 });
		environmentOf(dir).commit(batch => batch.put(metaKey('format'), Buffer.from(former)));
		const nowMs = Date.UTC(2026, 2, 1);
		const reader = await openReader({ dir, schema });
		await reader.close();
		expect(await inspectStore(dir, { nowMs })).toMatchObject({ formatVersion, createdMs: 7 });
		await (await openWriter({ dir, schema })).close();
		expect(await inspectStore(dir, { nowMs })).toMatchObject({ formatVersion: 4, createdMs: 7 });
	},
);

test('an LMDB file of somebody else is left alone', async () => {
	const dir = tempDir();
	const theirs = environmentOf(dir);
	theirs.commit(batch => batch.put(Buffer.from('theirs'), Buffer.from('value')));
	await expect(openWriter({ dir, schema })).rejects.toMatchObject({ code: 'format-unknown' });
	const all = { start: Buffer.of(0), end: Buffer.of(255) };
	expect(theirs.keys(all).map(key => Buffer.from(key).toString())).toEqual(['theirs']);
});

test('a reader in another thread that came first does not hinder the writer', async () => {
	const dir = tempDir();
	const first = await writerOf({ dir });
	await first.close();
	const worker = new Worker(script, {
		workerData: { dir },
	});
	const answer = () =>
		new Promise<unknown>((resolve, reject) => {
			worker.once('message', resolve);
			worker.once('error', reject);
		});
	expect(await answer()).toBe(0);
	const writer = await writerOf({ dir });
	const here = await readerOf({ dir });
	await writer.append('tail', [anObject(recordsFrom(0, 12))], noLedger);
	worker.postMessage('refresh');
	expect(await answer()).toBe(12);
	worker.postMessage('close');
	expect(await answer()).toBe('closed');
	await writer.append('tail', [anObject(recordsFrom(12, 12))], noLedger);
	expect(here.refresh().counts.recordCount).toBe(24);
	await worker.terminate();
});

test('network file systems are known by their numbers', () => {
	expect(networkFilesystem(0x6969)).toBe('NFS');
	expect(networkFilesystem(0xff534d42 | 0)).toBe('CIFS');
	expect(networkFilesystem(0xef53)).toBeUndefined();
});
