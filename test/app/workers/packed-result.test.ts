import { expect, test } from 'vitest';
import { packReply, unpackReply } from '../../../source/app/workers/packed-result.ts';
import type { QueryReply } from '../../../source/app/workers/query-messages.ts';
import type { QueryResult } from '../../../source/query/port.ts';

function resultOf(given: Partial<QueryResult>): QueryResult {
	return {
		kind: 'table',
		columns: ['user', 'count'],
		keys: ['user'],
		rows: [],
		refs: undefined,
		rowCount: 0,
		timeslice: undefined,
		stages: [{ name: 'search', rowsIn: 9, rowsOut: 4 }],
		warnings: ['a limit'],
		checkWarnings: [],
		scanned: { segmentCount: 1, prunedSegmentCount: 0, recordCount: 9 },
		complete: true,
		...given,
	};
}

const results: readonly QueryResult[] = [
	resultOf({}),
	resultOf({
		rowCount: 5,
		rows: [
			['ada', 1],
			['ada', '1'],
			[null, NaN],
			['', false],
			['ada', 1],
		],
	}),
	resultOf({ columns: ['n'], rows: [[-0], [0], [-0]], rowCount: 3 }),
	resultOf({ columns: [], rows: [[], [], []], rowCount: 3 }),
	resultOf({
		kind: 'rows',
		rows: [
			['a', 'b'],
			['b', 'a'],
		],
		refs: [
			{ segmentId: 's1', row: 70_000 },
			{ segmentId: 's1', row: 0 },
		],
	}),
];

test.each(results)('a result comes through the channel as it was: %#', result => {
	const replies: QueryReply[] = [
		{ type: 'progress', id: 3, result },
		{ type: 'outcome', id: 4, outcome: { ok: true, result } },
	];
	for (const reply of replies) {
		expect(unpackReply(structuredClone(packReply(reply)))).toEqual(reply);
	}
});

test('what has no result passes as it is', () => {
	const replies: QueryReply[] = [
		{ type: 'outcome', id: 1, outcome: { ok: false, cancelled: true } },
		{ type: 'failed', id: 2, message: 'no' },
	];
	for (const reply of replies) {
		expect(packReply(reply)).toBe(reply);
		expect(unpackReply(structuredClone(packReply(reply)))).toEqual(reply);
	}
});

test('a text that repeats is sent once', () => {
	const rows = Array.from({ length: 10_000 }, (_, row) => ['arn:aws:iam::1:user/ada', row % 7]);
	const packed = packReply({ type: 'progress', id: 1, result: resultOf({ rows }) });
	const { cells } = (packed as Extract<typeof packed, { type: 'packed' }>).result;
	expect(cells.items).toEqual(['arn:aws:iam::1:user/ada', 0, 1, 2, 3, 4, 5, 6]);
	expect(cells.places).toHaveLength(20_000);
});
