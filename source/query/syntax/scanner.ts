/** Counts the characters that the parser reads, so that a test can check that parsing is linear. */
export interface Meter {
	steps: number;
}

export interface Region {
	/** Offset after the region. */
	readonly end: number;
	/** False when the closing mark is missing; a string then ends with its line. */
	readonly closed: boolean;
}

const space = /\s/;

export function isSpace(character: string | undefined): boolean {
	return character !== undefined && space.test(character);
}

export function isNameCharacter(character: string | undefined): boolean {
	return character !== undefined && /[A-Za-z0-9_]/.test(character);
}

/**
 * Finds the ends of strings, regex literals and comments. Splitting into stages, reading tokens and
 * highlighting all use it, so that they agree about what is inside a string.
 */
export class Scanner {
	readonly text: string;
	readonly meter: Meter;
	/** From this offset on, no string is closed; this keeps repeated searches linear. */
	#unclosedFrom = Number.POSITIVE_INFINITY;

	constructor(text: string, meter: Meter) {
		this.text = text;
		this.meter = meter;
	}

	/** The string whose opening quote stands at `start`. Line breaks may stand inside it. */
	string(start: number): Region {
		if (start >= this.#unclosedFrom) {
			return { end: this.lineEnd(start), closed: false };
		}

		const { text, meter } = this;
		let at = start + 1;
		while (at < text.length) {
			meter.steps++;
			const character = text[at];
			if (character === '"') {
				return { end: at + 1, closed: true };
			}

			at += character === '\\' ? 2 : 1;
		}

		this.#unclosedFrom = start;
		return { end: this.lineEnd(start), closed: false };
	}

	/**
	 * A text in single quotes, which only options such as `delim=':'` take; it ends with its line.
	 * `'''` is a single quote.
	 */
	singleQuoted(start: number): Region {
		const { text, meter } = this;
		if (text.startsWith("'''", start)) {
			return { end: start + 3, closed: true };
		}

		for (let at = start + 1; at < text.length && text[at] !== '\n'; at++) {
			meter.steps++;
			if (text[at] === "'") {
				return { end: at + 1, closed: true };
			}
		}

		return { end: start + 1, closed: false };
	}

	/** The regex literal whose slash stands at `start`; a slash inside `[...]` does not end it. */
	regex(start: number): Region {
		const { text, meter } = this;
		let inClass = false;
		let at = start + 1;
		while (at < text.length && text[at] !== '\n') {
			meter.steps++;
			const character = text[at];
			if (character === '/' && !inClass) {
				return { end: at + 1, closed: true };
			}

			if (character === '[') {
				inClass = true;
			} else if (character === ']') {
				inClass = false;
			}

			at += character === '\\' && text[at + 1] !== '\n' ? 2 : 1;
		}

		return { end: Math.min(at, text.length), closed: false };
	}

	/** Whether a regex literal, not a comment, starts at this slash. */
	opensRegex(start: number): boolean {
		const following = this.text[start + 1];
		return this.text[start] === '/' && following !== '/' && following !== '*';
	}

	/**
	 * End of the comment that starts at `start` of a stage, or undefined when none does.
	 */
	comment(start: number): number | undefined {
		const { text } = this;
		if (text[start] !== '/') {
			return undefined;
		}

		const following = text[start + 1];
		if (following === '/' && text[start - 1] !== ':') {
			return this.lineEnd(start);
		}

		if (following === '*') {
			const close = text.indexOf('*/', start + 2);
			const end = close < 0 ? text.length : close + 2;
			this.meter.steps += end - start;
			return end;
		}

		return undefined;
	}

	/**
	 * The same in the search, where a comment stands at the start or follows white space, the pipe or
	 * a block comment: `/var/log/*` and `http://x` are words.
	 */
	searchComment(start: number): number | undefined {
		const before = this.text[start - 1];
		const apart = before === undefined || before === '|' || isSpace(before);
		const behindComment = before === '/' && this.text[start - 2] === '*';
		return apart || behindComment ? this.comment(start) : undefined;
	}

	/** First offset at or after `start` that is neither white space nor comment, at most `limit`. */
	skipBlank(start: number, limit: number): number {
		let at = start;
		while (at < limit) {
			this.meter.steps++;
			if (isSpace(this.text[at])) {
				at++;
				continue;
			}

			const end = this.comment(at);
			if (end === undefined) {
				break;
			}

			at = end;
		}

		return Math.min(at, limit);
	}

	lineEnd(start: number): number {
		const end = this.text.indexOf('\n', start);
		const found = end < 0 ? this.text.length : end;
		this.meter.steps += found - start;
		return found;
	}
}
