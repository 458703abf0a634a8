import { expect, test } from 'vitest';
import { foldSeries, toTimeTable } from '../../source/panels/series.ts';
import { aResult, hourMs, noonMs } from './result.ts';

const range = { fromMs: noonMs - 2 * hourMs, toMs: noonMs };
const timeslice = { stepMs: hourMs, column: '_timeslice' };
const [first, second] = [noonMs - 2 * hourMs, noonMs - hourMs];

test('the keys beside a bucket are series, and numbers among them are no counts', () => {
	const result = aResult(
		['_timeslice', '_user', 'port', '_count'],
		[
			[first, 'ada', 443, 2],
			[first, 'bob', 22, 5],
			[second, 'ada', 443, 3],
			[second, null, 22, 1],
		],
		{ keys: ['_timeslice', '_user', 'port'], timeslice },
	);
	const table = toTimeTable(result, range);
	expect(table?.series.map(({ label, values, total }) => [label, values, total])).toEqual([
		['ada · 443', [2, 3], 5],
		['bob · 22', [5, 0], 5],
		['(none) · 22', [0, 1], 1],
	]);
	expect(table?.rows).toEqual([-1, -1]);
});

test('several numbers of a group are series of their own, and texts are none', () => {
	const result = aResult(
		['_timeslice', '_user', '_count', '_first', '_sum'],
		[
			[first, 'ada', 2, 'GetObject', 20],
			[second, 'ada', 3, 'PutObject', 30],
		],
		{ keys: ['_timeslice', '_user'], timeslice },
	);
	expect(toTimeTable(result, range)?.series.map(({ label, values }) => [label, values])).toEqual([
		['_count ada', [2, 3]],
		['_sum ada', [20, 30]],
	]);
	const plain = { ...result, keys: ['_timeslice'] };
	expect(toTimeTable(plain, range)?.series.map(({ label }) => label)).toEqual(['_count', '_sum']);
});

test('a hundred groups are series, and all others are one that stands for them and comes last', () => {
	const rows = Array.from({ length: 105 }, (_, user) => [first, `user${user}`, user + 1]);
	const result = aResult(['_timeslice', '_user', '_count'], rows, {
		keys: ['_timeslice', '_user'],
		timeslice,
	});
	const series = toTimeTable(result, range)?.series ?? [];
	expect(series).toHaveLength(101);
	expect(series.reduce((sum, { total }) => sum + total, 0)).toBe((105 * 106) / 2);
	const folded = foldSeries(series, 6);
	expect(folded.series.map(({ label }) => label)).toEqual([
		...['user104', 'user103', 'user102', 'user101', 'user100'],
	]);
	expect(folded).toMatchObject({ otherCount: 100, other: { label: '100 others' } });
});

test('a result is read once for all frames that show it, and again for another range or other names', () => {
	let readCount = 0;
	const rows = [[first, '111122223333', 2]];
	const plain = aResult(['_timeslice', '_account', '_count'], rows, {
		keys: ['_timeslice', '_account'],
		timeslice,
	});
	const result = {
		...plain,
		get rows() {
			readCount++;
			return plain.rows;
		},
	};
	const aliases = { '111122223333': 'prod' };
	const named = { aliases, titleField: '_account' };
	const read = (...args: [typeof range, typeof named?]) => {
		const before = readCount;
		const table = toTimeTable(result, ...args);
		return { table, isRead: readCount > before };
	};

	const { table, isRead } = read({ ...range });
	expect(isRead).toBe(true);
	expect(read({ ...range })).toEqual({ table, isRead: false });
	expect(read({ ...range }).table).toBe(table);
	expect(read({ ...range, toMs: range.toMs + hourMs })).toMatchObject({
		isRead: true,
		table: { starts: { length: 3 } },
	});
	expect(read(range).table?.series[0]?.label).toBe('111122223333');
	expect(read(range, named).table?.series[0]?.label).toBe('prod');
	expect(read(range, { ...named }).isRead).toBe(false);
	const other = { ...named, aliases: { '111122223333': 'staging' } };
	expect(read(range, other).table?.series[0]?.label).toBe('staging');
});
