import fc from 'fast-check';
import { expect, test } from 'vitest';
import { unzstd } from '../../source/trail/unzstd.ts';

const text = 'a line of text\n'.repeat(500);
/** The text as the zstd program compresses it, in base64: with and without its size. */
const frames = {
	'with its size': 'KLUv/WRMHL0AAHhhIGxpbmUgb2YgdGV4dAoBADot/awDrZMlRg==',
	'without its size': 'KLUv/QBovQAAeGEgbGluZSBvZiB0ZXh0CgEAOi39rAM=',
};
const max = 1 << 20;
const read = (bytes: Uint8Array): string => Buffer.from(bytes).toString();
const magic = Buffer.from([0x28, 0xb5, 0x2f, 0xfd]);

/** A frame of one stored block. */
function stored(content: string): Buffer {
	const header = Buffer.alloc(8);
	header[0] = 0xa0;
	header.writeUInt32LE(content.length, 1);
	header.writeUIntLE((content.length << 3) | 1, 5, 3);
	return Buffer.concat([magic, header, Buffer.from(content)]);
}

test.each(Object.entries(frames))('reads a frame %s', (_name, base64) => {
	const frame = Buffer.from(base64, 'base64');
	expect(unzstd(frame, max)).toMatchObject({ state: 'whole', trailingBytes: 0 });
	expect(read(unzstd(frame, max).bytes)).toBe(text);
	expect(unzstd(frame, 100)).toMatchObject({ state: 'too-large', bytes: new Uint8Array(0) });
});

test('reads frames one behind the other, and skips those that hold no data', () => {
	const skippable = Buffer.from([0x53, 0x2a, 0x4d, 0x18, 2, 0, 0, 0, 9, 9]);
	const inflated = unzstd(Buffer.concat([stored('one '), skippable, stored('two')]), max);
	expect(inflated).toMatchObject({ state: 'whole', trailingBytes: 0 });
	expect(read(inflated.bytes)).toBe('one two');
});

test('a file that ends early gives the blocks that are whole', () => {
	const two = Buffer.concat([stored('one '), stored('two')]);
	const cut = unzstd(two.subarray(0, -1), max);
	expect(cut.state).toBe('truncated');
	expect(read(cut.bytes).startsWith('one ')).toBe(true);
	expect(unzstd(two.subarray(0, 6), max)).toMatchObject({ state: 'truncated' });
});

test('what follows and is no frame is trailing', () => {
	const inflated = unzstd(Buffer.concat([stored('one'), Buffer.from('else')]), max);
	expect(inflated).toMatchObject({ state: 'trailing', trailingBytes: 4 });
});

test('a frame that wants a huge window is refused before memory is taken', () => {
	const huge = Buffer.concat([magic, Buffer.from([0, 0xff, 1, 0, 0])]);
	expect(unzstd(huge, max)).toMatchObject({ state: 'too-large' });
});

test('any bytes behind the mark, and any flipped bit, never throw', () => {
	const frame = Buffer.from(frames['with its size'], 'base64');
	fc.assert(
		fc.property(fc.uint8Array(), fc.nat(frame.length - 1), fc.nat(255), (tail, at, mask) => {
			expect(unzstd(Buffer.concat([magic, tail]), 1000).bytes.length).toBeLessThanOrEqual(1000);
			const odd = Buffer.from(frame);
			odd[at]! ^= mask;
			expect(unzstd(odd, max).bytes.length).toBeLessThanOrEqual(max);
		}),
		{ numRuns: 300 },
	);
});
