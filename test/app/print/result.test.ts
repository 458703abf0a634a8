import { expect, test } from 'vitest';
import { printFaults } from '../../../source/app/print/faults.ts';
import { printResult } from '../../../source/app/print/result.ts';
import { aResult } from '../../panels/result.ts';

const printed = (rows: readonly (readonly string[])[]) =>
	[...printResult(aResult(['a', 'b'], rows), 'table', Infinity, 'UTC')].join('').split('\n');

test('a column of a table takes sixty cells, the last one all it needs', () => {
	const [, , row = ''] = printed([['x'.repeat(80), 'y'.repeat(80)]]);
	expect(row).toMatch(/^x{59}… {2}y{80}$/);
});

test('a thousand rows decide how wide a column is', () => {
	const rowsOf = (place: number) =>
		Array.from({ length: 1_001 }, (_item, row) => [row === place ? 'wide value' : 'v', 'w']);
	const startOf = (place: number) => printed(rowsOf(place))[0]?.indexOf('b');
	expect(startOf(999)).toBe(12);
	expect(startOf(1_000)).toBe(3);
});

test('of a long line the part round the fault is shown', () => {
	const text = `${'x'.repeat(300)}oops${'y'.repeat(300)}`;
	const fault = {
		severity: 'fault',
		span: { start: 300, end: 304 },
		message: 'no',
		next: 'yes',
	} as const;
	const [shown = '', marks = ''] = printFaults(text, [fault]).split('\n');
	expect(shown).toHaveLength(160);
	expect(shown.slice(marks.indexOf('^'), marks.lastIndexOf('^') + 1)).toBe('oops');
});
