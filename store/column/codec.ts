import zlib from 'node:zlib';
import { StoreError } from '../errors.ts';
import { readZstd } from './zstd-reader.ts';

/** A compression method; the segment's header has its name. */
export interface Codec {
	readonly name: string;
	compress(bytes: Uint8Array): Uint8Array;
	/** @throws when the bytes are damaged or do not give exactly `length` bytes */
	decompress(bytes: Uint8Array, length: number): Uint8Array;
}

/** The fastest level is enough after the columns' own encodings. */
const deflateLevel = 1;
const zstdLevel = 1;
/** From this many bytes on, a sample decides whether to search for repetitions. */
const sampledBytes = 64 * 1024;
const sampleBytes = 8 * 1024;

function deflateWith(bytes: Uint8Array, strategy: number): Uint8Array {
	return zlib.deflateRawSync(bytes, {
		level: deflateLevel,
		strategy,
		// The output buffer has the final size, because growing it costs more than unused room.
		chunkSize: Math.max(1024, (bytes.length >> 1) + 1024),
	});
}

/**
 * Tokens and request ids never repeat, so only Huffman coding is worth it for them, in half the
 * time.
 */
function deflateStrategy(bytes: Uint8Array): number {
	const { Z_DEFAULT_STRATEGY, Z_HUFFMAN_ONLY } = zlib.constants;
	if (bytes.length < sampledBytes) {
		return Z_DEFAULT_STRATEGY;
	}

	const middle = bytes.length >> 1;
	const sample = bytes.subarray(middle, middle + sampleBytes);
	const repeating = deflateWith(sample, Z_DEFAULT_STRATEGY).length;
	const alphabet = deflateWith(sample, Z_HUFFMAN_ONLY).length;
	return alphabet < repeating * 1.01 ? Z_HUFFMAN_ONLY : Z_DEFAULT_STRATEGY;
}

export const deflate: Codec = {
	name: 'deflate',
	compress: bytes => deflateWith(bytes, deflateStrategy(bytes)),
	decompress: (bytes, length) =>
		ofLength(
			zlib.inflateRawSync(bytes, { chunkSize: Math.max(64, length), maxOutputLength: length }),
			length,
		),
};

/** Node gives what there is of a zstd stream that was cut, without an error. */
function ofLength(bytes: Uint8Array, length: number): Uint8Array {
	if (bytes.length !== length) {
		throw new RangeError(`${bytes.length} bytes were unpacked, and should be ${length}`);
	}

	return bytes;
}

type ZstdSync = (bytes: Uint8Array, options: object) => Uint8Array;

/** zstd; Node has it from version 22.15 on. */
function zstdOfNode(): Codec | undefined {
	const { zstdCompressSync, zstdDecompressSync, constants } = zlib as unknown as {
		readonly zstdCompressSync?: ZstdSync;
		readonly zstdDecompressSync?: ZstdSync;
		readonly constants: Readonly<Record<string, number>>;
	};
	if (zstdCompressSync === undefined || zstdDecompressSync === undefined) {
		return undefined;
	}

	const level = constants['ZSTD_c_compressionLevel'] ?? 100;
	return {
		name: 'zstd',
		compress: bytes => zstdCompressSync(bytes, { params: { [level]: zstdLevel } }),
		decompress: (bytes, length) =>
			ofLength(zstdDecompressSync(bytes, { maxOutputLength: length }), length),
	};
}

const zstd = zstdOfNode();

/** The codec of new segments. */
export const writeCodec: Codec = zstd ?? deflate;

/** The reading half of a codec. */
export type Decoder = Pick<Codec, 'name' | 'decompress'>;

const decoders: readonly Decoder[] = [deflate, zstd ?? { name: 'zstd', decompress: readZstd }];

/** @throws StoreError `codec-missing` for a codec that this program does not know */
export function decoderNamed(name: string): Decoder {
	const decoder = decoders.find(known => known.name === name);
	if (decoder === undefined) {
		throw new StoreError(
			'codec-missing',
			`a segment is compressed with ${JSON.stringify(name)}, which this program does not know`,
		);
	}

	return decoder;
}
