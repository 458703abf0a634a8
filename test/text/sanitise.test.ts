import fc from 'fast-check';
import { expect, test } from 'vitest';
import { sanitise } from '../../source/text/sanitise.ts';

test.each([
	['plain text stays', 'plain text stays'],
	['\u001b]52;c;ZXZpbA==\u0007', '\\x1b]52;c;ZXZpbA==\\x07'],
	['\u001b[31mred', '\\x1b[31mred'],
	['two\nlines\ttab\r', 'two\\nlines\\ttab\\r'],
	['\u009b31m', '\\x9b31m'],
	['\u007f', '\\x7f'],
	['abc\u202egnp', 'abc\\u202egnp'],
	['a\u200bb\u2060c\ufeff', 'a\\u200bb\\u2060c\\ufeff'],
	['\u2066x\u2069', '\\u2066x\\u2069'],
	['\ud83d alone', '\\ud83d alone'],
	['alone \ude00', 'alone \\ude00'],
	['\u{e0041}', '\\u{e0041}'],
	['\u2028\u2029', '\\u2028\\u2029'],
	['\u3164\u115f', '\\u3164\\u115f'],
	['日本 é 👍', '日本 é 👍'],
	['e\u0301', 'e\u0301'],
	['e\u0301\u0302\u0303\u0304', 'e\u0301\u0302\\u0303\\u0304'],
	['', ''],
])('%j becomes %j', (text, safe) => {
	expect(sanitise(text)).toBe(safe);
});

test('nothing that moves, hides or reorders is left, whatever comes', () => {
	fc.assert(
		fc.property(fc.string({ unit: 'binary' }), text => {
			expect(sanitise(text)).not.toMatch(
				/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/u,
			);
		}),
		{ seed: 2, numRuns: 150 },
	);
});

test('what is safe stays as it is', () => {
	fc.assert(
		fc.property(fc.string({ unit: 'binary' }), text => {
			expect(sanitise(sanitise(text))).toBe(sanitise(text));
		}),
		{ seed: 3, numRuns: 100 },
	);
});
