import { expect, test } from 'vitest';
import { HitCollector } from '../../../source/findings/live/collect-hits.ts';
import {
	batchEntriesMax,
	packBatch,
	unpackBatch,
} from '../../../source/findings/live/hit-batch.ts';
import { unwrittenRowsMax } from '../../../source/findings/live/live-findings.ts';
import { PieceSearch, preparedListsMax } from '../../../source/findings/live/piece-search.ts';
import { batchPrefix, faultsMax } from '../../../source/findings/live/rows.ts';
import { readRuleFile } from '../../../source/findings/read-rule-file.ts';
import { MetRows } from '../../../source/query/engine/match/met-rows.ts';
import { constantVector } from '../../../source/query/frame/vector.ts';
import type { MatchRequest, Met } from '../../../source/query/port.ts';
import { aRecord } from '../../../fixtures/records.ts';
import { LiveWorld, objectOf } from './live-world.ts';

function aRule(id: string, more = '') {
	const text = `id: ${id}\ntitle: x\nseverity: high\nwhen: eventName = "${id}"\n${more}`;
	const [read] = readRuleFile(text, 'f').rules;
	return read!.rule;
}

const placed = (rule: ReturnType<typeof aRule>, fields: readonly string[]) => ({
	rule,
	place: 0,
	probe: rule.probes[0]!,
	fields,
});

/** Rows of one segment with the same values. */
function metOf(of: { rowCount: number; values: readonly string[]; silencedCount: number }): Met {
	const { rowCount, values, silencedCount } = of;
	const rows = Uint32Array.from({ length: rowCount }, (_, row) => row);
	const vectors = values.map(value => constantVector(value, rowCount));
	const times = new Float64Array(rowCount).fill(1);
	return new MetRows({ condition: 0, segmentId: 's', rows, silencedCount }, vectors, times);
}

const loadedOf = (...rules: ReturnType<typeof aRule>[]) => ({ rules, faults: [], refusedCount: 0 });

test('a batch keeps two hundred thousand hits of windows, and more are counted', () => {
	const rule = aRule('X', 'count: { at_least: 2, within: 5m }\n');
	const collector = new HitCollector([placed(rule, [])]);
	collector.add(metOf({ rowCount: batchEntriesMax + 3, values: [], silencedCount: 0 }));
	const { held, leftCount } = collector.collected();
	expect([held.row.length, leftCount]).toEqual([batchEntriesMax, 3]);
});

test('five thousand rows without a hit are written down, fewer are looked at again', async () => {
	const world = await LiveWorld.open();
	try {
		await world.start(loadedOf(aRule('X')));
		await world.append([objectOf(Array.from({ length: unwrittenRowsMax - 1 }, () => aRecord()))]);
		await world.look();
		expect(world.rows(batchPrefix)).toHaveLength(0);
		await world.append([objectOf([aRecord()])]);
		await world.look();
		expect(world.rows(batchPrefix).map(({ value }) => value)).toMatchObject([
			{ fromRow: unwrittenRowsMax - 1, toRow: unwrittenRowsMax },
		]);
		expect(world.looks).toHaveLength(2);
		await world.start(loadedOf(aRule('X')));
		await world.look();
		expect(world.looks).toHaveLength(2);
	} finally {
		await world.close();
	}
});

test('the conditions of four lists of rules stay compiled', async () => {
	const asked: MatchRequest['conditions'][] = [];
	const search = new PieceSearch({
		match: ({ conditions }) => {
			asked.push(conditions);
			return Promise.resolve({ ok: true, recordCount: 0, storeStartMs: 0, warnings: [] });
		},
	});
	const at = { nowMs: 0, isCancelled: () => false };
	const look = (list: number) =>
		search.batchOf(
			{ segmentId: 's', fromRow: 0, rules: [aRule(`R${list}`)], meanings: ['m'] },
			`list ${list}`,
			1,
			at,
		);
	for (const list of [0, 1, 2, 3, 0, 4, 0, 1]) {
		await look(list);
	}

	expect(preparedListsMax).toBe(4);
	expect([asked[4] === asked[0], asked[6] === asked[0], asked[7] === asked[1]]).toEqual([
		true,
		true,
		false,
	]);
});

test('rows that cannot be looked at are told twenty times, and not looked at again', async () => {
	const world = await LiveWorld.open(1);
	try {
		let count = 0;
		world.match = () => {
			const fault = { severity: 'fault', span: { start: 0, end: 0 }, next: '' } as const;
			return Promise.resolve({ ok: false, fault: { ...fault, message: `odd ${count++}` } });
		};

		await world.start(loadedOf(aRule('X')));
		await world.append([objectOf(Array.from({ length: faultsMax + 5 }, () => aRecord()))]);
		await world.look();
		expect(world.state().faults).toHaveLength(faultsMax);
		await world.look();
		expect(count).toBe(faultsMax + 5);
	} finally {
		await world.close();
	}
});

test('a batch is the same after it was packed', () => {
	const rule = aRule('X', 'count: { at_least: 2, within: 5m }\n');
	const collector = new HitCollector([placed(rule, ['eventID', '_principal'])]);
	const values = ['e\u001b[2J', '__proto__ \ud800 $(x) \u{1f600}'];
	collector.add(metOf({ rowCount: 2, values, silencedCount: 2 }));
	const batch = { segmentId: 's', fromRow: 0, toRow: 8, rules: 'l', ...collector.collected() };
	expect(unpackBatch(JSON.parse(JSON.stringify(packBatch(batch))))).toEqual(
		JSON.parse(JSON.stringify(batch)),
	);
});
