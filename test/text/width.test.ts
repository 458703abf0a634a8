import fc from 'fast-check';
import stringWidth from 'string-width';
import { expect, test } from 'vitest';
import { sanitise } from '../../source/text/sanitise.ts';
import { cellWidth } from '../../source/text/width.ts';

test.each([
	['', 0],
	['ada', 3],
	['╭─╮', 3],
	['▁▃█', 3],
	['⣿⣀', 2],
	['日本', 4],
	['é', 1],
	['e\u0301', 1],
	['👩‍💻', 2],
	['●▲…', 3],
])('%j takes %i cells', (text, cells) => {
	expect(cellWidth(text)).toBe(cells);
});

test('the short way agrees with the long one for every character of the short way', () => {
	const wrong: string[] = [];

	for (let code = 0x20; code <= 0xffff; code++) {
		const character = String.fromCharCode(code);

		if (!/[\p{Cs}\p{Cn}]/u.test(character) && cellWidth(character) !== stringWidth(character)) {
			wrong.push(code.toString(16));
		}
	}

	expect(wrong).toEqual([]);
});

test('sanitised text has the width of its visible characters', () => {
	fc.assert(
		fc.property(fc.string({ unit: 'binary' }), text => {
			const safe = sanitise(text);
			expect(cellWidth(safe)).toBe(stringWidth(safe));
		}),
		{ seed: 1, numRuns: 100 },
	);
});
