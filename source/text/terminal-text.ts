import { sanitiseLines } from './sanitise.ts';

/** What may be half of something that the next write ends: of a line end or of a character. */
const unfinished = /[\r\uD800-\uDBFF]$/;

/**
 * Makes what is written to one terminal safe to draw, write by write. A character that two writes
 * share is put together; no control character is let through, so that two writes cannot make a
 * sequence either.
 */
export class TerminalText {
	readonly #decoder = new TextDecoder('utf-8', { ignoreBOM: true });
	/** The unfinished end of the last write. */
	#held = '';

	/**
	 * @param data - text, or UTF-8 bytes; bytes that are no UTF-8 become U+FFFD
	 * @returns what can be drawn of it now
	 */
	take(data: string | Uint8Array): string {
		const text =
			typeof data === 'string'
				? this.#decoder.decode() + data
				: this.#decoder.decode(data, { stream: true });
		const whole = this.#held + text;
		this.#held = unfinished.exec(whole)?.[0] ?? '';
		return safe(whole.slice(0, whole.length - this.#held.length));
	}

	/** What is left when nothing more comes. */
	end(): string {
		const left = this.#held + this.#decoder.decode();
		this.#held = '';
		return safe(left);
	}
}

/** The line ends of CSV and of Windows are line ends; any other carriage return would overwrite. */
function safe(text: string): string {
	return sanitiseLines(text.replaceAll('\r\n', '\n'));
}
