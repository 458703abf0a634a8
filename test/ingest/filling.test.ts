import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { aFolder } from '../../fixtures/a-store.ts';
import { aTailer, putFiles } from '../../fixtures/a-tailer.ts';
import { aRecord, anObject, startMs } from '../../fixtures/records.ts';
import { isWhole, readAccount } from '../../source/ingest/account.ts';
import { FolderSource } from '../../source/ingest/folder-source.ts';
import { recordSchema } from '../../source/trail/schema.ts';
import { openReader, openWriter } from '../../store/index.ts';
import { runInProcess } from '../cli/run-in-process.ts';

let home: Awaited<ReturnType<typeof aFolder>>;
beforeEach(async () => {
	home = await aFolder();
	await putFiles(join(home.path, 'logs'), [anObject([aRecord()]), anObject([aRecord()])]);
});
afterEach(() => home.remove());

const always = { fromMs: -Infinity, toMs: Infinity };
const dir = () => join(home.path, 'store');

/** Fetches once; the writer is closed as at the end of a process. */
async function fetch(signal: AbortSignal): Promise<void> {
	const writer = await openWriter({ dir: dir(), schema: recordSchema });
	try {
		const source = new FolderSource(join(home.path, 'logs'));
		await aTailer(source, writer, { sinceMs: 0 }).tailer.once(signal);
	} finally {
		await writer.close();
	}
}

async function account() {
	const reader = await openReader({ dir: dir(), schema: recordSchema });
	try {
		return readAccount([reader], always);
	} finally {
		await reader.close();
	}
}

test('a fetch that was ended in the middle is told until another one has ended', async () => {
	await expect(fetch(AbortSignal.abort(new Error('killed')))).rejects.toThrow('killed');
	const title = join(home.path, 'logs');
	expect(await account()).toMatchObject({ listed: 0, filling: [title] });
	const query = () =>
		runInProcess(['query', '--store', dir(), '--since', '2h', '* | count'], {
			home: home.path,
			nowMs: startMs + 3_600_000,
		});
	const early = await query();
	expect(early.code).toBe(4);
	expect(early.err).toContain(
		`not everything was read: 0 of 0 objects read whole, fetching from ${title} has not ended`,
	);

	await fetch(new AbortController().signal);
	expect(isWhole(await account())).toBe(true);
	expect(await query()).toMatchObject({ code: 0, err: '' });
});
