import { statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openEnvironment } from '../../../store/lmdb/environment.ts';
import { keptBytes, openKept } from '../../../store/lmdb/kept-values.ts';
import type { KeptKey, KeptOptions, KeptValues } from '../../../store/lmdb/kept-values.ts';
import { tempDir } from './things.ts';

const keyOf = (owner: number, name: string): KeptKey => ({
	owner: Buffer.alloc(8, owner),
	name: Buffer.from(name),
});

function opened(dir: string, options: KeptOptions = {}): KeptValues {
	const kept = openKept(dir, options);
	if (kept === undefined) {
		throw new Error('nothing can be kept');
	}

	onTestFinished(() => kept.close());
	return kept;
}

const textOf = (bytes: Uint8Array | undefined) => bytes && Buffer.from(bytes).toString();

test('a value is there at once, and for whoever opens the file later', async () => {
	const dir = tempDir();
	expect(keptBytes(dir)).toBe(0);
	const kept = opened(dir);
	kept.put(keyOf(1, 'a'), Buffer.from('value'));
	expect(textOf(kept.get(keyOf(1, 'a')))).toBe('value');
	expect(kept.get(keyOf(1, 'b'))).toBeUndefined();
	await kept.close();
	expect(textOf(opened(dir).get(keyOf(1, 'a')))).toBe('value');
	expect(keptBytes(dir)).toBeGreaterThan(4_096);
	expect((statSync(join(dir, 'kept')).mode & 0o777).toString(8)).toBe('700');
});

test('two readers of one store see what the other has written', () => {
	const dir = tempDir();
	const [one, two] = [opened(dir), opened(dir)];
	one.put(keyOf(1, 'a'), Buffer.from('value'));
	expect(two.get(keyOf(1, 'a'))).toBeUndefined();
	one.flush();
	expect(textOf(two.get(keyOf(1, 'a')))).toBe('value');
});

test('a value with a damaged byte does not exist', async () => {
	const dir = tempDir();
	const kept = opened(dir);
	kept.put(keyOf(1, 'a'), Buffer.from('value'));
	await kept.close();
	const environment = openEnvironment({
		dir: join(dir, 'kept'),
		directoryMode: 0o700,
		create: true,
	});
	const key = Buffer.concat([Buffer.alloc(8, 1), Buffer.from('a')]);
	const stored = environment.copy(key) as Uint8Array;
	stored[stored.length - 1] = 0;
	environment.commit(batch => batch.put(key, stored));
	environment.commit(batch => batch.put(Buffer.alloc(9, 2), Buffer.from('short')));
	await environment.close();
	const again = opened(dir);
	expect(again.get(keyOf(1, 'a'))).toBeUndefined();
	expect(again.get({ owner: Buffer.alloc(8, 2), name: Buffer.alloc(1, 2) })).toBeUndefined();
});

test('values of owners that are gone are removed, and those of another group', () => {
	const kept = opened(tempDir());
	for (const owner of [1, 2, 3]) {
		kept.put(keyOf(owner, 'a'), Buffer.from(`${owner}`));
	}

	kept.put(keyOf(2, 'b'), Buffer.from('of another group'));
	kept.flush();
	kept.keepOnly([Buffer.alloc(8, 2)], Buffer.from('a'));
	expect(kept.get(keyOf(2, 'b'))).toBeUndefined();
	expect([1, 2, 3].map(owner => textOf(kept.get(keyOf(owner, 'a'))))).toEqual([
		undefined,
		'2',
		undefined,
	]);
});

test('beyond its bytes the half that was written first goes', () => {
	let nowMs = 0;
	const bytesMax = 200_000;
	const kept = opened(tempDir(), { clock: () => nowMs++, bytesMax });
	for (let name = 0; name < 40; name++) {
		kept.put(keyOf(1, `${name}`), Buffer.alloc(10_000, name));
		kept.flush();
	}

	const there = Array.from(
		{ length: 40 },
		(_, name) => kept.get(keyOf(1, `${name}`)) !== undefined,
	);
	expect(there[39]).toBe(true);
	expect(there.filter(Boolean).length).toBeLessThan(25);
	expect(there.lastIndexOf(false)).toBeLessThan(there.indexOf(true));
});

test('a value that is larger than two megabytes is not kept, and four megabytes do not wait', () => {
	const dir = tempDir();
	const kept = opened(dir);
	kept.put(keyOf(1, 'large'), Buffer.alloc(2 * 2 ** 20 + 1));
	expect(kept.get(keyOf(1, 'large'))).toBeUndefined();
	for (let name = 0; name < 9; name++) {
		kept.put(keyOf(1, `${name}`), Buffer.alloc(500_000, name));
	}

	expect(opened(dir).get(keyOf(1, '0'))?.length).toBe(500_000);
});

test('where nothing can be written nothing is kept, and nobody is told', async () => {
	const file = join(tempDir(), 'file');
	writeFileSync(file, 'no directory');
	expect(openKept(file)).toBeUndefined();
	const kept = opened(tempDir());
	await kept.close();
	kept.put(keyOf(1, 'a'), Buffer.from('value'));
	kept.flush();
	expect(kept.get(keyOf(1, 'a'))).toBeUndefined();
});
