import stringWidth from 'string-width';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { measuredCount, measureText } from '../../../source/view/ink/measure-text.ts';
import { wrappedCount, wrapText } from '../../../source/view/ink/wrap-text.ts';
import { cellsOf } from '../../../source/view/screen/cells.ts';

const pieces = fc.constantFrom('a', 'bc ', '漢', '…', '─', 'é', '\u001B[31m', '\u001B[0m', '\n');
const texts = fc.array(pieces, { maxLength: 20 }).map(parts => parts.join(''));

test('a text is as wide as its widest line, whatever its colours', () => {
	fc.assert(
		fc.property(texts, text => {
			const lines = text.split('\n');
			expect(measureText(text)).toEqual({
				width: text === '' ? 0 : Math.max(...lines.map(line => stringWidth(line))),
				height: text === '' ? 0 : lines.length,
			});
		}),
		{ seed: 31, numRuns: 300 },
	);
});

test('no line is wider than its box, whatever way it is cut', () => {
	const ways = fc.constantFrom('wrap', 'truncate', 'truncate-start', 'truncate-middle');
	fc.assert(
		fc.property(texts, fc.integer({ min: 1, max: 12 }), ways, (text, width, way) => {
			for (const line of wrapText(text, width, way).split('\n')) {
				expect(cellsOf(line, 1_000).glyphs.length).toBeLessThanOrEqual(width);
			}
		}),
		{ seed: 32, numRuns: 500 },
	);
});

test.each([
	{ way: 'truncate', cut: 'abcd…' },
	{ way: 'truncate-start', cut: '…efgh' },
	{ way: 'truncate-middle', cut: 'ab…gh' },
	{ way: 'wrap', cut: 'abcde\nfgh' },
])('$way', ({ way, cut }) => {
	expect(wrapText('abcdefgh', 5, way)).toBe(cut);
});

test('the caches have bounds', () => {
	for (let index = 0; index < 20_000; index++) {
		measureText(`text ${index}`);
		wrapText(`text ${index}`, 4, 'truncate');
	}

	expect(measuredCount()).toBeLessThanOrEqual(4_000);
	expect(wrappedCount()).toBeLessThanOrEqual(4_000);
});

test('of a line four thousand cells are looked at', () => {
	expect(wrapText('x'.repeat(4_100), 10_000, 'wrap')).toBe('x'.repeat(4_000));
});
