import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { compiled } from './child.ts';
import {
	anObject,
	noLedger,
	rawsOf,
	readerOf,
	recordsFrom,
	startMs,
	tempDir,
	textsOf,
	writerOf,
} from './things.ts';

const script = await compiled('full-disk-child.ts');

function fault(code: string | number): Error {
	return Object.assign(new Error('injected'), { code });
}

test.each([
	{ name: 'EIO', thrown: fault(5), code: 'commit-failed' },
	{ name: 'ENOSPC', thrown: fault(28), code: 'disk-full' },
	{ name: 'ENOSPC from node', thrown: fault('ENOSPC'), code: 'disk-full' },
	{ name: 'a full map', thrown: fault(-30792), code: 'disk-full' },
])('a commit that fails with $name changes nothing, and the next one works', async row => {
	const dir = tempDir();
	let failing = false;
	const writer = await writerOf({
		dir,
		segmentRowsMax: 50,
		beforeCommit: () => {
			if (failing) {
				throw row.thrown;
			}
		},
	});
	await writer.append('tail', [anObject(recordsFrom(0, 30))], noLedger);
	const before = writer.counts();
	failing = true;
	const ledger = () => [{ key: 'object', value: 1 }];
	for (let attempt = 0; attempt < 3; attempt++) {
		// Seals on the way, so that memory is well ahead of the disk.
		await expect(
			writer.append('tail', [anObject(recordsFrom(30, 40))], ledger),
		).rejects.toMatchObject({ name: 'StoreError', code: row.code });
	}

	await expect(writer.seal()).rejects.toMatchObject({ code: row.code });
	await expect(writer.putLedger([{ key: 'a', value: 1 }])).rejects.toMatchObject({
		code: row.code,
	});
	expect(writer.counts()).toEqual(before);
	expect(writer.ledger('object')).toBeUndefined();
	const reader = await readerOf({ dir });
	expect(rawsOf(reader.refresh())).toEqual(textsOf(recordsFrom(0, 30)));

	failing = false;
	expect(await writer.append('tail', [anObject(recordsFrom(10, 60))], ledger)).toMatchObject([
		{ keptCount: 40, duplicateCount: 20 },
	]);
	expect(rawsOf(reader.refresh())).toEqual(textsOf(recordsFrom(0, 70)));
	expect(writer.ledger('object')).toBe(1);
});

test('retention after a commit that failed seals only what is on the disk', async () => {
	const dir = tempDir();
	let failing = false;
	const writer = await writerOf({
		dir,
		beforeCommit: () => {
			if (failing) {
				throw fault('EIO');
			}
		},
	});
	await writer.append('tail', [anObject(recordsFrom(0, 30))], noLedger);
	failing = true;
	await expect(
		writer.append('tail', [anObject(recordsFrom(30, 40))], noLedger),
	).rejects.toMatchObject({ code: 'commit-failed' });
	failing = false;
	const hourMs = 3_600_000;
	const drops = await writer.retain({ ageMsMax: hourMs }, startMs + 24 * hourMs);
	expect(drops).toMatchObject([{ rowCount: 30 }]);
	const reader = await readerOf({ dir });
	expect(rawsOf(reader.refresh())).toEqual([]);
	expect(await writer.append('tail', [anObject(recordsFrom(30, 40))], noLedger)).toMatchObject([
		{ keptCount: 40 },
	]);
	expect(rawsOf(reader.refresh())).toEqual(textsOf(recordsFrom(30, 40)));
});

test('what the caller throws while it makes its rows leaves no trace', async () => {
	const dir = tempDir();
	const writer = await writerOf({ dir });
	await expect(
		writer.append('tail', [anObject(recordsFrom(0, 5))], () => {
			throw new Error('caller');
		}),
	).rejects.toThrow('caller');
	expect(await writer.append('tail', [anObject(recordsFrom(0, 5))], noLedger)).toMatchObject([
		{ keptCount: 5, duplicateCount: 0 },
	]);
});

test('a disk without room to spare refuses before any work, and writing resumes', async () => {
	const dir = tempDir();
	let freeBytes = 400e6;
	const writer = await writerOf({
		dir,
		diskSpace: () => ({ freeBytes, totalBytes: 100e9 }),
	});
	await expect(
		writer.append('tail', [anObject(recordsFrom(0, 5))], noLedger),
	).rejects.toMatchObject({ code: 'disk-full', message: /MB free/ });
	freeBytes = 600e6;
	await writer.append('tail', [anObject(recordsFrom(0, 5))], noLedger);
	expect(writer.counts().recordCount).toBe(5);
});

test('a file that may not grow rejects the append, and the process lives on', async () => {
	const dir = tempDir();
	// The limit counts blocks of 512 or 1,024 bytes, as the shell has it; either is small enough.
	const result = spawnSync(
		'/bin/sh',
		['-c', `ulimit -f 3000; exec "${process.execPath}" "${script}" "${dir}"`],
		{ encoding: 'utf8' },
	);
	expect(result.stderr).toBe('');
	const { code, counts, resumed } = JSON.parse(result.stdout) as {
		code: string;
		counts: number;
		resumed: number;
	};
	expect(['commit-failed', 'disk-full']).toContain(code);
	expect(counts).toBeGreaterThan(0);
	expect(resumed).toBe(counts);
});
