const quote = 0x22;
const backslash = 0x5c;
const comma = 0x2c;

/**
 * Counts the values of a container without checking them, and stops above `max`.
 *
 * @param start - its opening bracket
 * @param deep - true: every value within (about), false: its own elements
 * @returns the count, or something above `max`
 */
export function measureContainer(
	bytes: Uint8Array,
	start: number,
	end: number,
	deep: boolean,
	max: number,
): number {
	let count = 1;
	let depth = 0;
	for (let at = start; at < end && count <= max; at += 1) {
		const byte = bytes[at] as number;
		if (byte === quote) {
			at += 1;
			while (at < end && bytes[at] !== quote) {
				at += bytes[at] === backslash ? 2 : 1;
			}
		} else if (byte === comma && (deep || depth === 1)) {
			count += 1;
		} else if (byte === 0x7b || byte === 0x5b) {
			depth += 1;
		} else if (byte === 0x7d || byte === 0x5d) {
			depth -= 1;
			if (depth === 0) {
				break;
			}
		}
	}

	return count;
}
