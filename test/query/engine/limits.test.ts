import { expect, test } from 'vitest';
import { createLocalEngine } from '../../../source/query/engine/index.ts';
import { TextBlocks } from '../../../source/query/engine/dictionary/text-blocks.ts';
import type { QueryResult } from '../../../source/query/port.ts';
import type { SegmentView } from '../../../store/segment/view.ts';
import { segmentOf, snapshotOf } from './segments.ts';

const fromMs = Date.UTC(2026, 2, 1, 12);
const minuteMs = 60_000;

async function resultOf(text: string, segments: readonly SegmentView[]): Promise<QueryResult> {
	const engine = createLocalEngine(() => snapshotOf(segments), {
		derived: [],
		lookups: { table: name => ({ missing: `no table ${name}` }) },
	});
	const request = { text, fromMs, toMs: fromMs + minuteMs, nowMs: fromMs, timeZone: 'UTC' };
	const outcome = await engine.run(request, {});
	if (!outcome.ok) {
		throw new Error(JSON.stringify(outcome));
	}

	return outcome.result;
}

/** Lines that are no JSON: cheap to make, and each is a record. */
const lines = (count: number) => Array.from({ length: count }, (_item, index) => `line ${index}`);

test('a result holds ten thousand rows when nobody says how many, and counts all', async () => {
	const result = await resultOf('*', [segmentOf('one', lines(10_001), fromMs)]);
	expect(result.rows).toHaveLength(10_000);
	expect(result.rowCount).toBe(10_001);
	expect(result.warnings).toEqual(['10001 rows; the first 10000 are shown']);
});

test('a stage that needs the order reads two hundred thousand records, and says so', async () => {
	const view = segmentOf('one', lines(40_001), fromMs);
	const result = await resultOf('* | limit 300000 | count', [view, view, view, view, view]);
	expect(result.rows).toEqual([[200_000]]);
	expect(result.warnings).toEqual(['limit reads 200000 records at most; there are 200005']);
});

test('of a segment more records are parsed than stay in memory', async () => {
	const records = Array.from({ length: 4_200 }, (_item, index) => ({
		eventID: `e${index}`,
		list: Array.from({ length: 20 }, (_entry, at) => ({ at: index + at })),
	}));
	const view = segmentOf('one', records, fromMs, true);
	const result = await resultOf('* | json "list[17].at" as n | sum(n) as total | limit 1', [view]);
	expect(result.rows).toEqual([[records.reduce((sum, _record, index) => sum + index + 17, 0)]]);
});

test('texts that together need more bytes than there are are refused', () => {
	const source = (length: number) => {
		const bytes = new Uint8Array(length);
		return { bytes, view: new DataView(bytes.buffer) };
	};

	const blocks = new TextBlocks(3 << 16);
	blocks.adopt(source(2 << 16));
	expect(blocks.append(source(10), 0, 10)).toBe(2 << 16);
	expect(() => blocks.adopt(source(1))).toThrow(/more than 4 GiB/);
	expect(() => blocks.append(source(70_000), 0, 70_000)).toThrow(/more than 4 GiB/);
});

async function faultsOf(text: string, segments: readonly SegmentView[], runBytesMax?: number) {
	const engine = createLocalEngine(() => snapshotOf(segments), {
		derived: [],
		lookups: { table: name => ({ missing: `no table ${name}` }) },
		runBytesMax,
	});
	const request = { text, fromMs, toMs: fromMs + minuteMs, nowMs: fromMs, timeZone: 'UTC' };
	const outcome = await engine.run(request, {});
	return 'faults' in outcome
		? outcome.faults.map(({ message, span }) => [message, text.slice(span.start, span.end)])
		: outcome;
}

const sixteenMillion = ['concat(a,a,a,a)', '| concat(a,a,a,a) as a'.repeat(11)].join(' as a ');

test('what a run makes in all is bounded, also the same long text in many rows', async () => {
	const segments = [segmentOf('one', lines(33), fromMs)];
	const text = `* | "x" as a | ${sixteenMillion}`;
	const needs = 'this query needs more than the 537 MB that it may use';
	expect(await faultsOf(text, segments)).toEqual([[needs, text]]);
	expect(await faultsOf(`${text} | length(a) as n | count by n`, segments)).toMatchObject({
		result: { rows: [[4 ** 12, 33]] },
	});
});

test('a text of more than sixteen million characters is a fault of the function that makes it', async () => {
	const segments = [segmentOf('one', lines(1), fromMs)];
	const before = `* | "x" as a | ${sixteenMillion}`;
	for (const call of [
		'concat(a, "x")',
		'replace(a, "x", "xy")',
		'replace(a, /x/, "$0$0")',
		'format("%s%s", a, "x")',
	]) {
		expect(await faultsOf(`${before} | length(${call}) as n`, segments), call).toEqual([
			['this text has more than 16777216 characters', call],
		]);
	}
});

test('rows, groups and cells are counted where they are made', async () => {
	const segments = [segmentOf('one', lines(5_000), fromMs)];
	const found = await Promise.all(
		[
			'| count by _raw | concat(_raw, "x") as b | count by b',
			'| values(_raw) by _raw',
			'| first(_raw) by _raw',
			'| count_distinct(_raw)',
			'| parse regex "(?<c>.)" multi | count by c',
			'| join (fields _raw) as a, (fields _raw) as b on a._sourceHost = b._sourceHost',
		].map(async stages => {
			const outcome = await faultsOf(`* ${stages}`, segments, 100_000);
			return Array.isArray(outcome) ? outcome.map(([message]) => message) : outcome;
		}),
	);
	const needs = 'this query needs more than the 0 MB that it may use';
	expect(found).toEqual(found.map(() => [needs]));
});

/** What each makes of five thousand records is more than the budget, and the same of one record is not. */
const gathering = [
	'transaction on eventID with "line" as a, with "nothing" as b',
	'transaction on _raw with states line in _raw',
	'transactionize _raw',
	'transactionize eventID (merge eventID, _raw)',
	'sessionize "l*e" as (a), "line *" as (b)',
	'merge _raw takeDistinct',
	'merge _raw',
	'sequence by _raw (line) then (line)',
	'logreduce by _raw',
	'logcompare timeshift -1h',
	'dedup by _raw',
];

test.each(gathering)('%s: ends over its budget with its span', async stage => {
	const records = (count: number) =>
		Array.from({ length: count }, (_item, index) => ({
			eventID: `e${index}`,
			text: `line ${index}`,
		}));
	const text = `* | ${stage}`;
	const of = (count: number) => faultsOf(text, [segmentOf('one', records(count), fromMs)], 300_000);

	expect(await of(5_000)).toEqual([['this query needs more than the 0 MB that it may use', stage]]);
	expect(await of(1)).toMatchObject({ ok: true });
});

test('what a stage has read is given back behind it', async () => {
	const segments = [segmentOf('one', lines(500), fromMs)];
	// Each alone needs half of it.
	const budget = 200_000;
	const again = Array.from({ length: 6 }, () => '| transactionize _raw').join(' ');
	expect(await faultsOf(`* ${again}`, segments, 1_000_000)).toMatchObject({ ok: true });
	expect(await faultsOf('* | merge _raw | "x" as y', segments, budget)).toMatchObject({ ok: true });
});
