import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decoderNamed, writeCodec } from '../../../store/column/codec.ts';
import { decodeCodes, encodeCodes } from '../../../store/column/code-stream.ts';
import { newCodes } from '../../../store/column/row-codes.ts';
import { IntegerReader, IntegerWriter } from '../../../store/column/varint.ts';

test('integers come back', () => {
	const integer = fc.oneof(fc.integer(), fc.integer({ min: -(2 ** 52) + 1, max: 2 ** 52 - 1 }));
	fc.assert(
		fc.property(fc.array(integer), integers => {
			const writer = new IntegerWriter(1);
			integers.forEach(value => writer.signed(value));
			integers.forEach(value => writer.unsigned(Math.abs(value)));
			const reader = new IntegerReader(writer.bytes.slice());
			expect(integers.map(() => reader.signed())).toEqual(integers.map(value => value + 0));
			expect(integers.map(() => reader.unsigned())).toEqual(integers.map(Math.abs));
			expect(() => reader.unsigned()).toThrow(RangeError);
		}),
		{ seed: 6 },
	);
});

test.each([
	{ largest: 1 },
	{ largest: 255 },
	{ largest: 256 },
	{ largest: 65_536 },
	{ largest: 4e9 },
])('codes up to $largest come back in the narrowest array', ({ largest }) => {
	fc.assert(
		fc.property(fc.array(fc.integer({ min: 0, max: largest })), list => {
			const codes = newCodes(list.length, largest);
			codes.set(list);
			const decoded = decodeCodes(encodeCodes(codes, list.length, largest), list.length, largest);
			expect(decoded).toEqual(codes);
		}),
		{ seed: 7 },
	);
});

test('codes that were not written are refused', () => {
	expect(() => decodeCodes(new Uint8Array(3), 2, 300)).toThrow(RangeError);
	expect(() => decodeCodes(Uint8Array.of(9), 1, 8)).toThrow(RangeError);
});

test('blocks come back, and damaged ones are refused', () => {
	const block = Buffer.from('a column '.repeat(5000));
	const stored = writeCodec.compress(block);
	expect(stored.length).toBeLessThan(1000);
	expect(Buffer.from(decoderNamed(writeCodec.name).decompress(stored, block.length))).toEqual(
		block,
	);
	expect(() => writeCodec.decompress(stored.subarray(0, 20), block.length)).toThrow();
	expect(() => writeCodec.decompress(stored, block.length - 1)).toThrow();
	expect(() => writeCodec.decompress(stored, block.length + 1)).toThrow();
	expect(() => decoderNamed('brotli')).toThrow(expect.objectContaining({ code: 'codec-missing' }));
});
