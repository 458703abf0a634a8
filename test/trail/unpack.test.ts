import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { unpack } from '../../source/trail/unpack.ts';

const max = 1 << 20;
const text = '{"Records":[]}, \u00e4\u{1f600}\n'.repeat(40);
const read = (bytes: Uint8Array): string => Buffer.from(bytes).toString();

test.each([
	{ name: 'plain', body: Buffer.from(text), state: 'plain', notes: [] },
	{ name: 'gzip', body: gzipSync(text), state: 'whole', notes: [] },
	{
		name: 'two members',
		body: Buffer.concat([gzipSync(text.slice(0, 9)), gzipSync(text.slice(9))]),
		state: 'whole',
		notes: ['2 gzip members'],
	},
	{
		name: 'gzip in gzip',
		body: gzipSync(gzipSync(text)),
		state: 'whole',
		notes: ['compressed 2 times'],
	},
	{
		name: 'UTF-16 with its mark',
		body: Buffer.from(`\ufeff${text}`, 'utf16le'),
		state: 'plain',
		notes: ['UTF-16 text'],
	},
	{
		name: 'UTF-16 without a mark, in gzip',
		body: gzipSync(Buffer.from(text, 'utf16le')),
		state: 'whole',
		notes: ['UTF-16 text'],
	},
	{
		name: 'UTF-16 of the other byte order',
		body: Buffer.from(`\ufeff${text}`, 'utf16le').swap16(),
		state: 'plain',
		notes: ['UTF-16 text'],
	},
	{
		name: 'the other byte order without a mark',
		body: Buffer.from(text, 'utf16le').swap16(),
		state: 'plain',
		notes: ['UTF-16 text'],
	},
])('reads $name by its contents', ({ body, state, notes }) => {
	const unpacked = unpack(body, max);
	expect(read(unpacked.bytes)).toBe(text);
	expect(unpacked).toMatchObject({ state, notes, unread: undefined });
});

test('a large UTF-16 file keeps the characters that its chunks cut', () => {
	const large = `{"a":"${'\u{1f600}'.repeat(400_001)}"}`;
	expect(read(unpack(Buffer.from(large, 'utf16le'), 8 << 20).bytes)).toBe(large);
});

test('only an undamaged file of one gzip member inflates to what is searched', () => {
	expect(unpack(gzipSync(text), max).isOneGzip).toBe(true);
	const others = [
		Buffer.from(text),
		gzipSync(gzipSync(text)),
		Buffer.concat([gzipSync(text), gzipSync(text)]),
		Buffer.concat([gzipSync(text), Buffer.alloc(4)]),
		gzipSync(text).subarray(0, -2),
		gzipSync(Buffer.from(text, 'utf16le')),
	];
	expect(others.map(body => unpack(body, max).isOneGzip)).toEqual(others.map(() => false));
});

test('what a digest covers is the first member of the outermost gzip', () => {
	const inner = gzipSync(text);
	expect(read(unpack(Buffer.concat([gzipSync('a'), gzipSync('b')]), max).inflated)).toBe('a');
	expect(Buffer.from(unpack(gzipSync(inner), max).inflated)).toEqual(inner);
});

test('three layers are taken off, and damage of an inner one is told', () => {
	const three = gzipSync(gzipSync(gzipSync(text)));
	expect(read(unpack(three, max).bytes)).toBe(text);
	expect(read(unpack(gzipSync(three), max).bytes)).not.toBe(text);
	const cut = unpack(gzipSync(gzipSync(text).subarray(0, -9)), max);
	expect(cut).toMatchObject({ state: 'truncated', isOneGzip: false });
});

const tarOf = (name: string, mark: string): Buffer => {
	const header = Buffer.alloc(512);
	header.write(name);
	header.write('0000644\0', 100);
	header.write('        ', 148);
	header.write(mark, 257);
	const sum = header.reduce((total, byte) => total + byte, 0);
	header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
	return Buffer.concat([header, Buffer.from('x')]);
};

test.each([
	['bzip2', Buffer.from('BZh91AY&SYrest')],
	['xz', Buffer.from('\u00fd7zXZ\0rest', 'latin1')],
	['zip', Buffer.from('PK\u0003\u0004rest')],
	['tar', tarOf('logs/x.json', 'ustar\0')],
	['tar', tarOf('logs/x.json', '')],
	['7-Zip', Buffer.from('7z\u00bc\u00af\u0027\u001c', 'latin1')],
	['lz4', Buffer.from('\u0004\u0022\u004d\u0018', 'latin1')],
	['snappy', Buffer.from('\u00ff\u0006\0\0sNaPpY', 'latin1')],
	['Parquet', Buffer.from('PAR1\u0015\u0004')],
	['ORC', Buffer.from('ORC\n\u0003')],
	['Avro', Buffer.from('Obj\u0001\u0004')],
])('names %s with what to do', (name, body) => {
	for (const packed of [body, gzipSync(body)]) {
		expect(unpack(packed, max).unread).toMatch(new RegExp(`^is an? ${name}.*; (unpack|export)`));
	}
});

test('never throws, and stays within the cap', () => {
	const starts = [
		'',
		'\u001f\u008b\u0008',
		'\u0028\u00b5\u002f\u00fd',
		'\u00ff\u00fe',
		'BZh',
		'{\0',
	];
	fc.assert(
		fc.property(fc.constantFrom(...starts), fc.uint8Array({ maxLength: 600 }), (start, rest) => {
			const body = Buffer.concat([Buffer.from(start, 'latin1'), rest]);
			expect(unpack(body, 100).bytes.length).toBeLessThanOrEqual(300);
		}),
	);
});
