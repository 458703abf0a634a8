import { execFileSync } from 'node:child_process';
import { chmodSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openWriter } from '../../../store/index.ts';
import { compiled } from './child.ts';
import { anObject, noLedger, recordsFrom, schema, tempDir } from './things.ts';

const script = await compiled('other-process-child.ts');

test.each([
	['a lock that cannot be written', { data: 0o666, lock: 0o444 }],
	['no lock, and a folder that cannot be written', { data: 0o666, lock: undefined }],
	['nothing that can be written', { data: 0o444, lock: 0o444 }],
])('a user who may only look reads a store with %s', async (_, { data, lock }) => {
	const dir = tempDir();
	const writer = await openWriter({ dir, schema });
	await writer.append('tail', [anObject(recordsFrom(0, 15))], noLedger);
	await writer.close();
	chmodSync(join(dir, 'data.mdb'), data);
	if (lock === undefined) {
		rmSync(join(dir, 'data.mdb-lock'));
	} else {
		chmodSync(join(dir, 'data.mdb-lock'), lock);
	}

	chmodSync(dir, 0o555);
	onTestFinished(() => chmodSync(dir, 0o755));
	const told = execFileSync(process.execPath, [script, dir, 'nobody'], { encoding: 'utf8' });
	expect(JSON.parse(told)).toEqual({ code: 'read-only', recordCount: 15 });
});
