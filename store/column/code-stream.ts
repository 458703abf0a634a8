import type { Codes } from './column.ts';
import { newCodes } from './row-codes.ts';

/**
 * Encodes codes in one, two or four bytes each, as the largest allowed code needs. All lowest bytes
 * come first, apart from the higher bytes, because those repeat and compress well.
 *
 * @param largest - codes are `0..largest`; when all codes must be 1, nothing is written
 */
export function encodeCodes(codes: Codes, count: number, largest: number): Uint8Array {
	const width = newCodes(0, largest).BYTES_PER_ELEMENT;
	const bytes = new Uint8Array(count * width);
	for (let plane = 0; plane < width; plane += 1) {
		const start = plane * count;
		const shift = plane * 8;
		for (let at = 0; at < count; at += 1) {
			bytes[start + at] = (codes[at] as number) >>> shift;
		}
	}

	return bytes;
}

/** @throws RangeError when the bytes are not exactly `count` codes, or a code is above `largest` */
export function decodeCodes(bytes: Uint8Array, count: number, largest: number): Codes {
	const codes = newCodes(count, largest);
	if (bytes.length !== count * codes.BYTES_PER_ELEMENT) {
		throw new RangeError(`${bytes.length} bytes for ${count} codes up to ${largest}`);
	}

	for (let at = 0; at < count; at += 1) {
		let code = bytes[at] as number;
		for (let plane = 1; plane < codes.BYTES_PER_ELEMENT; plane += 1) {
			code |= (bytes[plane * count + at] as number) << (plane * 8);
		}

		if (code >>> 0 > largest) {
			throw new RangeError(`code ${code} above ${largest}`);
		}

		codes[at] = code;
	}

	return codes;
}
