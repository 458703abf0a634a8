import { StringDecoder } from 'node:string_decoder';
import { decodeControlSequence, isMouseBeginning } from './control-sequence.ts';
import type { Key, TerminalEvent } from './key.ts';

const escape = '\u001B';
const pasteStart = `${escape}[200~`;
const pasteEnd = `${escape}[201~`;

/** How long a lone escape waits for the rest of a sequence, in ms: too short to notice. */
const escapeWaitMs = 30;
/** The same for sequences that are not keys, because a slow link may split an answer. */
const sequenceWaitMs = 500;

/** Longest sequence to wait for, in characters; a longer one is dropped. */
const sequenceLengthMax = 256;
/** A longer report of the mouse is none: what it has beyond is not kept, and it is dropped at its end. In characters. */
const mouseLengthMax = 32;
/** A longer paste is cut, in characters. */
const pasteLengthMax = 1_000_000;

/**
 * Decodes the bytes of a terminal to events. Sequences may be split over chunks or several may come
 * at once; an incomplete sequence waits for the next `write` or for `flush`.
 */
export class KeyDecoder {
	readonly #decoder = new StringDecoder('utf8');
	#rest = '';
	#paste: string | undefined;

	/**
	 * Ms after which `flush` must be called when nothing more follows an incomplete sequence.
	 * Undefined when nothing is waiting.
	 */
	get waitMs(): number | undefined {
		// The rest of a report of the mouse would be digits and letters, and so typed or run: it is waited for.
		if (this.#rest === '' || this.#paste !== undefined || isMouseBeginning(this.#rest)) {
			return undefined;
		}

		return this.#rest.length <= 2 ? escapeWaitMs : sequenceWaitMs;
	}

	/** Characters that wait for the rest of their sequence. */
	get waitingLength(): number {
		return this.#rest.length;
	}

	write(bytes: Uint8Array): TerminalEvent[] {
		return this.#read(this.#decoder.write(bytes), false);
	}

	/** Decodes the waiting bytes as they are: a lone escape is the escape key. */
	flush(): TerminalEvent[] {
		return this.#read('', true);
	}

	#read(text: string, isFinal: boolean): TerminalEvent[] {
		const events: TerminalEvent[] = [];
		let input = this.#rest + text;
		this.#rest = '';
		while (input !== '') {
			if (this.#paste !== undefined) {
				input = this.#readPaste(input, events);
				continue;
			}

			const used = readOne(input, isFinal, events);
			if (used === 'incomplete') {
				this.#rest = isMouseBeginning(input)
					? input.slice(0, mouseLengthMax)
					: input.length > sequenceLengthMax
						? ''
						: input;
				break;
			}

			if (used === 'paste') {
				this.#paste = '';
				input = input.slice(pasteStart.length);
				continue;
			}

			input = input.slice(used);
		}

		return events;
	}

	/** Reads pasted text until the end mark; returns the input after it. */
	#readPaste(input: string, events: TerminalEvent[]): string {
		const end = input.indexOf(pasteEnd);
		if (end >= 0) {
			const text = (this.#paste ?? '') + input.slice(0, end);
			this.#paste = undefined;
			events.push({ kind: 'paste', text: normaliseLineEnds(text.slice(0, pasteLengthMax)) });
			return input.slice(end + pasteEnd.length);
		}

		// The end mark may be split over chunks, so what may be its beginning is kept.
		const keep = Math.min(input.length, pasteEnd.length - 1);
		const taken = (this.#paste ?? '') + input.slice(0, input.length - keep);
		this.#paste = taken.slice(0, pasteLengthMax);
		this.#rest = input.slice(input.length - keep);
		return '';
	}
}

function normaliseLineEnds(text: string): string {
	return text.replaceAll(/\r\n?/g, '\n');
}

function readOne(
	input: string,
	isFinal: boolean,
	events: TerminalEvent[],
): number | 'incomplete' | 'paste' {
	if (input[0] !== escape) {
		const character = String.fromCodePoint(input.codePointAt(0) ?? 0);
		const key = plainKey(character);
		if (key !== undefined) {
			events.push(key);
		}

		return character.length;
	}

	if (input.startsWith(pasteStart)) {
		return 'paste';
	}

	if (input.length === 1) {
		return isFinal ? (events.push(named('escape')), 1) : 'incomplete';
	}

	const sequence = decodeControlSequence(input);
	if (sequence === 'incomplete') {
		if (!isFinal || isMouseBeginning(input)) {
			return 'incomplete';
		}

		if (input.length > 2) {
			// The rest of the sequence never came.
			return input.length;
		}

		// `ESC [` alone is alt and a bracket.
		events.push({ ...(plainKey(input[1] ?? '') ?? named('escape')), alt: true });
		return 2;
	}

	if (sequence !== undefined) {
		events.push(...sequence.events);
		return sequence.length;
	}

	return readAlt(input, events);
}

/** Escape and a character in the same chunk is alt and the character; two escapes are two keys. */
function readAlt(input: string, events: TerminalEvent[]): number {
	if (input[1] === escape) {
		events.push(named('escape'));
		return 1;
	}

	const character = String.fromCodePoint(input.codePointAt(1) ?? 0);
	const key = plainKey(character);
	events.push(key === undefined ? named('escape') : { ...key, alt: true });
	return 1 + character.length;
}

const controlNames: Readonly<Record<number, string>> = {
	0x08: 'backspace',
	0x09: 'tab',
	0x0a: 'enter',
	0x0d: 'enter',
	0x7f: 'backspace',
};

function plainKey(character: string): Key | undefined {
	const code = character.codePointAt(0) ?? 0;
	const name = controlNames[code];
	if (name !== undefined) {
		return named(name);
	}

	if (code === 0) {
		return { ...named('space'), ctrl: true };
	}

	if (code < 0x20) {
		// ctrl-a … ctrl-z, then ctrl-\ ] ^ _.
		return { ...named(String.fromCharCode(code < 0x1b ? code + 0x60 : code + 0x40)), ctrl: true };
	}

	if (code >= 0x80 && code < 0xa0) {
		return undefined;
	}

	return named(character === ' ' ? 'space' : character);
}

function named(name: string): Key {
	return { kind: 'key', name, ctrl: false, alt: false, shift: false };
}
