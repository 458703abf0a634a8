import { expect, test } from 'vitest';
import { anObject, noLedger, readerOf, recordsFrom, tempDir, writerOf } from './things.ts';

test('ledger rows are written with the records and see the outcomes', async () => {
	const dir = tempDir();
	const writer = await writerOf({ dir });
	await writer.append('tail', [anObject(recordsFrom(0, 3)), anObject([])], outcomes =>
		outcomes.map(({ keptCount }, i) => ({ key: `object-${i}`, value: { keptCount } })),
	);
	const reader = await readerOf({ dir });
	for (const side of [writer, reader]) {
		expect(side.ledger('object-0')).toEqual({ keptCount: 3 });
		expect(side.ledger('object-1')).toEqual({ keptCount: 0 });
		expect(side.ledger('object-2')).toBeUndefined();
	}
});

test('a range comes in the order of UTF-8 bytes, not of UTF-16 units', async () => {
	const dir = tempDir();
	const writer = await writerOf({ dir });
	const keys = ['a/1', 'a/10', 'a/2', 'a/😀', 'a/\uffee', 'a/ü', 'a/+ %', 'b', 'a', ''];
	await writer.putLedger(keys.map(key => ({ key, value: key })));
	const reader = await readerOf({ dir });
	const expected = keys
		.filter(key => key.startsWith('a/'))
		.sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
	expect(expected.at(-1)).toBe('a/😀');
	expect([...expected].sort()).not.toEqual(expected);
	for (const side of [writer, reader]) {
		expect(Array.from(side.ledgerRange('a/', 'a0'), row => row.key)).toEqual(expected);
	}

	expect(Array.from(writer.ledgerRange('', 'a'), row => row.value)).toEqual(['']);
	expect(Array.from(writer.ledgerRange('a/10', 'a/2'), row => row.key)).toEqual(['a/10']);
	expect(Array.from(writer.ledgerRange('b', 'a'))).toEqual([]);
});

test('a range longer than a page is whole, and rows may be written while it is read', async () => {
	const writer = await writerOf({ dir: tempDir() });
	const keys = Array.from({ length: 2_500 }, (_, i) => `k${String(i).padStart(5, '0')}`);
	await writer.putLedger(keys.map(key => ({ key, value: 1 })));
	const seen: string[] = [];
	for (const { key } of writer.ledgerRange('k', 'l')) {
		seen.push(key);
		if (seen.length % 700 === 0) {
			await writer.putLedger([{ key: 'zzz', value: seen.length }]);
		}
	}

	expect(seen).toEqual(keys);
});

test('keys longer than LMDB takes are kept apart and found in their range', async () => {
	const writer = await writerOf({ dir: tempDir() });
	const long = 'p/' + 'ü'.repeat(2_000);
	const keys = [`${long}a`, `${long}b`, 'p/short'];
	await writer.putLedger(keys.map(key => ({ key, value: key.length })));
	expect(writer.ledger(`${long}b`)).toBe(long.length + 1);
	expect(writer.ledger(`${long}c`)).toBeUndefined();
	expect(Array.from(writer.ledgerRange('p/', 'p0'), row => row.key).sort()).toEqual(
		[...keys].sort(),
	);
	expect(Array.from(writer.ledgerRange(`${long}b`, 'p0'), row => row.key)).toEqual([`${long}b`]);
	expect(Array.from(writer.ledgerRange('p/', `${long}b`), row => row.key).sort()).toEqual(
		['p/short', `${long}a`].sort(),
	);
});

test('an undefined value takes the row away', async () => {
	const writer = await writerOf({ dir: tempDir() });
	await writer.putLedger([{ key: 'k', value: null }]);
	expect(writer.ledger('k')).toBeNull();
	await writer.putLedger([{ key: 'k', value: undefined }]);
	expect(writer.ledger('k')).toBeUndefined();
	await writer.append('tail', [], noLedger);
});
