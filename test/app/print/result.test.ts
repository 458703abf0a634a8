import { expect, test } from 'vitest';
import { printFaults } from '../../../source/app/print/faults.ts';
import { printResult } from '../../../source/app/print/result.ts';
import { cellWidth } from '../../../source/text/width.ts';
import { aResult } from '../../panels/result.ts';

const printed = (rows: readonly (readonly string[])[]) =>
	[...printResult(aResult(['a', 'b'], rows), 'table', Infinity, 'UTC')].join('').split('\n');

test('a column of a table takes sixty cells, the last one all it needs', () => {
	const [, , row = ''] = printed([['x'.repeat(80), 'y'.repeat(80)]]);
	expect(row).toMatch(/^x{59}… {2}y{80}$/);
});

test('cells are cut for a width, counted, and whole where nobody gives one', () => {
	const long = aResult(
		['a', 'b'],
		[
			['x'.repeat(80), '漢'.repeat(5_000)],
			['x', 'y'],
		],
	);
	const print = (cells: number, columns = Infinity) => {
		const counts: number[] = [];
		const cut = { cells, onCut: (count: number) => void counts.push(count) };
		const text = [...printResult(long, 'table', columns, 'UTC', {}, cut)].join('');
		return { lines: text.trimEnd().split('\n'), counts };
	};

	const cut = print(120);
	expect(cut.counts).toEqual([2, 0]);
	expect(Math.max(...cut.lines.map(line => cellWidth(line)))).toBeLessThanOrEqual(120);
	expect(cut.lines[2]).toMatch(/^x{59}… {2}漢{28}… *$/);
	// The last column has twenty cells even where the others take all.
	expect(print(30).lines[2]).toMatch(/^x{59}… {2}漢{9}… *$/);
	// A line of a terminal hides what does not fit.
	expect(print(40, 40)).toMatchObject({ counts: [2, 1] });
	expect(print(Infinity).lines[2]).toBe(`${'x'.repeat(80)}  ${'漢'.repeat(5_000)}`);
	expect(print(Infinity).counts).toEqual([0, 0]);
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
