import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { objectKey, startMs } from '../../fixtures/records.ts';
import { settledEntry } from '../../source/ingest/ledger.ts';
import type { LedgerEntry, ObjectState } from '../../source/ingest/ledger.ts';
import { planPoll } from '../../source/ingest/plan-poll.ts';
import type { PlanRules, PollPlan } from '../../source/ingest/plan-poll.ts';
import type { ListedObject } from '../../source/ingest/source.ts';

const hourMs = 3_600_000;
const nowMs = startMs + hourMs;
const rules: PlanRules = {
	kinds: new Set(['log']),
	sinceMs: startMs - 24 * hourMs,
	untilMs: Infinity,
	lateSinceMs: startMs,
	accounts: undefined,
	regions: undefined,
	objectBytesMax: 1000,
	retryNow: new Set<ObjectState>(),
};

function listed(overrides: Partial<ListedObject> = {}): ListedObject {
	return {
		key: objectKey(),
		etag: '"1"',
		sizeBytes: 100,
		lastModifiedMs: startMs + 60_000,
		storageClass: undefined,
		...overrides,
	};
}

function plan(
	object: ListedObject,
	previous?: LedgerEntry,
	more: Partial<PlanRules> = {},
): PollPlan {
	return planPoll([object], () => previous, nowMs, { ...rules, ...more });
}

test('a new object is fetched, one in the ledger is not', () => {
	const object = listed();
	expect(plan(object).fetches).toMatchObject([{ object, why: 'new' }]);
	const known = plan(object, settledEntry(object, 'ok', nowMs));
	expect(known).toMatchObject({ fetches: [], settled: [], knownCount: 1 });
});

describe('what was seen before', () => {
	test.each<[ObjectState, Partial<LedgerEntry>, boolean]>([
		['ok', {}, false],
		['partial', {}, false],
		['partial', { retryAtMs: nowMs }, true],
		['partial', { retryAtMs: nowMs + 1 }, false],
		['quarantined', {}, false],
		['denied', { retryAtMs: nowMs + 1 }, false],
		['denied', { retryAtMs: nowMs - 1 }, true],
		['pending', { retryAtMs: nowMs - 1 }, true],
		['gone', {}, true],
		['archived', {}, true],
		['skipped', {}, true],
	])('%s with %j is fetched again: %s', (state, more, isFetched) => {
		const object = listed();
		const found = plan(object, settledEntry(object, state, startMs, more));
		expect(found.fetches.length).toBe(isFetched ? 1 : 0);
	});

	test('is fetched when its ETag is another one', () => {
		const object = listed();
		const previous = { ...settledEntry(object, 'ok', startMs), etag: '"0"' };
		expect(plan(object, previous).fetches).toMatchObject([{ why: 'rewritten' }]);
	});

	test('waits for its time, but not when everything is wanted now', () => {
		const object = listed();
		const previous = settledEntry(object, 'pending', startMs, { retryAtMs: nowMs + 1 });
		expect(plan(object, previous)).toMatchObject({ waitingCount: 1, fetches: [] });
		expect(
			plan(object, previous, { retryNow: new Set<ObjectState>(['pending']) }).fetches,
		).toHaveLength(1);
	});
});

test.each([
	{ name: 'an archive', more: { storageClass: 'DEEP_ARCHIVE' }, state: 'archived' },
	{ name: 'too large', more: { sizeBytes: 1001 }, state: 'quarantined' },
	{ name: 'empty', more: { sizeBytes: 0 }, state: 'ok' },
	{ name: 'another kind', more: { key: 'notes.txt' }, state: 'skipped' },
])('is settled without a request: $name', ({ more, state }) => {
	const object = listed(more);
	const [settled] = plan(object).settled;
	expect(settled?.entry.state).toBe(state);
	expect(plan(object).fetches).toHaveLength(0);
	// And is written once, not with every poll.
	expect(plan(object, settled?.entry)).toMatchObject({ settled: [], knownCount: 1 });
});

test.each([
	{ name: 'too old', key: { stampMs: startMs - 48 * hourMs }, late: startMs - 1, wanted: false },
	{ name: 'old but late', key: { stampMs: startMs - 48 * hourMs }, late: startMs, wanted: true },
	{ name: 'of another account', key: { account: '444455556666' }, late: startMs, wanted: false },
	{ name: 'of another region', key: { region: 'eu-west-1' }, late: startMs, wanted: false },
])('$name: wanted is $wanted', ({ key, late, wanted }) => {
	const object = listed({ key: objectKey(key), lastModifiedMs: late });
	const found = plan(object, undefined, {
		accounts: new Set(['111122223333']),
		regions: new Set(['us-east-1']),
	});
	expect(found.fetches.length).toBe(wanted ? 1 : 0);
	expect(found.outsideCount).toBe(wanted ? 0 : 1);
});

test('in whatever order and in however many listings they show up, all are fetched once', () => {
	const objects = Array.from({ length: 12 }, (_, index) =>
		listed({ key: objectKey({ stampMs: startMs - (index % 3) * 300_000 }) }),
	);
	const listings = fc.array(fc.subarray(objects), { minLength: 1, maxLength: 8 });
	fc.assert(
		fc.property(listings, seen => {
			const ledger = new Map<string, LedgerEntry>();
			const fetched: string[] = [];
			for (const page of [...seen, objects]) {
				for (const { object } of planPoll(page, key => ledger.get(key), nowMs, rules).fetches) {
					fetched.push(object.key);
					ledger.set(object.key, settledEntry(object, 'ok', nowMs));
				}
			}

			expect([...fetched].sort()).toEqual(objects.map(object => object.key).sort());
		}),
	);
});
