import { isUtf8 } from 'node:buffer';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bytesOf, exactText } from '../../source/evidence/export/exact-text.ts';

test('any bytes come back from their text', () => {
	const character = fc.constantFrom('a', '\u00e4', '\ufffd', '\ufeff', '\u{1f600}', '\u{10ffff}');
	const part = fc.oneof(
		fc.uint8Array({ maxLength: 6 }),
		character.map(text => Uint8Array.from(Buffer.from(text))),
	);
	fc.assert(
		fc.property(fc.array(part), parts => {
			const bytes = Buffer.concat(parts);
			expect(Buffer.from(bytesOf(exactText(bytes)))).toEqual(bytes);
		}),
	);
});

test('what is UTF-8 has its usual text, and what is not keeps the rest readable', () => {
	fc.assert(
		fc.property(fc.string({ unit: 'binary' }), text => {
			const bytes = Buffer.from(text);
			expect(exactText(bytes)).toBe(isUtf8(bytes) ? bytes.toString() : undefined);
		}),
	);
	const text = exactText(Buffer.from('{"a":"x\u00ff\u00c3(y"}', 'latin1'));
	expect(text).toBe('{"a":"x\udcff\udcc3(y"}');
	expect(JSON.parse(text)).toEqual({ a: 'x\udcff\udcc3(y' });
});
