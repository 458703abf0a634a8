import { expect, test } from 'vitest';
import type { SegmentView } from '../../../store/segment/view.ts';
import type {
	EngineOptions,
	QueryResult,
	RunOptions,
	RunRequest,
} from '../../../source/query/port.ts';
import { createLocalEngine } from '../../../source/query/engine/index.ts';
import { segmentOf, snapshotOf, type Given } from './segments.ts';

const startMs = Date.UTC(2026, 2, 1, 12);
const minuteMs = 60_000;

function recordAt(minute: number, more: Record<string, unknown> = {}): Given {
	return {
		eventTime: new Date(startMs + minute * minuteMs).toISOString(),
		eventName: minute % 2 === 0 ? 'GetObject' : 'CreateUser',
		user: minute % 3 === 0 ? 'ada' : 'bob',
		minute,
		...more,
	};
}

const noLookups: EngineOptions['lookups'] = { table: name => ({ missing: `no table ${name}` }) };

function engineOf(segments: readonly SegmentView[], options: Partial<EngineOptions> = {}) {
	return createLocalEngine(() => snapshotOf(segments), {
		derived: [],
		lookups: noLookups,
		...options,
	});
}

function requestOf(text: string, more: Partial<RunRequest> = {}): RunRequest {
	return {
		text,
		fromMs: startMs,
		toMs: startMs + 60 * minuteMs,
		nowMs: startMs + 60 * minuteMs,
		timeZone: 'UTC',
		...more,
	};
}

async function resultOf(
	engine: ReturnType<typeof engineOf>,
	text: string,
	more: Partial<RunRequest> = {},
	options: RunOptions = {},
): Promise<QueryResult> {
	const outcome = await engine.run(requestOf(text, more), options);
	if (!outcome.ok) {
		throw new Error(JSON.stringify(outcome));
	}

	return outcome.result;
}

const minutes = (from: number, to: number) =>
	Array.from({ length: to - from }, (_, index) => recordAt(from + index));

const halves = () => [
	segmentOf('old', minutes(0, 30), 0, true),
	segmentOf('new', minutes(30, 60), 0, false),
];

test('records come newest first, with the place of each and what the query mentions', async () => {
	const engine = engineOf(halves(), { rowFields: ['eventName'] });
	const result = await resultOf(engine, 'user=ada | minute * 2 as twice', { rowsMax: 3 });
	expect(result.kind).toBe('rows');
	expect(result.columns).toEqual(['_messageTime', 'eventName', 'user', 'minute', 'twice', '_raw']);
	expect(result.rows.map(row => row.slice(1, 5))).toEqual([
		['CreateUser', 'ada', 57, 114],
		['GetObject', 'ada', 54, 108],
		['CreateUser', 'ada', 51, 102],
	]);
	expect(result.rowCount).toBe(20);
	expect(result.warnings).toEqual(['20 rows; the first 3 are shown']);
	expect(result.refs?.[0]).toEqual({ segmentId: 'new', row: 27 });
	const record = await engine.record({ segmentId: 'new', row: 27 });
	expect(JSON.parse(record?.raw ?? '')).toMatchObject({ minute: 57 });
	expect(record?.meta['_sourceCategory']).toBe('AWS_EAGLE');
	expect(await engine.record({ segmentId: 'gone', row: 0 })).toBeUndefined();
	expect(await engine.record({ segmentId: 'new', row: 30 })).toBeUndefined();
});

test('after fields exactly the named columns are shown, and built-in names stay usable', async () => {
	const result = await resultOf(
		engineOf(halves()),
		'| fields minute, user | where _sourceCategory = "AWS_EAGLE" and isNull(eventName) | limit 1',
	);
	expect([result.columns, result.rows]).toEqual([['minute', 'user'], [[59, 'bob']]]);
});

test('a field computed before fields still sees what fields hides', async () => {
	const result = await resultOf(
		engineOf(halves()),
		'| concat(user, "-", minute) as tag | fields tag | limit 2',
	);
	expect(result.rows).toEqual([['bob-59'], ['bob-58']]);
});

test('each stage says how many rows came in and went out', async () => {
	const result = await resultOf(
		engineOf(halves()),
		'user=ada | where minute >= 30 | count by eventName | limit 1',
	);
	expect(result.stages).toEqual([
		{ name: 'search', rowsIn: 60, rowsOut: 20 },
		{ name: 'where', rowsIn: 20, rowsOut: 10 },
		{ name: 'count by', rowsIn: 10, rowsOut: 2 },
		{ name: 'limit', rowsIn: 2, rowsOut: 1 },
	]);
	expect(result.scanned).toEqual({ segmentCount: 2, prunedSegmentCount: 0, recordCount: 60 });
});

test('segments outside the range or without the value are not scanned', async () => {
	const segments = [
		segmentOf('early', minutes(0, 20), 0, true),
		segmentOf('middle', [recordAt(20, { user: 'eve' }), recordAt(21)], 0, true),
		segmentOf('late', minutes(40, 60), 0, true),
	];
	const result = await resultOf(engineOf(segments), 'user=eve | count', {
		toMs: startMs + 40 * minuteMs,
	});
	expect(result.rows).toEqual([[1]]);
	expect(result.scanned).toEqual({ segmentCount: 3, prunedSegmentCount: 2, recordCount: 22 });
});

/** A view that counts how often something of it is read. */
function watched(view: SegmentView): { readonly view: SegmentView; reads: number } {
	const counted = {
		reads: 0,
		view: new Proxy(view, {
			get(target, name) {
				const value = Reflect.get(target, name, target) as unknown;
				if (typeof value !== 'function') {
					return value;
				}

				counted.reads++;
				return (value as () => unknown).bind(target);
			},
		}),
	};
	return counted;
}

test('a refresh reads only what is open or cut by the range', async () => {
	const [old, open] = halves();
	const sealed = watched(old as SegmentView);
	const engine = engineOf([sealed.view, open as SegmentView]);
	const text = '| timeslice 30m | count by _timeslice, user';
	const first = await resultOf(engine, text);
	const readsOfFirst = sealed.reads;
	expect(readsOfFirst).toBeGreaterThan(0);
	const second = await resultOf(engine, text);
	expect(sealed.reads).toBe(readsOfFirst);
	expect(second).toEqual(first);
	const cut = await resultOf(engine, text, { fromMs: startMs + minuteMs });
	expect(sealed.reads).toBeGreaterThan(readsOfFirst);
	expect(cut.scanned.recordCount).toBe(59);
	expect(await resultOf(engine, text)).toEqual(first);
});

test('what depends on the moment is never taken from an earlier run', async () => {
	const engine = engineOf([segmentOf('old', minutes(0, 30), 0, true)]);
	const text = '| where _messageTime > now() - 10m | count';
	expect((await resultOf(engine, text, { nowMs: startMs + 30 * minuteMs })).rows).toEqual([[9]]);
	expect((await resultOf(engine, text, { nowMs: startMs + 35 * minuteMs })).rows).toEqual([[4]]);
});

test('a look-up of newer data replaces what was kept', async () => {
	let version = 1;
	const engine = engineOf([segmentOf('old', minutes(0, 6), 0, true)], {
		lookups: {
			table: () => ({
				columns: ['team'],
				keyColumn: undefined,
				keyColumns: ['id', 'team'],
				version,
				find: keys => (keys['id'] === 'ada' ? { team: `v${version}` } : undefined),
			}),
		},
	});
	const text = '| lookup team from path://"/users" on user=id | count by team';
	expect((await resultOf(engine, text)).rows).toEqual([
		[null, 4],
		['v1', 2],
	]);
	version = 2;
	expect((await resultOf(engine, text)).rows).toEqual([
		[null, 4],
		['v2', 2],
	]);
});

test('a look-up without data warns once and keeps the rows', async () => {
	const result = await resultOf(engineOf(halves()), '| geoip user | count by country_code');
	expect(result.rows).toEqual([[null, 60]]);
	expect(result.warnings).toEqual(['no table geo://location']);
});

test('a column that the table does not have is null, and told', async () => {
	const teams = { ada: { team: 'red' } };
	const lookups: EngineOptions['lookups'] = {
		table: () => ({
			columns: ['name', 'team'],
			keyColumn: undefined,
			keyColumns: ['name', 'team'],
			find: ({ name }) => teams[name as 'ada'],
			version: 1,
		}),
	};
	const text = '| lookup TEAM, boss from path://"teams" on name=user | count by team, boss';
	const result = await resultOf(engineOf(halves(), { lookups }), text);
	expect(result.rows).toEqual([
		[null, null, 40],
		['red', null, 20],
	]);
	expect(result.warnings).toEqual(['teams has no column "boss"; it has name, team']);
});

test('a join reads more rows than the result may show', async () => {
	const text =
		'| join (where user = "ada") as a, (where user = "bob") as b on a.eventName = b.eventName | count';
	const result = await resultOf(engineOf(halves()), text, { rowsMax: 5 });
	expect(result.rows).toEqual([[400]]);
	expect(result.warnings).toEqual([]);
});

test('derived fields are asked once per distinct combination', async () => {
	let calls = 0;
	const engine = engineOf([segmentOf('one', minutes(0, 60), 0, true)], {
		derived: [
			{
				name: '_who',
				help: '',
				inputs: ['user', 'eventName', 'absent', 'meta:_sourceName'],
				derive: ([user, name, absent, source]) => {
					calls++;
					return `${String(user)} ${String(name)} ${String(absent)} ${String(source)}`;
				},
			},
		],
	});
	const result = await resultOf(engine, '| count by _WHO');
	expect(result.rows).toEqual([
		['bob CreateUser undefined Http Input', 20],
		['bob GetObject undefined Http Input', 20],
		['ada CreateUser undefined Http Input', 10],
		['ada GetObject undefined Http Input', 10],
	]);
	expect(calls).toBe(4);
	await resultOf(engine, '_who="ada getobject undefined http input" | count');
	expect(calls).toBe(4);
});

test('faults stop a query, warnings go with its result', async () => {
	const engine = engineOf(halves());
	const faulty = await engine.run(requestOf('* | limt 5'));
	expect(faulty.ok).toBe(false);
	expect('faults' in faulty && faulty.faults[0]?.span).toEqual({ start: 4, end: 8 });
	expect(engine.explain(requestOf('* | limt 5'))).toHaveProperty('faults');
	expect(engine.explain(requestOf('* | limit 5'))).toHaveProperty('plan');
	const warned = await resultOf(engine, '* | where eventName matches "GetObject" | count');
	expect(warned.rows).toEqual([[30]]);
	expect(warned.warnings.join()).toContain('*');
});

test('a run is cancelled between segments', async () => {
	const abort = new AbortController();
	let pauses = 0;
	const engine = engineOf(halves(), {
		pause: () => {
			pauses++;
			abort.abort();
			return Promise.resolve();
		},
	});
	const outcome = await engine.run(requestOf('* | count'), { signal: abort.signal });
	expect(outcome).toEqual({ ok: false, cancelled: true });
	expect(pauses).toBe(1);
	const before = new AbortController();
	before.abort();
	expect(await engine.run(requestOf('* | count'), { signal: before.signal })).toEqual({
		ok: false,
		cancelled: true,
	});
});

test('progress shows the groups so far, once a segment', async () => {
	const seen: (readonly [boolean, unknown])[] = [];
	const result = await resultOf(
		engineOf(halves()),
		'* | count',
		{},
		{
			onProgress: ({ complete, rows }) => seen.push([complete, rows[0]?.[0]]),
		},
	);
	expect(seen).toEqual([
		[false, 30],
		[false, 60],
	]);
	expect([result.complete, result.rows]).toEqual([true, [[60]]]);
});

test('sort keeps the first rows of its own order, and its limit is counted right', async () => {
	const result = await resultOf(
		engineOf(halves()),
		'| sort by user asc, minute | fields user, minute | limit 3',
	);
	expect(result.rows).toEqual([
		['ada', 57],
		['ada', 54],
		['ada', 51],
	]);
	expect(result.stages.map(({ rowsOut }) => rowsOut)).toEqual([60, 60, 60, 3]);
	const cut = await resultOf(engineOf(halves()), '| sort by minute asc | fields minute', {
		rowsMax: 2,
	});
	expect([cut.rows, cut.rowCount]).toEqual([[[0], [1]], 60]);
});

test('a day of the session’s time zone has 23 hours when the clock goes forward', async () => {
	const day = Date.UTC(2026, 2, 28, 23);
	const hours = Array.from({ length: 48 }, (_, hour) => ({
		eventTime: new Date(day + hour * 3_600_000).toISOString(),
	}));
	const result = await resultOf(
		engineOf([segmentOf('spring', hours)]),
		'| timeslice 1d | count by _timeslice',
		{ fromMs: day, toMs: day + 48 * 3_600_000, timeZone: 'Europe/Berlin' },
	);
	expect(result.rows).toEqual([
		[day, 23],
		[day + 23 * 3_600_000, 24],
		[day + 47 * 3_600_000, 1],
	]);
	expect(result.timeslice).toEqual({ stepMs: 86_400_000, column: '_timeslice' });
});
