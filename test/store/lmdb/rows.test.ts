import { expect, test } from 'vitest';
import { decodeEntry, encodeEntry } from '../../../store/lmdb/journal-entry.ts';
import type { JournalEntry } from '../../../store/lmdb/journal-entry.ts';
import { decodeJson, encodeJson } from '../../../store/lmdb/rows.ts';

const key = Buffer.from('object/a');

test('a row is what was written, and one of an earlier format is read', () => {
	const value = { state: 'ok', records: 3, text: 'ä\u2028' };
	expect(decodeJson(encodeJson(value, key), key)).toEqual(value);
	expect(decodeJson(encodeJson(value))).toEqual(value);
	expect(decodeJson(Buffer.from(JSON.stringify(value)), key)).toEqual(value);
});

test('each flipped bit of a row is refused, and so is its place under another key', () => {
	const row = encodeJson({ state: 'ok', records: 3 }, key);
	for (let bit = 0; bit < row.length * 8; bit++) {
		const flipped = Uint8Array.from(row);
		flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
		expect(() => decodeJson(flipped, key), `bit ${bit}`).toThrow('a row of the store is damaged');
	}

	expect(() => decodeJson(row, Buffer.from('object/b'))).toThrow('its checksum differs');
	expect(() => decodeJson(row.subarray(0, 3), key)).toThrow('its checksum differs');
	expect(() => decodeJson(Buffer.from('{"a":'))).toThrow('a row of the store is damaged');
});

const entry: JournalEntry = {
	partition: 'tail',
	segment: 7,
	meta: { _object: 'a.json.gz' },
	fallbackTimeMs: 1_772_366_400_000,
	encoding: 'identity',
	delivered: Buffer.from('{"Records":[{"id":1}]}'),
	inflatedBytes: 22,
	spans: Uint32Array.of(12, 20),
	conflicts: [0],
};

test('each flipped bit of a journal entry is refused', () => {
	const bytes = encodeEntry(entry);
	expect(decodeEntry(bytes)).toMatchObject({ ...entry, delivered: expect.anything() as unknown });
	for (let bit = 0; bit < bytes.length * 8; bit++) {
		const flipped = Uint8Array.from(bytes);
		flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
		expect(() => decodeEntry(flipped), `bit ${bit}`).toThrow();
	}
});

test('an entry of the layout without a checksum is read', () => {
	const bytes = encodeEntry(entry);
	const former = Buffer.concat([Buffer.of(1), bytes.subarray(5)]);
	expect(decodeEntry(former)).toEqual(decodeEntry(bytes));
});
