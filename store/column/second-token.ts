/** Bytes of `"2026-03-01T12:00:00Z"`, with quotes. */
export const secondTokenBytes = 22;

const pattern = '"....-..-..T..:..:..Z"';
const daySeconds = 86_400;

function number(bytes: Uint8Array, start: number, digits: number): number {
	let value = 0;
	for (let at = start; at < start + digits; at += 1) {
		const digit = (bytes[at] as number) - 0x30;
		value = digit >= 0 && digit <= 9 ? value * 10 + digit : NaN;
	}

	return value;
}

function hasPattern(bytes: Uint8Array, start: number): boolean {
	for (let at = 0; at < secondTokenBytes; at += 1) {
		const expected = pattern.charCodeAt(at);
		if (expected !== 0x2e && bytes[start + at] !== expected) {
			return false;
		}
	}

	return true;
}

/**
 * Seconds since the epoch of an ISO time in whole seconds; NaN when the number would not give the
 * same text back.
 */
export function packSecond(bytes: Uint8Array, start: number): number {
	if (!hasPattern(bytes, start)) {
		return NaN;
	}

	const year = number(bytes, start + 1, 4);
	const month = number(bytes, start + 6, 2);
	const day = number(bytes, start + 9, 2);
	const hour = number(bytes, start + 12, 2);
	const minute = number(bytes, start + 15, 2);
	const second = number(bytes, start + 18, 2);
	if (!(year >= 1000 && month <= 12 && hour <= 23 && minute <= 59 && second <= 59)) {
		return NaN;
	}

	// 30 February would become a day in March, so such a date is not reversible.
	const dayMs = Date.UTC(year, month - 1, day);
	return new Date(dayMs).getUTCDate() === day && month >= 1
		? dayMs / 1000 + hour * 3600 + minute * 60 + second
		: NaN;
}

function write(into: Uint8Array, at: number, value: number): void {
	into[at] = 0x30 + Math.floor(value / 10);
	into[at + 1] = 0x30 + (value % 10);
}

/** Writes tokens of seconds. Caches the day, because the next token is usually of the same day. */
export class SecondWriter {
	#day = NaN;
	#token = new Uint8Array(secondTokenBytes);

	write(seconds: number, into: Uint8Array, start: number): void {
		const day = Math.floor(seconds / daySeconds);
		if (day !== this.#day) {
			this.#day = day;
			const text = new Date(day * daySeconds * 1000).toISOString();
			this.#token = Buffer.from(`"${text.slice(0, 19)}Z"`);
		}

		into.set(this.#token, start);
		const inDay = seconds - day * daySeconds;
		write(into, start + 12, Math.floor(inDay / 3600));
		write(into, start + 15, Math.floor(inDay / 60) % 60);
		write(into, start + 18, inDay % 60);
	}
}
