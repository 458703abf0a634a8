const bytesPerLine = 16;

/**
 * Prints bytes as `xxd` does: offset, hexadecimal digits, and printable ASCII characters.
 *
 * @param end - exclusive
 */
export function hexDump(bytes: Uint8Array, start: number, end: number): string {
	const lines: string[] = [];
	const stop = Math.min(end, bytes.length);
	for (let at = start; at < stop; at += bytesPerLine) {
		const line = bytes.subarray(at, Math.min(at + bytesPerLine, stop));
		const hex = Array.from(line, byte => byte.toString(16).padStart(2, '0')).join(' ');
		const text = Array.from(line, byte =>
			byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.',
		).join('');
		const offset = at.toString(16).padStart(8, '0');
		lines.push(`  ${offset}  ${hex.padEnd(bytesPerLine * 3 - 1)}  ${text}\n`);
	}

	return lines.join('');
}
