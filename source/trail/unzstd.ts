import zlib from 'node:zlib';
import { Decompress } from 'fzstd';
import type { Inflated } from './gunzip.ts';

/** What the zstd program itself takes without being asked for more, in bytes. */
const windowMax = 128 << 20;
const magic = 0xfd2fb528;
const skippableMagic = 0x184d2a50;
const dictionaryIdBytes = [0, 1, 2, 4] as const;
const contentSizeBytes = [0, 2, 4, 8] as const;

export function isZstd(bytes: Uint8Array): boolean {
	return bytes.length >= 4 && frameMagic(bytes, 0) !== undefined;
}

/** Reads every frame of a zstd file, checks what it can, and caps the output. Never throws. */
export function unzstd(bytes: Uint8Array, inflatedMax: number): Inflated {
	const parts: Uint8Array[] = [];
	let total = 0;
	const give = (state: Inflated['state'], trailingBytes = 0): Inflated => ({
		state,
		bytes: state === 'too-large' ? new Uint8Array(0) : Buffer.concat(parts, total),
		trailingBytes,
	});
	for (let at = 0; at < bytes.length;) {
		if (frameMagic(bytes, at) === undefined) {
			return give('trailing', bytes.length - at);
		}

		const { end, windowBytes, isSkipped } = frameAt(bytes, at);
		if (windowBytes > Math.max(windowMax, inflatedMax)) {
			return give('too-large');
		}

		const frame = bytes.subarray(at, end ?? bytes.length);
		const part = isSkipped ? nothing : readFrame(frame, inflatedMax - total, end !== undefined);
		if (part.state === 'too-large') {
			return give('too-large');
		}

		parts.push(part.bytes);
		total += part.bytes.length;
		if (end === undefined || part.state !== 'whole') {
			return give(end === undefined ? 'truncated' : 'corrupt');
		}

		at = end;
	}

	return give('whole');
}

const nothing: Inflated = { state: 'whole', bytes: new Uint8Array(0), trailingBytes: 0 };

function viewOf(bytes: Uint8Array): DataView {
	return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function frameMagic(bytes: Uint8Array, at: number): 'data' | 'skippable' | undefined {
	if (at + 4 > bytes.length) {
		return undefined;
	}

	const word = viewOf(bytes).getUint32(at, true);
	return word === magic ? 'data' : (word & ~15) === skippableMagic ? 'skippable' : undefined;
}

interface Frame {
	/** Exclusive; undefined when the file ends first. */
	readonly end: number | undefined;
	readonly windowBytes: number;
	readonly isSkipped: boolean;
}

/** Finds the end of a frame by the sizes of its blocks, without reading what is in them. */
function frameAt(bytes: Uint8Array, start: number): Frame {
	const view = viewOf(bytes);
	const within = (at: number): number | undefined => (at <= bytes.length ? at : undefined);
	if (frameMagic(bytes, start) === 'skippable') {
		const end = start + 8 <= bytes.length ? start + 8 + view.getUint32(start + 4, true) : Infinity;
		return { end: within(end), windowBytes: 0, isSkipped: true };
	}

	const flags = bytes[start + 4] ?? 0;
	const isSingle = (flags & 0x20) !== 0;
	const sizeFlag = flags >> 6;
	const sizeBytes = sizeFlag === 0 && isSingle ? 1 : (contentSizeBytes[sizeFlag] ?? 0);
	const sizeAt = start + (isSingle ? 5 : 6) + (dictionaryIdBytes[flags & 3] ?? 0);
	let at = sizeAt + sizeBytes;
	if (at > bytes.length) {
		return { end: undefined, windowBytes: 0, isSkipped: false };
	}

	const windowBytes = isSingle
		? readSize(view, sizeAt, sizeBytes)
		: 2 ** (10 + (bytes[start + 5]! >> 3)) * (1 + (bytes[start + 5]! & 7) / 8);
	for (let isLast = false; !isLast;) {
		if (at + 3 > bytes.length) {
			return { end: undefined, windowBytes, isSkipped: false };
		}

		const header = bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16);
		const isRepeated = ((header >> 1) & 3) === 1;
		at += 3 + (isRepeated ? 1 : header >> 3);
		isLast = (header & 1) === 1;
	}

	const checksumBytes = (flags & 4) === 0 ? 0 : 4;
	return { end: within(at + checksumBytes), windowBytes, isSkipped: false };
}

function readSize(view: DataView, at: number, count: number): number {
	let size = 0;
	for (let index = count - 1; index >= 0; index--) {
		size = size * 256 + view.getUint8(at + index);
	}

	return size + (count === 2 ? 256 : 0);
}

type ZstdSync = (bytes: Uint8Array, options: object) => Uint8Array;

/** Node has it from version 22.15 on. */
const { zstdDecompressSync } = zlib as unknown as { readonly zstdDecompressSync?: ZstdSync };

/** @param isWhole - false: the file ends within the frame, and what comes before is wanted */
function readFrame(frame: Uint8Array, inflatedMax: number, isWhole: boolean): Inflated {
	if (zstdDecompressSync !== undefined && isWhole) {
		try {
			const bytes = zstdDecompressSync(frame, { maxOutputLength: Math.max(1, inflatedMax) });
			return bytes.length > inflatedMax
				? { ...nothing, state: 'too-large' }
				: { ...nothing, bytes };
		} catch {
			// Read again below, for what comes before the damage.
		}
	}

	return readFrameSlowly(frame, inflatedMax, isWhole && zstdDecompressSync === undefined);
}

function readFrameSlowly(frame: Uint8Array, inflatedMax: number, mayBeWhole: boolean): Inflated {
	const parts: Uint8Array[] = [];
	let total = 0;
	let isWhole = mayBeWhole;
	const stream = new Decompress(chunk => {
		total += chunk.length;
		if (total > inflatedMax) {
			throw new RangeError('too large');
		}

		parts.push(chunk.slice());
	});
	try {
		stream.push(frame, mayBeWhole);
	} catch {
		isWhole = false;
	}

	return total > inflatedMax
		? { ...nothing, state: 'too-large' }
		: { ...nothing, state: isWhole ? 'whole' : 'corrupt', bytes: Buffer.concat(parts) };
}
