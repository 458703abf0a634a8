import { afterEach, beforeEach, expect, test } from 'vitest';
import { aStore } from '../../fixtures/a-store.ts';
import type { AStore } from '../../fixtures/a-store.ts';
import { seeded } from '../../fixtures/seeded.ts';
import {
	isWhole,
	listedObjects,
	objectSpans,
	readAccount,
	readTotals,
	spanDaysMax,
} from '../../source/ingest/account.ts';
import { ledgerObjects } from '../../source/ingest/damaged.ts';
import type { LedgerPort } from '../../source/ingest/damaged.ts';
import { settledEntry } from '../../source/ingest/ledger.ts';
import type { LedgerEntry, ObjectState } from '../../source/ingest/ledger.ts';
import { changedRows, hasIndex, indexRows, leftRow } from '../../source/ingest/ledger-index.ts';

const states: readonly ObjectState[] = [
	...(['ok', 'partial', 'quarantined', 'unsupported', 'gone'] as const),
	...(['denied', 'archived', 'skipped', 'pending'] as const),
];
const dayMs = 86_400_000;
const fromMs = Date.UTC(2026, 2, 1);
const always = { fromMs: -Infinity, toMs: Infinity };

let store: AStore;
beforeEach(async () => {
	store = await aStore();
});
afterEach(() => store.close());

const keys = Array.from({ length: 40 }, (_, index) =>
	index % 5 === 0
		? `loose-${index}.json`
		: `AWSLogs/111122223333/CloudTrail/eu-west-1/2026/03/0${1 + (index % 4)}/111122223333_CloudTrail_eu-west-1_2026030${1 + (index % 4)}T${String(index % 24).padStart(2, '0')}05Z_AbCdEfGhIjKlMn${index + 10}.json.gz`,
);

function entryOf(key: string, state: ObjectState, random: () => number): LedgerEntry {
	const object = { key, etag: 'e', sizeBytes: 1, lastModifiedMs: 0, storageClass: undefined };
	const reason = state === 'ok' && random() < 0.7 ? {} : { reason: random() < 0.2 ? 'empty' : 'x' };
	return settledEntry(object, state, Math.floor(random() * 1_000), {
		rejected: state === 'partial' ? 2 : 0,
		...reason,
		...(state === 'ok' && random() < 0.2 ? { timeGuessed: 3, reason: 'x' } : {}),
	});
}

/** The same ledger as an earlier version wrote it: the rows of the objects alone. */
const withoutIndex = (ledger: LedgerPort): LedgerPort => ({
	ledger: key => (key.startsWith('object/') ? ledger.ledger(key) : undefined),
	ledgerRange: (from, to) =>
		[...ledger.ledgerRange(from, to)].filter(row => row.key.startsWith('object/')),
});

test('after any changes the index says what the rows of all objects say', async () => {
	const random = seeded(7);
	const { writer } = store;
	await writer.putLedger(indexRows(writer));
	for (let batch = 0; batch < 60; batch++) {
		const changes = Array.from({ length: 1 + Math.floor(random() * 6) }, () => {
			const key = keys[Math.floor(random() * keys.length)]!;
			const state = states[Math.floor(random() * states.length)]!;
			return {
				namespace: random() < 0.3 ? 's3://b' : 's3://a',
				key,
				entry: entryOf(key, state, random),
			};
		});
		await writer.putLedger(changedRows(changes, writer));
		const whole = readAccount([withoutIndex(writer)], always);
		expect(readAccount([writer], always)).toEqual(whole);
		expect(readTotals([writer])?.states).toEqual(whole.states);
		expect(whole.listed).toBe([...ledgerObjects(writer)].length);
		expect(listedObjects([writer])).toEqual(listedObjects([withoutIndex(writer)]));
		const range = { fromMs: fromMs + dayMs, toMs: fromMs + 2 * dayMs };
		expect(readAccount([writer], range)).toEqual(readAccount([withoutIndex(writer)], range));
	}

	expect(hasIndex(writer)).toBe(true);
});

test('an index that is made later is the one that was kept from the start', async () => {
	const random = seeded(3);
	const { writer } = store;
	const changes = keys.map((key, index) => ({
		namespace: 's3://a',
		key,
		entry: entryOf(key, states[index % states.length]!, random),
	}));
	await writer.putLedger(changedRows(changes, writer));
	expect(hasIndex(writer)).toBe(false);
	expect(readTotals([writer])).toBeUndefined();
	const kept = [...writer.ledgerRange('', '\u{10FFFF}')];
	await writer.putLedger(indexRows(writer));
	expect([...writer.ledgerRange('', '\u{10FFFF}')].filter(({ key }) => key !== 'index')).toEqual(
		kept,
	);
});

test('an object of another day, or one that is no log, does not make an answer incomplete', async () => {
	const { writer } = store;
	const denied = {
		namespace: 's3://a',
		key: keys[1]!,
		entry: entryOf(keys[1]!, 'denied', () => 0),
	};
	const skipped = {
		namespace: 's3://a',
		key: keys[2]!,
		entry: entryOf(keys[2]!, 'skipped', () => 0),
	};
	await writer.putLedger([...indexRows(writer), ...changedRows([denied, skipped], writer)]);
	const dayOf = (day: number) => ({
		fromMs: fromMs + (day - 1) * dayMs,
		toMs: fromMs + (day - 1) * dayMs + dayMs / 2,
	});
	expect(isWhole(readAccount([writer], dayOf(2)))).toBe(false);
	expect(isWhole(readAccount([writer], dayOf(1)))).toBe(true);
	expect(isWhole(readAccount([writer], dayOf(3)))).toBe(true);
});

test('of many prefixes that may not be listed a hundred are kept', async () => {
	const { writer } = store;
	const denied = (count: number) =>
		Array.from({ length: count }, (_, index) => `AWSLogs/${index}/`);
	const folders = { 'CloudTrail-Digest': 2 };
	await writer.putLedger([
		...indexRows(writer),
		leftRow('s3://a', { folders, deniedPrefixes: denied(101) }),
		leftRow('s3://b', { folders, deniedPrefixes: [] }),
	]);
	const account = readAccount([writer], always);
	expect(account.deniedPrefixes).toEqual(denied(100));
	expect(account.leftFolders).toEqual({ 'CloudTrail-Digest': 4 });
	expect(isWhole(account)).toBe(false);
});

test('objects are told apart by day, those before four hundred days as one', async () => {
	const { writer } = store;
	await writer.putLedger(indexRows(writer));
	const days = spanDaysMax + 5;
	const changes = Array.from({ length: days }, (_, index) => {
		const stamp = new Date(fromMs - index * dayMs).toISOString().replace(/[-:]/g, '');
		const key = `AWSLogs/111122223333/CloudTrail/eu-west-1/x/111122223333_CloudTrail_eu-west-1_${stamp.slice(0, 8)}T0005Z_AbCdEfGhIjKlMnOp.json.gz`;
		return { namespace: 's3://a', key, entry: entryOf(key, 'ok', () => 0) };
	});
	const loose = {
		namespace: 's3://b',
		key: 'loose.json',
		entry: entryOf('loose.json', 'partial', () => 1),
	};
	await writer.putLedger(changedRows([...changes, loose], writer));
	const spans = objectSpans([writer]);
	expect(spans).toHaveLength(spanDaysMax + 1);
	expect(spans.reduce((sum, { objectCount }) => sum + objectCount, 0)).toBe(days + 1);
	expect(spans[0]).toMatchObject({ toMs: fromMs + dayMs, objectCount: 1 });
	expect(spans.at(-2)?.objectCount).toBe(days - spanDaysMax + 1);
	expect(spans.at(-2)?.fromMs).toBeLessThan(fromMs - (days - 1) * dayMs);
	expect(spans.at(-1)?.fromMs).toBeLessThan(0);
	// What was read in part lacks something too.
	const lacking = spans.map(({ lackingCount }) => lackingCount);
	expect(lacking).toEqual([...spans.slice(1).map(() => 0), 1]);
});
