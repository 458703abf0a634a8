const quote = 0x22;
const backslash = 0x5c;

function isSpace(byte: number): boolean {
	return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}

/**
 * Bytes of numbers and of `true`, `false`, `null`: without white space two of them would become one
 * token.
 */
function isWordByte(byte: number): boolean {
	return (
		(byte >= 0x30 && byte <= 0x39) ||
		((byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7a) ||
		byte === 0x2b ||
		byte === 0x2d ||
		byte === 0x2e
	);
}

/**
 * Removes the white space outside of strings.
 *
 * @returns a copy, or undefined when there is none, or when removing it would join two tokens (`1
 *   2`), which was not valid JSON before either
 */
export function compactJson(bytes: Uint8Array): Uint8Array | undefined {
	const compact = new Uint8Array(bytes.length);
	let length = 0;
	let inString = false;
	let afterSpace = false;
	for (let at = 0; at < bytes.length; at += 1) {
		const byte = bytes[at] as number;
		if (inString) {
			compact[length++] = byte;
			if (byte === backslash && at + 1 < bytes.length) {
				at += 1;
				compact[length++] = bytes[at] as number;
			} else if (byte === quote) {
				inString = false;
			}

			continue;
		}

		if (isSpace(byte)) {
			afterSpace = true;
			continue;
		}

		if (afterSpace && length > 0 && isWordByte(byte) && isWordByte(compact[length - 1] as number)) {
			return undefined;
		}

		afterSpace = false;
		inString = byte === quote;
		compact[length++] = byte;
	}

	return length === bytes.length ? undefined : compact.subarray(0, length);
}
