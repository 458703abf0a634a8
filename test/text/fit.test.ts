import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fit, padEnd, padStart, takeCells, wrapCells } from '../../source/text/fit.ts';
import { sanitise } from '../../source/text/sanitise.ts';
import { cellWidth } from '../../source/text/width.ts';

test.each([
	['ada', 5, 'ada'],
	['ada', 3, 'ada'],
	['carol', 4, 'car…'],
	['carol', 1, '…'],
	['carol', 0, ''],
	['日本語', 6, '日本語'],
	['日本語', 5, '日本…'],
	['日本語', 4, '日…'],
	['日本語', 2, '…'],
])('%j in %i cells is %j', (text, cells, fitted) => {
	expect(fit(text, cells)).toBe(fitted);
});

test('a wide glyph is never cut in half', () => {
	expect(takeCells('日本', 3)).toBe('日');
	expect(padEnd('日本', 3)).toBe('日…');
	expect(padStart('日', 4)).toBe('  日');
});

test('padded text takes exactly its cells, whatever it is', () => {
	const texts = fc.string({ unit: 'grapheme' }).map(sanitise);
	fc.assert(
		fc.property(texts, fc.integer({ min: 0, max: 40 }), (text, cells) => {
			expect(cellWidth(padEnd(text, cells))).toBe(cells);
			expect(cellWidth(padStart(text, cells))).toBe(cells);
			expect(cellWidth(fit(text, cells))).toBeLessThanOrEqual(cells);
		}),
		{ seed: 4, numRuns: 150 },
	);
});

test.each([
	{ text: 'calls that only read', cells: 11, lines: ['calls that', 'only read'] },
	{ text: 'abcdefgh', cells: 3, lines: ['abc', 'def', 'gh'] },
	{ text: 'one two', cells: 3, lines: ['one', 'two'] },
	{ text: '', cells: 3, lines: [] },
])('$text breaks at blanks', ({ text, cells, lines }) => {
	expect(wrapCells(text, cells)).toEqual(lines);
});

test('more lines than asked for end in an ellipsis', () => {
	expect(wrapCells('one two three four', 5, 2)).toEqual(['one', 'two …']);
});
