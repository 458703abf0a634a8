const quote = 0x22;
const dash = 0x2d;

/** Bytes of `"01234567-89ab-cdef-0123-456789abcdef"`, with quotes. */
export const uuidTokenBytes = 38;
export const uuidBytes = 16;

const hexValues = new Int8Array(256).fill(-1);
const hexDigits = new Uint8Array(16);
for (let digit = 0; digit < 16; digit += 1) {
	const character = digit.toString(16).charCodeAt(0);
	hexValues[character] = digit;
	hexDigits[digit] = character;
}

/** Offsets of the first of the two digits of each byte, counted from the opening quote. */
const digitOffsets = Uint8Array.from([1, 3, 5, 7, 10, 12, 15, 17, 20, 22, 25, 27, 29, 31, 33, 35]);
const dashOffsets = [9, 14, 19, 24];

/** Writes the 16 bytes of a lower-case canonical UUID token; false when it is not one. */
export function packUuid(bytes: Uint8Array, start: number, into: Uint8Array, at: number): boolean {
	if (bytes[start] !== quote || !dashOffsets.every(offset => bytes[start + offset] === dash)) {
		return false;
	}

	let wrong = 0;
	for (let index = 0; index < uuidBytes; index += 1) {
		const first = start + (digitOffsets[index] as number);
		const high = hexValues[bytes[first] as number] as number;
		const low = hexValues[bytes[first + 1] as number] as number;
		wrong |= high | low;
		into[at + index] = (high << 4) | low;
	}

	return wrong >= 0;
}

/** Writes the UUID token of 16 bytes. */
export function unpackUuid(from: Uint8Array, at: number, into: Uint8Array, start: number): void {
	into[start] = quote;
	into[start + uuidTokenBytes - 1] = quote;
	for (const offset of dashOffsets) {
		into[start + offset] = dash;
	}

	for (let index = 0; index < uuidBytes; index += 1) {
		const byte = from[at + index] as number;
		const first = start + (digitOffsets[index] as number);
		into[first] = hexDigits[byte >> 4] as number;
		into[first + 1] = hexDigits[byte & 15] as number;
	}
}
