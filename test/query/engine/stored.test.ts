import { deflateRawSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { CountDistinct } from '../../../source/query/aggregate/count-distinct.ts';
import { Dictionary } from '../../../source/query/engine/dictionary/dictionary.ts';
import { createLocalEngine } from '../../../source/query/engine/index.ts';
import { decodeStored } from '../../../source/query/engine/stored-value.ts';
import type { QueryResult, RunRequest } from '../../../source/query/port.ts';
import type { SegmentView } from '../../../store/segment/view.ts';
import { NamedSegment } from '../../../store/segment/named-segment.ts';
import { lookupsOf } from '../../cases/lookups.ts';
import { MapPartialStore } from './map-partial-store.ts';
import { segmentOf, snapshotOf } from './segments.ts';

const startMs = Date.UTC(2026, 2, 1);
const hourMs = 3_600_000;
const segmentCount = 60;
const rowsPerSegment = 12;

const numbers = [1, 2.5, 0, 'Infinity', '-Infinity', '7', 'x', null];

function segment(index: number, user = 'ada'): SegmentView {
	const records = Array.from({ length: rowsPerSegment }, (_, row) => ({
		eventTime: new Date(startMs + index * hourMs + row * 60_000).toISOString(),
		eventID: `${index}-${row}`,
		eventName: `event ${(index * row) % 7}`,
		user: `${user}${row % 4}`,
		n: numbers[(index + row) % numbers.length],
		'\u{e9}': row % 2 === 0,
	}));
	return segmentOf(`s${String(index).padStart(3, '0')}`, records, 0, true);
}

const segments = Array.from({ length: segmentCount }, (_, index) => segment(index));

async function ask(
	store: MapPartialStore | undefined,
	text: string,
	more: Partial<RunRequest> & { readonly segments?: readonly SegmentView[] } = {},
): Promise<QueryResult> {
	const { segments: those = segments, ...request } = more;
	const engine = createLocalEngine(() => snapshotOf(those), {
		derived: [],
		lookups: lookupsOf({ teams: [{ user: 'ada1', team: 'red' }] }),
		partialStore: store,
	});
	const outcome = await engine.run({
		text,
		fromMs: startMs,
		toMs: startMs + segmentCount * hourMs,
		nowMs: startMs + segmentCount * hourMs,
		timeZone: 'UTC',
		...request,
	});
	if (!outcome.ok) {
		throw new Error(JSON.stringify(outcome));
	}

	return outcome.result;
}

const byUser = '* | count by user, eventName';

test.each([
	byUser,
	'* | count',
	'* | count(n) as c, sum(n), avg(n), min(n), max(n), stddev(n) by user',
	'* | count_distinct(eventName) as names, count_distinct(user, eventName) as pairs by n',
	'* | timeslice 6h | count by _timeslice, user | sort by _timeslice',
	'user=ada1 | where n > 0 | count by n, %"\u{e9}"',
	'* | lookup team from teams on user=user | count by team',
])('%s: another process reads what one has stored, and says the same', async text => {
	const store = new MapPartialStore();
	const fresh = await ask(undefined, text);
	expect(await ask(store, text)).toEqual(fresh);
	expect(store.partials.size).toBeGreaterThan(segmentCount);
	expect(store.hitCount).toBe(0);
	expect(await ask(store, text)).toEqual(fresh);
	expect(store.hitCount).toBeGreaterThan(0);
	// A run of segments is one partial: far fewer are read than there are segments.
	expect(store.hitCount).toBeLessThan(segmentCount / 2);
});

test.each(['* | first(n) by user', '* | pct(n, 50) by user', '* | values(eventName) by user'])(
	'%s is computed anew: its state is not stored',
	async text => {
		const store = new MapPartialStore();
		const fresh = await ask(undefined, text);
		expect(await ask(store, text)).toEqual(fresh);
		expect(store.partials.size).toBe(0);
		expect(await ask(store, text)).toEqual(fresh);
	},
);

test('a range that moves reads the same runs, and segments of its own at its ends', async () => {
	const store = new MapPartialStore();
	await ask(store, byUser);
	for (const hours of [1, 5, 17]) {
		const fromMs = startMs + hours * hourMs + 30 * 60_000;
		store.hitCount = 0;
		store.askedCount = 0;
		const again = await ask(store, byUser, { fromMs });
		expect(again).toEqual(await ask(undefined, byUser, { fromMs }));
		expect(store.hitCount).toBe(store.askedCount);
		expect(store.askedCount).toBeLessThan(segmentCount);
	}
});

test('a segment of the same name with other content is not taken for it', async () => {
	const store = new MapPartialStore();
	await ask(store, byUser);
	const others = segments.map((one, index) => (index === 20 ? segment(20, 'eve') : one));
	const found = await ask(store, byUser, { segments: others });
	expect(found).toEqual(await ask(undefined, byUser, { segments: others }));
	expect(found.rows.some(([user]) => user === 'eve1')).toBe(true);
});

test('what other rules have stored is not used', async () => {
	const store = new MapPartialStore();
	await ask(store, byUser);
	const later = new MapPartialStore('other rules', store.partials);
	await ask(later, byUser);
	expect(later.hitCount).toBe(0);
});

test('stored bytes that cannot be read are computed again and replaced', async () => {
	const store = new MapPartialStore();
	const fresh = await ask(store, byUser);
	for (const key of store.partials.keys()) {
		store.partials.set(key, Uint8Array.of(1, 2, 3));
	}

	expect(await ask(store, byUser)).toEqual(fresh);
	expect(await ask(store, byUser)).toEqual(fresh);
	expect([...store.partials.values()].some(bytes => bytes.length > 3)).toBe(true);
});

test('warnings and counts of stages are stored with the partial', async () => {
	const store = new MapPartialStore();
	const text = '* | json auto | where k1 = 1 | count';
	const wide = Object.fromEntries(Array.from({ length: 150 }, (_, key) => [`k${key}`, key]));
	const eventTime = new Date(startMs).toISOString();
	const more = { segments: [segmentOf('wide', [{ eventTime, ...wide }], 0, true)] };
	const first = await ask(store, text, more);
	expect(first.warnings.length).toBeGreaterThan(0);
	const again = await ask(store, text, more);
	expect(store.hitCount).toBeGreaterThan(0);
	expect(again.warnings).toEqual(first.warnings);
	expect(again.stages).toEqual(first.stages);
	expect(again.scanned).toEqual(first.scanned);
});

test('a set of more than 200,000 values is not stored', () => {
	const dictionary = new Dictionary();
	const setOf = (size: number) =>
		CountDistinct.restored(dictionary, {
			starts: Uint32Array.of(0, size),
			codes: new Uint32Array(size).map((_, code) => code),
			values: Array.from({ length: size }, (_, value) => value),
		});
	expect(setOf(200_000).save(1)).toBeDefined();
	expect(setOf(200_001).save(1)).toBeUndefined();
});

test('a stored value that inflates to more than 64 MiB is not taken', () => {
	const bytes = deflateRawSync(Buffer.alloc(64 * 2 ** 20 + 1), { level: 1 });
	expect(decodeStored(bytes)).toBeUndefined();
});

const rare = 'user=ada1 | where n > 1 | concat(user, "!") as who | fields who, eventName, n';

test.each([
	rare,
	`${rare} | sort by n, eventName`,
	`${rare} | sort by +who | limit 7`,
	`${rare} | limit 3`,
	'* | parse regex field=eventName "(?<digit>[0-9])" multi | fields digit, user | dedup digit',
	'user=nobody* | fields user',
])('%s: rows that another process found are not looked for again', async text => {
	const store = new MapPartialStore();
	const fresh = await ask(undefined, text);
	expect(await ask(store, text)).toEqual(fresh);
	expect(store.partials.size).toBeGreaterThanOrEqual(segmentCount);
	const blind = segments.map(one => new Unreadable(one));
	const again = await ask(store, text, { segments: blind });
	expect(again).toEqual(fresh);
	expect(again.refs).toEqual(fresh.refs);
});

/** A segment none of whose columns may be read. */
class Unreadable extends NamedSegment {
	override readonly signature: string | undefined;

	constructor(segment: SegmentView) {
		super(segment.id, segment);
		this.signature = segment.signature;
	}

	override column(): never {
		throw new Error('a column was read');
	}

	override times(): never {
		throw new Error('times were read');
	}
}

test.each([
	// What begins with _ stays readable behind fields, and is not among them.
	'user=ada1 | eventName as _name | fields user | sort by _name',
	'user=ada1 | fields user, _messageCount',
	'user=ada1',
	'user=ada1 | fields user | now() as t',
])('%s is answered anew', async text => {
	const store = new MapPartialStore();
	const fresh = await ask(undefined, text);
	expect(await ask(store, text)).toEqual(fresh);
	expect(await ask(store, text)).toEqual(fresh);
	expect(store.hitCount).toBe(0);
});

test('more than 4,096 rows of a segment are not kept', async () => {
	const many = Array.from({ length: 4_097 }, (_, row) => ({
		eventTime: new Date(startMs + row).toISOString(),
		eventID: `${row}`,
		user: `user ${row}`,
	}));
	for (const [count, stored] of [
		// The rows and their one field.
		[4_096, 2],
		[4_097, 0],
	] as const) {
		const store = new MapPartialStore();
		const more = { segments: [segmentOf('many', many.slice(0, count), 0, true)] };
		const fresh = await ask(undefined, '* | fields user', more);
		expect(await ask(store, '* | fields user', more)).toEqual(fresh);
		expect(store.partials.size).toBe(stored);
		expect(await ask(store, '* | fields user', more)).toEqual(fresh);
	}
});

test('a stored field is the one of its spelling', async () => {
	const eventTime = new Date(startMs).toISOString();
	const spelled = { eventTime, User: 'upper', user: 'lower' };
	const more = { segments: [segmentOf('spelled', [spelled], 0, true)] };
	const store = new MapPartialStore();
	for (const [text, rows] of [
		['* | fields user', [['lower']]],
		['* | fields User', [['upper']]],
		['* | fields USER', [['upper']]],
		['* | fields user | sort by User', [['lower']]],
	] as const) {
		expect((await ask(undefined, text, more)).rows).toEqual(rows);
		expect((await ask(store, text, more)).rows).toEqual(rows);
		expect((await ask(store, text, more)).rows).toEqual(rows);
	}
});

test('stored rows that cannot be read are looked for again', async () => {
	const store = new MapPartialStore();
	const fresh = await ask(store, rare);
	for (const key of store.partials.keys()) {
		store.partials.set(key, deflateRawSync(Buffer.alloc(64 * 2 ** 20 + 1), { level: 1 }));
	}

	expect(await ask(store, rare, { segments: segments.slice(0, 3) })).toEqual(
		await ask(undefined, rare, { segments: segments.slice(0, 3) }),
	);
	expect(fresh.rowCount).toBeGreaterThan(0);
});
