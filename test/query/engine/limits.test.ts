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
