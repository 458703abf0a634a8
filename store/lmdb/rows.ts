import { crc32 } from 'node:zlib';
import { messageOf, StoreError } from '../errors.ts';

/** First byte of a row with a checksum; JSON begins with another one. */
const checked = 1;
const headBytes = 5;
const noKey: Uint8Array = new Uint8Array();

/**
 * A row: JSON after a checksum.
 *
 * @param key - goes into the checksum, so that a row that is found under another key is damaged
 */
export function encodeJson(value: unknown, key: Uint8Array = noKey): Uint8Array {
	const json = Buffer.from(JSON.stringify(value));
	const bytes = Buffer.allocUnsafe(headBytes + json.length);
	bytes[0] = checked;
	bytes.writeUInt32LE(crc32(json, crc32(key)), 1);
	json.copy(bytes, headBytes);
	return bytes;
}

/**
 * Reads a row, also one of an earlier format, which has no checksum.
 *
 * @throws StoreError `row-damaged`
 */
export function decodeJson(bytes: Uint8Array, key: Uint8Array = noKey): unknown {
	const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
	const isChecked = buffer[0] === checked;
	const json = isChecked ? buffer.subarray(headBytes) : buffer;
	if (
		isChecked &&
		(buffer.length < headBytes || buffer.readUInt32LE(1) !== crc32(json, crc32(key)))
	) {
		throw new StoreError('row-damaged', 'a row of the store is damaged: its checksum differs');
	}

	try {
		return JSON.parse(json.toString());
	} catch (cause) {
		throw new StoreError('row-damaged', `a row of the store is damaged: ${messageOf(cause)}`, {
			cause,
		});
	}
}
