/** Decoded at a time, because one string cannot hold a very large file. */
const chunkBytes = 1 << 20;

/**
 * The text in UTF-8 when it is UTF-16, as PowerShell's `>` writes it; undefined for others. Half a
 * surrogate becomes U+FFFD, and an odd byte at the end is dropped.
 */
export function fromUtf16(bytes: Uint8Array): Uint8Array | undefined {
	const order = byteOrder(bytes);
	if (order === undefined) {
		return undefined;
	}

	// Swapped in a copy, because the bytes belong to the caller.
	const units = bytes.subarray(0, bytes.length & ~1);
	const little = order === 'big' ? Buffer.from(units).swap16() : units;
	const decoder = new TextDecoder('utf-16le');
	const parts: Uint8Array[] = [];
	for (let at = 0; at < little.length; at += chunkBytes) {
		const chunk = little.subarray(at, at + chunkBytes);
		parts.push(Buffer.from(decoder.decode(chunk, { stream: true })));
	}

	parts.push(Buffer.from(decoder.decode()));
	return Buffer.concat(parts);
}

function byteOrder(bytes: Uint8Array): 'little' | 'big' | undefined {
	if (bytes.length < 2) {
		return undefined;
	}

	if (bytes[0] === 0xff && bytes[1] === 0xfe) {
		return 'little';
	}

	if (bytes[0] === 0xfe && bytes[1] === 0xff) {
		return 'big';
	}

	// Without a mark: JSON begins with two characters of ASCII, each with a zero before or behind.
	const [a = 0, b = 0, c = 0, d = 0] = bytes;
	if (b === 0 && d === 0 && mayOpen(a) && isAscii(c)) {
		return 'little';
	}

	return a === 0 && c === 0 && mayOpen(b) && isAscii(d) ? 'big' : undefined;
}

/** A brace, a bracket, or white space. */
function mayOpen(byte: number): boolean {
	return [0x7b, 0x5b, 0x20, 0x09, 0x0a, 0x0d].includes(byte);
}

function isAscii(byte: number): boolean {
	return byte > 0 && byte < 0x80;
}
