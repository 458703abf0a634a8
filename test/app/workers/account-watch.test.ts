import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { aFolder } from '../../../fixtures/a-store.ts';
import { aTailer, putFiles } from '../../../fixtures/a-tailer.ts';
import { aRecord, anObject } from '../../../fixtures/records.ts';
import { AccountWatch } from '../../../source/app/workers/account-watch.ts';
import type { QueryReply } from '../../../source/app/workers/query-messages.ts';
import { FolderSource } from '../../../source/ingest/folder-source.ts';
import { recordSchema } from '../../../source/trail/schema.ts';
import { openReader, openWriter } from '../../../store/index.ts';

let home: Awaited<ReturnType<typeof aFolder>>;
beforeEach(async () => {
	home = await aFolder();
	await putFiles(join(home.path, 'logs'), [anObject([aRecord()])]);
});
afterEach(() => home.remove());

async function fetch(signal: AbortSignal): Promise<void> {
	const writer = await openWriter({ dir: join(home.path, 'store'), schema: recordSchema });
	try {
		const source = new FolderSource(join(home.path, 'logs'));
		await aTailer(source, writer, { sinceMs: 0 }).tailer.once(signal);
	} finally {
		await writer.close();
	}
}

test('that a fetch began or ended is told, though no record came with it', async () => {
	const never = new AbortController().signal;
	await fetch(never);
	const reader = await openReader({ dir: join(home.path, 'store'), schema: recordSchema });
	const told: QueryReply[] = [];
	let nowMs = 0;
	const watch = new AccountWatch({
		reader: { ledgers: [reader] },
		nowMs: () => nowMs,
		reply: reply => told.push(reply),
	});
	const look = (): readonly QueryReply[] => {
		// The machine may be slow, and then it looks more rarely.
		nowMs += 3_600_000;
		watch.look();
		return told.splice(0);
	};

	try {
		const { version } = reader.refresh();
		expect(watch.read()).toMatchObject({ readCount: 1, isFilling: false });
		expect(look()).toEqual([]);
		await expect(fetch(AbortSignal.abort(new Error('killed')))).rejects.toThrow('killed');
		expect(look()).toMatchObject([{ type: 'account', account: { isFilling: true } }]);
		expect(look()).toEqual([]);
		await fetch(never);
		expect(look()).toMatchObject([{ type: 'account', account: { isFilling: false } }]);
		expect(reader.refresh().version).toBe(version);
	} finally {
		await reader.close();
	}
});
