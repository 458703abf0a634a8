const quote = 0x22;
const dash = 0x2d;

/** `"01234567-89ab-cdef-0123-456789abcdef"`, quotes included. */
export const uuidTokenBytes = 38;
export const uuidBytes = 16;

const hexValues = new Int8Array(256).fill(-1);
const hexDigits = new Uint8Array(16);
for (let digit = 0; digit < 16; digit += 1) {
	const character = digit.toString(16).charCodeAt(0);
	hexValues[character] = digit;
	hexDigits[digit] = character;
}

/** Places of the two digits of each byte, counted from the opening quote. */
const digitPlaces = Uint8Array.from([1, 3, 5, 7, 10, 12, 15, 17, 20, 22, 25, 27, 29, 31, 33, 35]);
const dashPlaces = [9, 14, 19, 24];

/** Writes the 16 bytes of a lower-case canonical UUID token; false when it is not one. */
export function packUuid(bytes: Uint8Array, start: number, into: Uint8Array, at: number): boolean {
	if (bytes[start] !== quote || !dashPlaces.every(place => bytes[start + place] === dash)) {
		return false;
	}

	let wrong = 0;
	for (let index = 0; index < uuidBytes; index += 1) {
		const place = start + (digitPlaces[index] as number);
		const high = hexValues[bytes[place] as number] as number;
		const low = hexValues[bytes[place + 1] as number] as number;
		wrong |= high | low;
		into[at + index] = (high << 4) | low;
	}

	return wrong >= 0;
}

/** Writes the token of 16 bytes. */
export function unpackUuid(from: Uint8Array, at: number, into: Uint8Array, start: number): void {
	into[start] = quote;
	into[start + uuidTokenBytes - 1] = quote;
	for (const place of dashPlaces) {
		into[start + place] = dash;
	}

	for (let index = 0; index < uuidBytes; index += 1) {
		const byte = from[at + index] as number;
		const place = start + (digitPlaces[index] as number);
		into[place] = hexDigits[byte >> 4] as number;
		into[place + 1] = hexDigits[byte & 15] as number;
	}
}
