import { Decompress } from 'fzstd';

/**
 * Reads zstd where Node has none, so that a store that a newer Node wrote can be read. It is several
 * times slower than Node's own.
 *
 * @throws RangeError when there are not exactly `length` bytes; Error when they are no zstd
 */
export function readZstd(bytes: Uint8Array, length: number): Uint8Array {
	const out = new Uint8Array(length);
	let filled = 0;
	const stream = new Decompress(chunk => {
		if (filled + chunk.length > length) {
			throw new RangeError(`a zstd frame of more than ${length} bytes`);
		}

		out.set(chunk, filled);
		filled += chunk.length;
	});
	stream.push(bytes, true);
	if (filled !== length) {
		throw new RangeError(`a zstd frame of ${filled} bytes instead of ${length}`);
	}

	return out;
}
