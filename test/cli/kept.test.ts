import { execFile } from 'node:child_process';
import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import { aStore } from '../../fixtures/a-store.ts';
import { anObject, recordsEvery } from '../../fixtures/records.ts';
import { findRecords } from '../../source/trail/find-records.ts';

const run = promisify(execFile);

test('the built program keeps beside a store what its panels counted, and says the same from it', async () => {
	const store = await aStore();
	onTestFinished(() => store.close());
	const { dir, writer } = store;
	const { key, body, text } = anObject(recordsEvery(60_000, 200));
	const inflated = Buffer.from(text);
	const { bytes, spans } = findRecords(inflated);
	const meta = { _object: key };
	const object = { delivered: body, encoding: 'gzip', inflated: bytes, spans, meta } as const;
	await writer.append('tail', [{ ...object, fallbackTimeMs: 0 }], () => []);
	await writer.seal();
	const env = { PATH: process.env['PATH'], HOME: dir, TZ: 'UTC' };
	const show = async () => {
		const argv = [
			'show',
			'access',
			'--store',
			dir,
			'--until',
			'2026-03-02T12:00:00Z',
			'--format',
			'json',
		];
		const { stdout } = await run(process.execPath, ['dist/main.js', ...argv], { env });
		return stdout;
	};

	const first = await show();
	expect(first).toContain('"rows"');
	const kept = join(dir, 'kept', 'data.mdb');
	const { size } = await stat(kept);
	expect(size).toBeGreaterThan(16_384);
	expect(await show()).toBe(first);
	const info = await run(process.execPath, ['dist/main.js', 'store', '--store', dir], { env });
	expect(info.stdout).toMatch(/^answers +\S+ \S+ kept in \S+kept, made anew if deleted$/m);
	await rm(join(dir, 'kept'), { recursive: true });
	expect(await show()).toBe(first);
});
