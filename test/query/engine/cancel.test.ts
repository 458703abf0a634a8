import { expect, test } from 'vitest';
import { createLocalEngine } from '../../../source/query/engine/index.ts';
import type { RunRequest } from '../../../source/query/port.ts';
import { segmentOf, snapshotOf } from './segments.ts';

const startMs = Date.UTC(2026, 2, 1, 12);
const rowCount = 400;
/** Pieces of work that one run may still do after its caller has cancelled it. */
const piecesMax = 32;

const lettersOf = (row: number) =>
	String(row).replace(/\d/g, digit => 'abcdefghij'[Number(digit)]!);

const segment = segmentOf(
	'one',
	Array.from({ length: rowCount }, (_, row) => ({
		eventTime: new Date(startMs + row).toISOString(),
		eventID: `id-${row}`,
		eventName: `Name${row}`,
		text: `a${'ab'.repeat(20)}${row}`,
		// A word that is no parameter: each text is one of its own.
		letters: `${lettersOf(row)} ${lettersOf(row * 7)} ${lettersOf(row * 13)}`,
	})),
	0,
	true,
);

function requestOf(text: string): RunRequest {
	const toMs = startMs + 60_000;
	return { text, fromMs: startMs, toMs, nowMs: toMs, timeZone: 'UTC' };
}

const newEngine = () =>
	createLocalEngine(() => snapshotOf([segment]), {
		derived: [],
		lookups: { table: name => ({ missing: `no table ${name}` }) },
	});

/** Each reads every record in one segment, in another way. */
const heavy = [
	'Name39* id-3?9 "id-399\\",\\"eventName"',
	'* | where _raw matches "*zz*qq*" | count',
	'* | where text matches /(a|b)+c/ | count',
	'* | parse regex "(?<x>[a-z]+)[0-9]+" | count by x',
	'* | parse regex field=text "(?<x>(?=a.*9)(?=.*b)[a-z]+)" nodrop | count by x',
	'* | parse "eventID*Name" as x | count by x',
	'* | json "eventName" as n | count by n',
	'* | json auto | count by eventName',
	'* | keyvalue auto | count',
	'* | concat(eventID, text) as y | where y matches "*qq*" | count',
	'* | toUpperCase(text) as y | count by y',
	'* | sort by text | limit 3',
	'text = "*b1*" | count',
	'* | csv text extract 1 as a | count by a',
	'* | split text delim="b" extract 1 as a | count by a',
	'* | parse xml "/a" | count',
];

/** Each reads the rows before it as a whole, and asks so often for each of them at least. */
const gathering = [
	['* | transaction on eventName with states Name3, Name4 in eventName', 2],
	['* | transactionize eventID, eventName', 2],
	['* | transactionize eventID (merge eventName)', 3],
	['* | sessionize "Name*" as (a), "id-*" as (b)', 3],
	['* | merge eventName takeDistinct', 3],
	['* | sequence by eventID (eventName=*) then (eventName=*)', 4],
	['* | dedup by eventID', 1],
	// Masked, told apart, clustered, made a signature and counted.
	['* | logreduce field=letters', 5],
	['* | logreduce field=letters by eventID', 5],
	['* | logcompare field=letters timeshift -1h', 4],
] as const;

test.each(heavy)(
	'%s is cancelled within a segment, and later runs as if it never was',
	async text => {
		const request = requestOf(text);
		let whole = 0;
		const wanted = await newEngine().run(request, {
			isCancelled: () => {
				whole++;
				return false;
			},
		});
		expect(whole).toBeGreaterThan(1);

		const engine = newEngine();
		let asked = 0;
		const cancelled = await engine.run(request, { isCancelled: () => ++asked >= 2 });
		expect(cancelled).toEqual({ ok: false, cancelled: true });
		expect(asked).toBe(2);
		expect(await engine.run(request)).toEqual(wanted);
	},
);

test.each(gathering)('%s is cancelled wherever it is', async (text, times) => {
	const request = requestOf(text);
	let whole = 0;
	const wanted = await newEngine().run(request, {
		isCancelled: () => {
			whole++;
			return false;
		},
	});
	expect(whole).toBeGreaterThanOrEqual(Math.floor((times * rowCount) / 16));

	for (const at of [1, 2, Math.floor(whole / 2), whole - 1, whole]) {
		const engine = newEngine();
		let asked = 0;
		expect(await engine.run(request, { isCancelled: () => ++asked >= at })).toEqual({
			ok: false,
			cancelled: true,
		});
		expect(asked).toBe(at);
		expect(await engine.run(request)).toEqual(wanted);
	}
});

test('a pattern that goes back and forth on one text is cancelled within it', async () => {
	const text = `* | parse regex field=text "(?<x>(?=(?:.*a){3}z)a)" | count`;
	const long = segmentOf('long', [{ eventTime: '2026-03-01T12:00:00Z', text: 'a'.repeat(20_000) }]);
	const engine = createLocalEngine(() => snapshotOf([long]), {
		derived: [],
		lookups: { table: name => ({ missing: name }) },
	});
	let asked = 0;
	const outcome = await engine.run(requestOf(text), { isCancelled: () => ++asked >= piecesMax });
	expect(outcome).toEqual({ ok: false, cancelled: true });
	expect(asked).toBe(piecesMax);
});
