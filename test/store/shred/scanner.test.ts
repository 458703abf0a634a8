import fc from 'fast-check';
import { expect, test } from 'vitest';
import { hashToken, viewOf } from '../../../store/shred/bytes.ts';
import { TokenScanner } from '../../../store/shred/scanner.ts';
import { spell, strings, records } from '../segment/json-texts.ts';

function valueEnd(text: string, after = ''): number {
	const bytes = Buffer.from(text + after);
	const scanner = new TokenScanner();
	scanner.setBytes(bytes);
	return scanner.value(0, bytes.length);
}

function isJson(text: string): boolean {
	try {
		JSON.parse(text);
		return true;
	} catch {
		return false;
	}
}

test('any compact value ends where it ends, whatever follows', () => {
	fc.assert(
		fc.property(records, fc.constantFrom('', ',', '}', ']', ',"a":1}', '   '), (record, after) => {
			const text = spell(record);
			expect(valueEnd(text, after)).toBe(Buffer.byteLength(text));
		}),
		{ seed: 2 },
	);
});

test('what JSON.parse refuses is refused', () => {
	const pieces = fc.constantFrom(
		'{',
		'}',
		'[',
		']',
		'"',
		':',
		',',
		'1',
		'-',
		'.',
		'e',
		'\\',
		'a',
		'true',
	);
	fc.assert(
		fc.property(fc.array(pieces, { maxLength: 9 }), parts => {
			const text = parts.join('');
			expect(valueEnd(text) === Buffer.byteLength(text)).toBe(isJson(text));
		}),
		{ seed: 3, numRuns: 3000 },
	);
});

test('a string hashes alike wherever it stands', () => {
	fc.assert(
		fc.property(strings, fc.nat(9), fc.nat(9), (text, before, after) => {
			const token = Buffer.from(text);
			const bytes = Buffer.from(`${' '.repeat(before)}${text}${'x'.repeat(after)}`);
			const scanner = new TokenScanner();
			scanner.setBytes(bytes);
			expect(scanner.string(before, bytes.length)).toBe(before + token.length);
			expect(scanner.hash).toBe(hashToken(viewOf(token), 0, token.length));
		}),
		{ seed: 4 },
	);
});

test.each([
	{ text: '"plain"', beyond: false },
	{ text: '"\\u00e9 escaped"', beyond: false },
	{ text: '"é"', beyond: true },
	{ text: '"a long text, and then é"', beyond: true },
	{ text: '"\\n é"', beyond: true },
])('bytes beyond ASCII are noticed: $text', ({ text, beyond }) => {
	const bytes = Buffer.from(text);
	const scanner = new TokenScanner();
	scanner.setBytes(bytes);
	scanner.string(0, bytes.length);
	expect(scanner.beyondAscii).toBe(beyond);
});
