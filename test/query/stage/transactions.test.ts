import { expect, test } from 'vitest';
import { Spending, StageSpending } from '../../../source/query/spending.ts';
import type { Pipelines } from '../../../source/query/stage/stage-spec.ts';
import {
	gatheredRowsMax,
	gatherRows,
} from '../../../source/query/stage/transactions/gather-rows.ts';
import { groupRows } from '../../../source/query/stage/transactions/group-rows.ts';
import { sessionsMax } from '../../../source/query/stage/transactions/sessions.ts';
import { transactionsMax } from '../../../source/query/stage/transaction.ts';
import { resultOf } from './result-of.ts';

const span = { start: 0, end: 0 };
const unlimited = {
	maxSpanMs: undefined,
	maxPauseMs: undefined,
	maxLogs: undefined,
	startsWith: undefined,
	endsWith: undefined,
};

test('of more than two hundred thousand events the newest are read, and it is said', async () => {
	const warnings: string[] = [];
	const rows = new Array<readonly [number]>(gatheredRowsMax).fill([1]);
	const pipelines: Pipelines = {
		earlier: () => Promise.reject(new Error('not asked for')),
		elsewhere: () => Promise.reject(new Error('not asked for')),
		with: (_, rowsMax) =>
			Promise.resolve({
				table: { columns: ['_messageTime'], rows: rows.slice(0, rowsMax) },
				rowCount: gatheredRowsMax + 1,
				shown: [],
				made: [],
				timesMs: undefined,
			}),
		readLater: [],
		fieldsBefore: { made: new Set(), dropped: new Set(), areChosen: false, derived: [] },
		storeStartMs: 0,
		narrowed: () => () => Promise.reject(new Error('not asked for')),
		countsNothingAsZero: () => true,
	};
	const context = {
		fromMs: 0,
		toMs: 1,
		nowMs: 1,
		timeZone: 'UTC',
		timeslice: undefined,
		keys: [],
		isTransposed: false,
		spending: new Spending(),
		warn: (message: string) => warnings.push(message),
	};

	const { events } = await gatherRows('transactionize', span, [], context, pipelines);
	expect(events).toHaveLength(gatheredRowsMax);
	expect(warnings).toEqual(['transactionize reads 200000 events, the newest of 200001']);
});

test('a hundred thousand events that join in a chain are one transaction', () => {
	// Each comes alone, and an older one takes the others later, the last one first.
	const count = 50_000;
	const rows = Array.from({ length: count }, (_, index) => ({
		timeMs: index,
		ids: [`a${index}`, null],
		text: '',
	}));
	const joins = rows.map((_, index) => ({
		timeMs: count + index,
		ids: [`a${count - 1 - index}`, 'all'],
		text: '',
	}));
	const groups = groupRows([...rows, ...joins], unlimited, new StageSpending(new Spending(), span));

	expect(groups).toHaveLength(1);
	expect(groups[0]?.rows.slice(0, 3)).toEqual([0, 1, 2]);
	expect(groups[0]?.rows).toHaveLength(2 * count);
});

test('sessionize: ten thousand are made, and it is said', async () => {
	const records = Array.from({ length: 102 }, (_, id) => ({ id, e: 'x' }));
	const text = String.raw`| sessionize "\"id\":*," as (a), "\"id\":*," as (b)`;
	const { rowCount, warnings } = await resultOf(text, records);

	// 102 × 101 pairs of two different events.
	expect(rowCount).toBe(sessionsMax);
	expect(warnings).toEqual([`sessionize makes ${sessionsMax} sessions and stops there`]);
});

test('transaction: ten thousand are followed, and events of others are counted', async () => {
	const records = Array.from({ length: transactionsMax + 2 }, (_, id) => ({ id, e: 'x' }));
	const { rowCount, warnings } = await resultOf('| transaction on id with states x in e', records);

	expect(rowCount).toBe(transactionsMax);
	expect(warnings).toEqual([
		`transaction follows ${transactionsMax}; 2 events of others are left out`,
	]);
});
