import { randomBytes } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { gunzipStrict } from '../../source/trail/gunzip.ts';

const text = Array.from({ length: 2000 }, (_, index) => `line ${index * index}\n`).join('');
const body = gzipSync(text);
const max = 1 << 20;
const read = (bytes: Uint8Array): string => Buffer.from(bytes).toString();

test('inflates what is whole, and takes plain bytes as they are', () => {
	expect(gunzipStrict(body, max)).toMatchObject({ state: 'whole', trailingBytes: 0 });
	expect(read(gunzipStrict(body, max).bytes)).toBe(text);
	expect(gunzipStrict(Buffer.from('{}'), max)).toMatchObject({ state: 'plain' });
});

test('stops at the end of the first member and says what follows', () => {
	const two = Buffer.concat([body, gzipSync('planted')]);
	const inflated = gunzipStrict(two, max);
	expect(inflated).toMatchObject({ state: 'trailing', trailingBytes: gzipSync('planted').length });
	expect(read(inflated.bytes)).toBe(text);
	expect(gunzipStrict(Buffer.concat([body, Buffer.alloc(3)]), max).state).toBe('trailing');
});

test.each([0.99, 0.5, 0.2])('gives what can be had of the first %f of a file', share => {
	const inflated = gunzipStrict(body.subarray(0, Math.floor(body.length * share)), max);
	expect(inflated.state).toBe('truncated');
	expect(text.startsWith(read(inflated.bytes))).toBe(true);
	expect(inflated.bytes.length).toBeGreaterThan(0);
});

test('a flipped bit is noticed, wherever it is', () => {
	const random = Buffer.from(Array.from({ length: 4000 }, (_, index) => (index * 7919) % 251));
	const whole = gzipSync(random);
	for (let at = 10; at < whole.length; at += 97) {
		const flipped = Buffer.from(whole);
		flipped[at]! ^= 0x10;
		expect(gunzipStrict(flipped, max).state, `byte ${at}`).not.toBe('whole');
	}
});

test('a wrong checksum is damage even when everything inflates', () => {
	const wrong = Buffer.from(body);
	wrong[wrong.length - 6]! ^= 1;
	expect(gunzipStrict(wrong, max)).toMatchObject({ state: 'corrupt' });
});

test('a bomb does not go off', () => {
	const bomb = gzipSync(Buffer.alloc(8 << 20));
	expect(gunzipStrict(bomb, max)).toEqual({
		state: 'too-large',
		bytes: new Uint8Array(0),
		trailingBytes: 0,
	});
});

test.each([0, 1, 2, 9, 10, 17])('%d bytes of a header are no reason to fall over', count => {
	expect(['plain', 'truncated']).toContain(gunzipStrict(body.subarray(0, count), max).state);
});

test('reads a header with a file name', () => {
	const named = Buffer.concat([
		Buffer.from([0x1f, 0x8b, 8, 8, 0, 0, 0, 0, 0, 3]),
		Buffer.from('log.json\0'),
		body.subarray(10),
	]);
	expect(read(gunzipStrict(named, max).bytes)).toBe(text);
});

test('a trailer that lies about its size costs no more memory than the bytes can hold', () => {
	const lying = (length: number) => {
		const bytes = Buffer.from(gzipSync(randomBytes(length)));
		bytes.writeUInt32LE(0xffff_ff00, bytes.length - 4);
		const inflated = gunzipStrict(bytes, 1 << 30);
		expect(inflated.state).toBe('corrupt');
		return inflated.bytes.buffer.byteLength;
	};

	// What is small lies in a pool of Node's: 8 KiB up to Node 22, 64 KiB from Node 24 on.
	expect(lying(10)).toBeLessThanOrEqual(64 << 10);
	expect(lying(100_000)).toBe(64 << 20);
});
