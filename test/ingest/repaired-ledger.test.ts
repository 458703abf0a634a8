import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { aFolder, aStore } from '../../fixtures/a-store.ts';
import { aTailer } from '../../fixtures/a-tailer.ts';
import { anObject, recordsEvery, startMs } from '../../fixtures/records.ts';
import { hasRead, readAccount } from '../../source/ingest/account.ts';
import { RepairedLedger } from '../../source/ingest/repaired-ledger.ts';
import type { ObjectSource } from '../../source/ingest/source.ts';
import { recordSchema } from '../../source/trail/schema.ts';
import { openWriter, repairStore } from '../../store/index.ts';

const dayMs = 24 * 3_600_000;
const allTime = { fromMs: 0, toMs: 8e15 };
const never = new AbortController().signal;

/** A bucket of one object. */
function sourceOf({ key, body }: { readonly key: string; readonly body: Buffer }): ObjectSource {
	const listed = {
		key,
		etag: 'one',
		sizeBytes: body.length,
		lastModifiedMs: startMs,
		storageClass: undefined,
	};
	return {
		title: 's3://logs',
		async *list(prefix) {
			yield key.startsWith(prefix) ? [listed] : [];
		},
		folders: async prefix =>
			key.startsWith(prefix) ? [`${key.slice(prefix.length).split('/')[0]}/`] : [],
		get: async () => body,
		nowMs: () => undefined,
		close: async () => {},
	};
}

test('an object that a repair forgot is fetched again, also from a day that was done', async () => {
	const dayBeforeMs = startMs - 3 * dayMs;
	const object = anObject(recordsEvery(1_000, 20, {}, dayBeforeMs), { stampMs: dayBeforeMs });
	const options = { sinceMs: startMs - 5 * dayMs };
	const store = await aStore();
	const first = aTailer(sourceOf(object), store.writer, options);
	await expect(first.tailer.once(never)).resolves.toMatchObject({ records: 20, complete: true });
	await store.writer.close();
	const file = join(store.dir, 'data.mdb');
	const bytes = readFileSync(file);
	const at = bytes.indexOf('seg\n');
	expect(at).toBeGreaterThan(0);
	bytes[at + 12]! ^= 1;
	writeFileSync(file, bytes);
	const { path, remove } = await aFolder();
	const ledger = new RepairedLedger();
	const repaired = await repairStore({
		from: store.dir,
		to: join(path, 'new'),
		schema: recordSchema,
		objectMeta: '_object',
		ledger,
	});
	expect([repaired.recordCount, ledger.forgottenCount]).toEqual([0, 1]);
	const writer = await openWriter({ dir: join(path, 'new'), schema: recordSchema });
	expect(readAccount([writer], allTime)).toMatchObject({ filling: ['s3://logs'] });
	const second = aTailer(sourceOf(object), writer, options);
	await expect(second.tailer.once(never)).resolves.toMatchObject({ records: 20, complete: true });
	expect(hasRead(readAccount([writer], allTime))).toBe(true);
	await writer.close();
	await store.close();
	await remove();
});

test('a store whose ledger is lost as a whole is not called complete before a source was read again', async () => {
	const object = anObject(recordsEvery(1_000, 20));
	const ledger = new RepairedLedger();
	const found = {
		lost: [{ where: 'the file', found: 'damage' }],
		droppedUntilMs: 0,
		countOf: () => 0,
	};
	const store = await aStore();
	await store.writer.putLedger(ledger.lastRows(found));
	expect(readAccount([store.writer], allTime)).toMatchObject({
		filling: ['a source whose rows were lost'],
	});
	expect(hasRead(readAccount([store.writer], allTime))).toBe(false);
	const { tailer } = aTailer(sourceOf(object), store.writer);
	await expect(tailer.once(never)).resolves.toMatchObject({ records: 20, complete: true });
	expect(hasRead(readAccount([store.writer], allTime))).toBe(true);
	expect(ledger.lastRows({ ...found, lost: [] })).toEqual([]);
	await store.close();
});
