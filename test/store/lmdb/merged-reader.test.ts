import { expect, test } from 'vitest';
import { MergedReader } from '../../../store/index.ts';
import {
	anObject,
	noLedger,
	rawsOf,
	readerOf,
	recordsFrom,
	tempDir,
	textsOf,
	writerOf,
} from './things.ts';

async function twoStores() {
	const dirs = [tempDir(), tempDir()] as const;
	const writers = [await writerOf({ dir: dirs[0] }), await writerOf({ dir: dirs[1] })] as const;
	const merged = new MergedReader();
	merged.add('a', await readerOf({ dir: dirs[0] }));
	return { dirs, writers, merged };
}

test('the records of all stores, under ids of their own, and their counts together', async () => {
	const { dirs, writers, merged } = await twoStores();
	merged.add('b', await readerOf({ dir: dirs[1] }));
	await writers[0].append('tail', [anObject(recordsFrom(0, 5))], noLedger);
	await writers[1].append('tail', [anObject(recordsFrom(10, 3))], noLedger);
	await writers[1].seal();
	const snapshot = merged.refresh();
	expect(rawsOf(snapshot)).toEqual(textsOf([...recordsFrom(0, 5), ...recordsFrom(10, 3)]));
	expect(snapshot.counts).toMatchObject({
		recordCount: 8,
		openRowCount: 5,
		sealedSegmentCount: 1,
	});
	const ids = snapshot.segments.map(segment => segment.id);
	expect(new Set(ids).size).toBe(2);
	expect(ids.map(id => id[0]).sort()).toEqual(['a', 'b']);
	expect(snapshot.segments.map(({ sealed, rowCount }) => ({ sealed, rowCount }))).toEqual([
		{ sealed: false, rowCount: 5 },
		{ sealed: true, rowCount: 3 },
	]);
});

test('without a change the very same snapshot; each change of a store is a newer one', async () => {
	const { dirs, writers, merged } = await twoStores();
	const first = merged.refresh();
	expect(merged.refresh()).toBe(first);
	await writers[0].append('tail', [anObject(recordsFrom(0, 1))], noLedger);
	const second = merged.refresh();
	expect(second.version).toBeGreaterThan(first.version);
	await writers[1].append('tail', [anObject(recordsFrom(5, 2))], noLedger);
	merged.add('b', await readerOf({ dir: dirs[1] }));
	const third = merged.refresh();
	expect(third.version).toBeGreaterThan(second.version);
	expect(third.counts.recordCount).toBe(3);
	expect(merged.refresh()).toBe(third);
});

test('the ledgers of all stores, one after the other', async () => {
	const { dirs, writers, merged } = await twoStores();
	merged.add('b', await readerOf({ dir: dirs[1] }));
	await writers[0].putLedger([{ key: 'k1', value: 1 }]);
	await writers[1].putLedger([
		{ key: 'k0', value: 0 },
		{ key: 'k1', value: 'other' },
	]);
	merged.refresh();
	expect(merged.ledger('k1')).toBe(1);
	expect(merged.ledger('k0')).toBe(0);
	expect(merged.ledger('k2')).toBeUndefined();
	expect([...merged.ledgerRange('k', 'l')]).toEqual([
		{ key: 'k1', value: 1 },
		{ key: 'k0', value: 0 },
		{ key: 'k1', value: 'other' },
	]);
	await merged.close();
	expect(() => merged.refresh()).toThrow(/closed/);
});
