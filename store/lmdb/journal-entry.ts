import { constants, crc32, gunzipSync, gzipSync } from 'node:zlib';
import { messageOf, StoreError } from '../errors.ts';
import type { DeliveredObject } from '../store.ts';
import { ByteReader, ByteWriter } from './byte-writer.ts';

/** The records of one object in one open segment, with everything needed to shred them again. */
export interface JournalEntry {
	readonly partition: string;
	/** The number of their open segment. */
	readonly segment: number;
	readonly meta: Readonly<Record<string, string | number>>;
	readonly fallbackTimeMs: number;
	readonly encoding: 'gzip' | 'identity';
	/** The bytes that contain the records; as delivered when strict inflating works. */
	readonly delivered: Uint8Array;
	readonly inflatedBytes: number;
	/**
	 * Start and end (exclusive) of each kept record in the inflated bytes. Other records are left
	 * out.
	 */
	readonly spans: Uint32Array;
	/**
	 * Indexes, among the kept records, of those whose identity was there already with different
	 * content.
	 */
	readonly conflicts: readonly number[];
}

/** Of entries with a checksum; those of layout 1 have none. */
const layoutVersion = 2;
const layoutUnchecked = 1;
const checksumBytes = 4;
const encodings = ['identity', 'gzip'] as const;

/**
 * The delivered bytes, if inflating them gives exactly `inflated`; otherwise our own gzip of
 * `inflated`. The fetcher salvages a truncated object or one with trailing bytes, and the journal
 * must not depend on repeating that.
 */
export function journalBytes(
	object: DeliveredObject,
): Pick<JournalEntry, 'delivered' | 'encoding' | 'inflatedBytes'> {
	const { delivered, encoding, inflated } = object;
	const inflatedBytes = inflated.byteLength;
	const isTrusted =
		encoding === 'identity'
			? Buffer.compare(delivered, inflated) === 0
			: describes(trailerOf(delivered), inflated);
	if (isTrusted) {
		return { delivered, encoding, inflatedBytes };
	}

	return { delivered: gzipSync(inflated, { level: 1 }), encoding: 'gzip', inflatedBytes };
}

export function encodeEntry(entry: JournalEntry): Uint8Array {
	const { spans, conflicts, delivered } = entry;
	const out = new ByteWriter(delivered.byteLength + spans.length * 3 + 256);
	out.byte(layoutVersion);
	// The checksum of what follows comes here at the end.
	out.raw(new Uint8Array(checksumBytes));
	out.byte(encodings.indexOf(entry.encoding));
	out.text(entry.partition);
	out.varint(entry.segment);
	out.float64(entry.fallbackTimeMs);
	out.text(JSON.stringify(entry.meta));
	out.varint(entry.inflatedBytes);
	out.varint(spans.length / 2);
	let previous = 0;
	for (const offset of spans) {
		out.varint(offset - previous);
		previous = offset;
	}

	out.varint(conflicts.length);
	let last = 0;
	for (const index of conflicts) {
		out.varint(index - last);
		last = index;
	}

	out.raw(delivered);
	const bytes = out.done();
	const body = bytes.subarray(1 + checksumBytes);
	viewOf(bytes).setUint32(1, crc32(body), true);
	return bytes;
}

function viewOf(bytes: Uint8Array): DataView {
	return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/**
 * @param bytes - must stay valid: `delivered` of the result is a view of them
 * @throws StoreError `journal-damaged`
 */
export function decodeEntry(bytes: Uint8Array): JournalEntry {
	try {
		return decode(new ByteReader(checkedBody(bytes)));
	} catch (cause) {
		throw damaged(messageOf(cause), cause);
	}
}

/** What follows the layout, and the checksum if there is one. */
function checkedBody(bytes: Uint8Array): Uint8Array {
	const [layout] = bytes;
	if (layout === layoutUnchecked) {
		return bytes.subarray(1);
	}

	if (layout !== layoutVersion) {
		throw new RangeError(`layout ${layout} instead of ${layoutVersion}`);
	}

	const body = bytes.subarray(1 + checksumBytes);
	if (bytes.length < 1 + checksumBytes || viewOf(bytes).getUint32(1, true) !== crc32(body)) {
		throw new RangeError('its checksum differs');
	}

	return body;
}

function decode(input: ByteReader): JournalEntry {
	const encoding = encodings[input.byte()];
	if (encoding === undefined) {
		throw new RangeError('unknown encoding');
	}

	const partition = input.text();
	const segment = input.varint();
	const fallbackTimeMs = input.float64();
	const meta = JSON.parse(input.text()) as Record<string, string | number>;
	const inflatedBytes = input.varint();
	const spans = new Uint32Array(input.varint() * 2);
	let offset = 0;
	for (let i = 0; i < spans.length; i++) {
		offset += input.varint();
		spans[i] = offset;
	}

	const conflicts: number[] = [];
	const conflictCount = input.varint();
	let index = 0;
	for (let i = 0; i < conflictCount; i++) {
		index += input.varint();
		conflicts.push(index);
	}

	const delivered = input.rest();
	return {
		partition,
		segment,
		meta,
		fallbackTimeMs,
		encoding,
		delivered,
		inflatedBytes,
		spans,
		conflicts,
	};
}

/**
 * The bytes the spans point into.
 *
 * @throws StoreError `journal-damaged`
 */
export function inflateEntry(entry: JournalEntry): Uint8Array {
	const inflated = entry.encoding === 'gzip' ? gunzip(entry) : entry.delivered;
	const last = entry.spans[entry.spans.length - 1] ?? 0;
	if (inflated.byteLength !== entry.inflatedBytes || last > inflated.byteLength) {
		throw damaged(`${entry.inflatedBytes} bytes expected, ${inflated.byteLength} found`);
	}

	return inflated;
}

function gunzip(entry: JournalEntry): Uint8Array {
	try {
		return gunzipSync(entry.delivered, {
			// One output buffer of the right size is one and a half times as fast as many small
			// ones.
			chunkSize: Math.max(constants.Z_MIN_CHUNK, entry.inflatedBytes + 1),
			maxOutputLength: Math.max(1, entry.inflatedBytes),
		});
	} catch (cause) {
		throw damaged(messageOf(cause), cause);
	}
}

interface Trailer {
	readonly crc: number;
	/** Modulo 2^32. */
	readonly sizeBytes: number;
}

/** The last eight bytes of a gzip member; undefined when the input is too short. */
function trailerOf(gzip: Uint8Array): Trailer | undefined {
	const { buffer, byteOffset, byteLength } = gzip;
	if (byteLength < 18) {
		return undefined;
	}

	const view = new DataView(buffer, byteOffset + byteLength - 8, 8);
	return { crc: view.getUint32(0, true), sizeBytes: view.getUint32(4, true) };
}

function describes(trailer: Trailer | undefined, inflated: Uint8Array): boolean {
	return trailer?.sizeBytes === inflated.byteLength >>> 0 && trailer.crc === crc32(inflated);
}

function damaged(found: string, cause?: unknown): StoreError {
	return new StoreError(
		'journal-damaged',
		`a journal entry cannot be read (${found})`,
		cause === undefined ? undefined : { cause },
	);
}
