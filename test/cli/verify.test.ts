import { expect, test } from 'vitest';
import { coverage, flawLines } from '../../source/cli/verify.ts';
import type { Flaw } from '../../source/ingest/proof/flaw.ts';

const range = { fromMs: 0, toMs: 3_600_000 };

test('forty places are printed, and the others are counted', () => {
	const linesOf = (count: number) =>
		coverage(
			{
				covered: Array.from({ length: count }, (_item, index) => ({
					account: String(100 + index),
					region: 'eu-west-1',
					...range,
				})),
			},
			range,
		);
	expect(linesOf(40)).toHaveLength(40);
	expect(linesOf(42)).toHaveLength(41);
	expect(linesOf(42).at(-1)).toBe(
		'covered  and 2 more accounts and regions; --format json has them',
	);
});

test('twenty flaws of a kind are printed, and the others are counted', () => {
	const flawsOf = (count: number) =>
		flawLines(
			Array.from({ length: count }, (_item, index): Flaw => ({
				code: 'log-missing',
				severity: 'alarm',
				key: `k${index}`,
				detail: 'gone',
			})),
		);
	expect(flawsOf(20)).toHaveLength(21);
	expect(flawsOf(23)).toHaveLength(22);
	expect(flawsOf(23)[0]).toBe('ALARM log-missing: 23');
	expect(flawsOf(23).at(-1)).toBe('  and 3 more; --format json has them');
});
