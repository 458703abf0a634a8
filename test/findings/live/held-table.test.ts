import { expect, test } from 'vitest';
import { HeldTable, noHit, type TableHit } from '../../../source/findings/live/held-table.ts';
import { IdColumn } from '../../../source/findings/live/id-column.ts';
import { RunTable } from '../../../source/findings/live/run-table.ts';
import { rowKey, type FoundHit } from '../../../source/findings/finding-book.ts';
import type { Value } from '../../../source/query/value.ts';

const uuid = '0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9';
const oddIds = [
	'',
	uuid.toUpperCase(),
	`${uuid} `,
	'e\u001b[2J',
	'__proto__',
	'\ud800',
	'x'.repeat(100_000),
];

test('ids of any form come back as they were, also over others', () => {
	const ids = [...oddIds, uuid, ...Array.from({ length: 3_000 }, (_, index) => idOf(index))];
	const column = new IdColumn();
	ids.forEach((id, place) => column.set(place, id));
	expect(ids.map((_, place) => column.at(place))).toEqual(ids);
	ids.forEach((_, place) => column.set(place, ids.at(-1 - place) ?? ''));
	expect(ids.map((_, place) => column.at(place))).toEqual(ids.toReversed());
});

test('hits of two chains that are added by turns come back whole', () => {
	const table = new HeldTable();
	const values: Value[] = [null, 'a', 1, '1', true, '__proto__', -0.5];
	let lasts = [noHit, noHit];
	for (let index = 0; index < 5_000; index++) {
		const chain = index % 2;
		const hit: TableHit = {
			segment: table.segment(`segment ${index % 7}`),
			region: table.region(`region ${index % 3}`),
			account: table.value(values[index % values.length] as Value),
			value: index % 5 === 0 ? -1 : table.value(values[(index + 1) % values.length] as Value),
			step: index % 300,
			window: index % 4,
			row: 2 ** 32 - 1 - index,
			timeMs: -1_000 + index * 0.5,
			eventId: idOf(index),
		};
		lasts = lasts.map((last, at) => (at === chain ? table.add(last, hit) : last));
	}

	const shared = { isAttempt: true, by: ['who'] };
	const hits = lasts.flatMap(last => table.hitsOf(last, shared));
	expect(table.count).toBe(5_000);
	expect(hits).toHaveLength(5_000);
	for (const hit of hits) {
		const index = 2 ** 32 - 1 - hit.ref.row;
		expect(hit).toEqual({
			timeMs: -1_000 + index * 0.5,
			ref: { segmentId: `segment ${index % 7}`, row: hit.ref.row },
			eventId: idOf(index),
			region: `region ${index % 3}`,
			account: values[index % values.length],
			value: index % 5 === 0 ? undefined : values[(index + 1) % values.length],
			step: index % 300,
			window: index % 4,
			isAttempt: true,
			by: ['who'],
			fired: [],
			fresh: undefined,
		});
	}
});

test('runs of the same values come back as they were set last, and their room is used again', () => {
	const table = new RunTable(true);
	const fresh: readonly Value[] = ['AKIA', '203.0.113.9', null, 7, false];
	const key = rowKey(fresh);
	const runAt = (timeMs: number) => ({ first: aHit(timeMs, fresh), lastMs: timeMs + 1 });
	expect(table.has(key)).toBe(false);
	table.set(key, [runAt(5), runAt(90), runAt(200)]);
	table.set(rowKey(['other']), [{ first: aHit(1, ['other']), lastMs: 2 }]);
	expect(table.runsOf(key)).toEqual([runAt(5), runAt(90), runAt(200)]);
	table.set(key, [runAt(3)]);
	expect(table.runsOf(key)).toEqual([runAt(3)]);
	table.set(rowKey(['third']), [{ first: aHit(8, ['third']), lastMs: 9 }]);
	expect(table.runsOf(rowKey(['other']))).toEqual([{ first: aHit(1, ['other']), lastMs: 2 }]);
	expect([...table.keys]).toEqual([key, rowKey(['other']), rowKey(['third'])]);
	expect(table.room).toBe(4);
});

function aHit(timeMs: number, fresh: readonly Value[]): FoundHit {
	return {
		timeMs,
		ref: { segmentId: 's', row: timeMs },
		eventId: idOf(timeMs),
		region: 'eu-west-1',
		account: '111122223333',
		value: undefined,
		step: 0,
		window: 0,
		isAttempt: true,
		by: ['ada', fresh[0] ?? null],
		fired: [],
		fresh,
	};
}

function idOf(index: number): string {
	return `${index.toString(16).padStart(8, '0')}${uuid.slice(8)}`;
}
