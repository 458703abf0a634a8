import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { openWriter } from '../../../store/index.ts';
import type { StoreError } from '../../../store/index.ts';
import { compiled } from './child.ts';
import {
	anObject,
	noLedger,
	rawsOf,
	readerOf,
	recordsFrom,
	schema,
	startMs,
	tempDir,
	textsOf,
	writerOf,
} from './things.ts';

const script = await compiled('other-process-child.ts');

test('a second writer is refused until the first lets go', async () => {
	const dir = tempDir();
	const first = await writerOf({ dir });
	await expect(openWriter({ dir, schema })).rejects.toMatchObject({ code: 'lease-held' });
	await first.append('tail', [anObject(recordsFrom(0, 3))], noLedger);
	await first.close();
	const second = await writerOf({ dir });
	expect(second.counts().recordCount).toBe(3);
});

test('a writer that fell silent is replaced, and notices at its next commit', async () => {
	const dir = tempDir();
	let nowMs = startMs;
	const clock = () => nowMs;
	const told: string[] = [];
	const leaseLost = ({ code }: StoreError) => told.push(code);
	const silent = await writerOf({ dir, clock, heartbeatEveryMs: 0, leaseLost });
	await silent.append('tail', [anObject(recordsFrom(0, 3))], noLedger);
	nowMs += 19_000;
	await expect(openWriter({ dir, schema, clock, heartbeatEveryMs: 0 })).rejects.toMatchObject({
		code: 'lease-held',
	});
	nowMs += 2_000;
	const next = await writerOf({ dir, clock, heartbeatEveryMs: 0 });
	await next.append('tail', [anObject(recordsFrom(3, 3))], noLedger);
	await expect(
		silent.append('tail', [anObject(recordsFrom(6, 3))], noLedger),
	).rejects.toMatchObject({ code: 'lease-lost' });
	await expect(silent.putLedger([])).rejects.toMatchObject({ code: 'lease-lost' });
	expect(told).toEqual(['lease-lost']);
	await silent.close();
	await next.append('tail', [anObject(recordsFrom(9, 3))], noLedger);
	const reader = await readerOf({ dir });
	expect(rawsOf(reader.refresh())).toEqual(textsOf([...recordsFrom(0, 6), ...recordsFrom(9, 3)]));
});

test('every commit renews the lease', async () => {
	const dir = tempDir();
	let nowMs = startMs;
	const clock = () => nowMs;
	const writer = await writerOf({ dir, clock, heartbeatEveryMs: 0 });
	for (let step = 0; step < 5; step++) {
		nowMs += 15_000;
		await writer.putLedger([{ key: 'a', value: step }]);
	}

	nowMs += 15_000;
	await expect(openWriter({ dir, schema, clock })).rejects.toMatchObject({ code: 'lease-held' });
});

test('a lease from a future that the clock was set back from does not last', async () => {
	const dir = tempDir();
	await writerOf({ dir, clock: () => startMs + 3_600_000, heartbeatEveryMs: 0 });
	const next = await writerOf({ dir, clock: () => startMs, heartbeatEveryMs: 0 });
	await next.putLedger([{ key: 'a', value: 1 }]);
});

test('another process is refused while we write, and reads meanwhile', async () => {
	const dir = tempDir();
	const writer = await writerOf({ dir });
	await writer.append('tail', [anObject(recordsFrom(0, 3))], noLedger);
	const result = spawnSync(process.execPath, [script, dir], {
		encoding: 'utf8',
	});
	expect(result.stderr).toBe('');
	expect(JSON.parse(result.stdout)).toEqual({ code: 'lease-held', recordCount: 3 });
});
