import { expect, test } from 'vitest';
import { resultOf } from '../stage/result-of.ts';

/** Three of a, two of b, one of no user. */
const records = ['a', 'a', 'b', 'a', 'b', undefined].map((u, n) => ({
	eventTime: `2026-03-01T12:00:0${n}Z`,
	u,
	n,
}));

test.each([
	['* | dedup by u', [[6, 3]], 3],
	[
		'* | dedup by u | where n > 3',
		[
			[6, 3],
			[3, 2],
		],
		2,
	],
	[
		'* | dedup consecutive by u | count',
		[
			[6, 5],
			[5, 1],
		],
		1,
	],
	['* | topk(1, n) by u', [[6, 3]], 3],
	['* | limit -2', [[6, 2]], 2],
	['* | transactionize u keepOrphans=false', [[6, 5]], 5],
	['* | transactionize u (merge n takeFirst)', [[6, 2]], 2],
	[
		'* | dedup by u | transactionize u (merge n takeFirst)',
		[
			[6, 3],
			[3, 2],
		],
		2,
	],
	[
		'* | dedup by u | merge n',
		[
			[6, 3],
			[3, 1],
		],
		1,
	],
	[
		'* | limit 4 | dedup by u',
		[
			[6, 4],
			[4, 3],
		],
		3,
	],
	[
		'* | sort by n | limit 4',
		[
			[6, 6],
			[6, 4],
		],
		4,
	],
	[
		'* | sort by n | dedup by u | limit 2',
		[
			[6, 6],
			[6, 3],
			[3, 2],
		],
		2,
	],
] as const)('%s: each stage tells its rows in and out', async (text, counts, rowCount) => {
	const result = await resultOf(text, records);
	const [, ...stages] = result.stages;
	expect(stages.map(({ rowsIn, rowsOut }) => [rowsIn, rowsOut])).toEqual(counts);
	expect([result.rowCount, result.rows.length]).toEqual([rowCount, rowCount]);
	expect(result.warnings.filter(warning => /are shown|there are/.test(warning))).toEqual([]);
});
