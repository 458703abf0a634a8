import { constants, crc32, inflateRawSync } from 'node:zlib';

export interface Inflated {
	/**
	 * `whole`: undamaged · `plain`: was not compressed · `trailing`: whole, but more bytes follow ·
	 * `truncated`, `corrupt`: `bytes` is what could be salvaged · `too-large`: larger than allowed,
	 * `bytes` is empty.
	 */
	readonly state: 'whole' | 'plain' | 'trailing' | 'truncated' | 'corrupt' | 'too-large';
	readonly bytes: Uint8Array;
	/** Bytes after the end of the compressed stream. */
	readonly trailingBytes: number;
}

/**
 * Inflates the first member of a gzip file, checks its CRC and length, and caps the output. Node's
 * own gunzip joins members and ignores trailing bytes, so that a digest's hash would cover other
 * bytes than those that are read.
 *
 * @param inflatedMax - largest inflated size in bytes
 */
export function gunzipStrict(bytes: Uint8Array, inflatedMax: number): Inflated {
	return inflateMember(bytes, inflatedMax, statedBytes(bytes));
}

/**
 * Like `gunzipStrict`.
 *
 * @param expectedBytes - a guess of the inflated size; a wrong one costs time alone
 */
export function inflateMember(
	bytes: Uint8Array,
	inflatedMax: number,
	expectedBytes: number,
): Inflated {
	if (!isGzip(bytes)) {
		return bytes.length > inflatedMax ? tooLarge : { state: 'plain', bytes, trailingBytes: 0 };
	}

	const headerBytes = gzipHeaderBytes(bytes);
	if (headerBytes === undefined) {
		return { state: 'truncated', bytes: new Uint8Array(0), trailingBytes: 0 };
	}

	const body = bytes.subarray(headerBytes);
	try {
		const { buffer, engine } = inflateRawSync(body, {
			info: true,
			chunkSize: chunkBytes(bytes, inflatedMax, expectedBytes),
			maxOutputLength: Math.max(1, inflatedMax),
		}) as unknown as {
			readonly buffer: Buffer;
			readonly engine: { readonly bytesWritten: number };
		};
		return checkTrailer(body, engine.bytesWritten, buffer);
	} catch (error) {
		return salvage(body, inflatedMax, codeOf(error));
	}
}

export function isGzip(bytes: Uint8Array): boolean {
	return bytes.length >= 2 && bytes[0] === 0x1f && bytes[1] === 0x8b;
}

const chunkBytesMin = 16 << 10;
const chunkBytesMax = 64 << 20;
/** The highest ratio of deflate; a trailer that states more is wrong. */
const ratioMax = 1032;

/** The inflated size in bytes that the trailer states; it may lie. */
function statedBytes(bytes: Uint8Array): number {
	const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
	return bytes.length >= 4 ? view.getUint32(bytes.length - 4, true) : 0;
}

/**
 * The size of the output buffer in bytes. One buffer of the size that is expected is half again as
 * fast as many small ones; a size that is impossible is not used.
 */
function chunkBytes(bytes: Uint8Array, inflatedMax: number, expectedBytes: number): number {
	const possible = Math.min(inflatedMax, bytes.length * ratioMax, chunkBytesMax);
	return Math.max(chunkBytesMin, Math.min(expectedBytes + 64, possible));
}

const tooLarge: Inflated = { state: 'too-large', bytes: new Uint8Array(0), trailingBytes: 0 };

function codeOf(error: unknown): string {
	return error instanceof Error && 'code' in error ? String(error.code) : '';
}

function checkTrailer(body: Uint8Array, end: number, inflated: Uint8Array): Inflated {
	if (body.length < end + 8) {
		return { state: 'truncated', bytes: inflated, trailingBytes: 0 };
	}

	const view = new DataView(body.buffer, body.byteOffset + end, 8);
	const matches =
		view.getUint32(0, true) === crc32(inflated) &&
		view.getUint32(4, true) === inflated.length >>> 0;
	const trailingBytes = body.length - end - 8;
	const whole = trailingBytes === 0 ? 'whole' : 'trailing';
	return { state: matches ? whole : 'corrupt', bytes: inflated, trailingBytes };
}

/** The length of a gzip header in bytes; undefined when it is truncated. */
function gzipHeaderBytes(bytes: Uint8Array): number | undefined {
	const flags = bytes[3] ?? 0;
	let at = 10;
	if (flags & 4) {
		at += 2 + (bytes[at] ?? 0) + (bytes[at + 1] ?? 0) * 256;
	}

	for (const flag of [8, 16]) {
		if (flags & flag) {
			const zero = bytes.indexOf(0, at);
			at = zero < 0 ? bytes.length : zero + 1;
		}
	}

	if (flags & 2) {
		at += 2;
	}

	return at >= bytes.length ? undefined : at;
}

function salvage(body: Uint8Array, inflatedMax: number, code: string): Inflated {
	if (code === 'ERR_BUFFER_TOO_LARGE') {
		return tooLarge;
	}

	const whole = inflatePrefix(body, body.length, inflatedMax);
	if (whole) {
		return { state: 'truncated', bytes: whole, trailingBytes: 0 };
	}

	// A prefix of the input inflates without error exactly when it ends before the damage, so a
	// binary search finds the longest one.
	let good = 0;
	let bad = body.length;
	let bytes: Uint8Array = new Uint8Array(0);
	while (bad - good > 1) {
		const middle = (good + bad) >>> 1;
		const inflated = inflatePrefix(body, middle, inflatedMax);
		if (inflated) {
			good = middle;
			bytes = inflated;
		} else {
			bad = middle;
		}
	}

	return { state: 'corrupt', bytes, trailingBytes: 0 };
}

function inflatePrefix(body: Uint8Array, length: number, inflatedMax: number) {
	try {
		return inflateRawSync(body.subarray(0, length), {
			finishFlush: constants.Z_SYNC_FLUSH,
			maxOutputLength: Math.max(1, inflatedMax),
		});
	} catch {
		return undefined;
	}
}
