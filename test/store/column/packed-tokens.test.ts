import fc from 'fast-check';
import { expect, test } from 'vitest';
import { packTokens, unpackTokens } from '../../../store/column/packed-tokens.ts';
import { tokensOfTexts, tokenText } from '../../../store/column/tokens.ts';

function throughDisk(texts: readonly string[]): { back: string[]; bytes: number } {
	const packed = packTokens(tokensOfTexts(texts), texts.length);
	const tokens = unpackTokens(packed, texts.length, packed.facts.unitBytes);
	return {
		back: texts.map((_, index) => tokenText(tokens, index + 1)),
		bytes: packed.text.length + packed.random.length,
	};
}

const token = fc.oneof(
	fc.string().map(text => JSON.stringify(text)),
	fc.integer().map(String),
	fc.uuid().map(id => `"${id}"`),
	fc.uuid().map(id => `"${id.toUpperCase()}"`),
	fc
		.date({ noInvalidDate: true, min: new Date('0000-01-01'), max: new Date('9999-12-31') })
		.map(date => `"${date.toISOString().slice(0, 19)}Z"`),
	fc.constantFrom('null', '{}', '[1,2]', '"2026-02-30T12:00:00Z"', '"2026-01-01T24:00:00Z"'),
);

test('any tokens come back', () => {
	fc.assert(
		fc.property(fc.array(token), texts => {
			expect(throughDisk(texts).back).toEqual(texts);
		}),
		{ seed: 5, numRuns: 500 },
	);
});

test.each([
	{ name: 'UUIDs as 16 bytes', texts: ['"01234567-89ab-cdef-0123-456789abcdef"'], perToken: 16 },
	{
		name: 'near times as 1 byte',
		texts: ['"2026-03-01T12:00:00Z"', '"2026-03-01T12:00:02Z"'],
		perToken: 1,
	},
	{ name: 'words without quotes', texts: ['"ab"', '"cd"'], perToken: 3 },
])('$name', ({ texts, perToken }) => {
	const many = Array.from({ length: 1000 }, (_, at) => texts[at % texts.length] ?? '');
	expect(throughDisk(many).bytes).toBeLessThan(1000 * perToken + 16);
});

test.each([
	{ name: 'upper case', text: '"01234567-89AB-cdef-0123-456789abcdef"' },
	{ name: 'a dash out of place', text: '"012345678-9ab-cdef-0123-456789abcdef"' },
	{ name: 'a letter too far', text: '"01234567-89ab-cdef-0123-456789abcdeg"' },
	{ name: 'no quotes', text: '101234567-89ab-cdef-0123-456789abcdef1' },
])('a text of 38 bytes that is no canonical UUID comes back: $name', ({ text }) => {
	expect(text).toHaveLength(38);
	expect(throughDisk([text]).back).toEqual([text]);
});

test('damaged bytes are refused', () => {
	const { text, random } = packTokens(tokensOfTexts(['"a"', '"b"']), 2);
	expect(() => unpackTokens({ text, random }, 3, 0)).toThrow(RangeError);
	expect(() => unpackTokens({ text, random }, 1, 0)).toThrow(RangeError);
	expect(() => unpackTokens({ text: text.subarray(0, text.length - 1), random }, 2, 0)).toThrow(
		RangeError,
	);
	expect(() => unpackTokens({ text, random: new Uint8Array(16) }, 2, 0)).toThrow(RangeError);
});
