import { Ahead } from './ahead.ts';
import type { JsonScanner } from './json-scanner.ts';
import { isLinePrefix, prefixBytesMax } from './line-prefix.ts';

const colon = 0x3a;
const openList = 0x5b;
const openObject = 0x7b;
const newline = 0x0a;
const recordsKey = '"Records"';

/** Where reading can go on in a file, whatever stands before. */
export class Landmarks {
	/** Offsets of lists behind a `"Records":`. */
	readonly lists: Ahead;
	/** Ends of lines after which a line opens an object, or has a log tool's prefix before one. */
	readonly lineEnds: Ahead;
	readonly #bytes: Buffer;
	readonly #scanner: JsonScanner;

	constructor(bytes: Buffer, scanner: JsonScanner) {
		this.#bytes = bytes;
		this.#scanner = scanner;
		this.lists = new Ahead(from => this.#findList(from));
		this.lineEnds = new Ahead(from => this.#findLineEnd(from));
	}

	#findList(from: number): number {
		const bytes = this.#bytes;
		let key = bytes.indexOf(recordsKey, from);
		while (key >= 0) {
			const keyEnd = key + recordsKey.length;
			const at = this.#scanner.afterSpace(keyEnd);
			const value = bytes[at] === colon ? this.#scanner.afterSpace(at + 1) : -1;
			if (bytes[value] === openList) {
				return value;
			}

			key = bytes.indexOf(recordsKey, keyEnd);
		}

		return -1;
	}

	#findLineEnd(from: number): number {
		const bytes = this.#bytes;
		let end = bytes.indexOf(newline, from);
		while (end >= 0 && !this.#opensRecord(this.#scanner.afterSpace(end))) {
			end = bytes.indexOf(newline, end + 1);
		}

		return end;
	}

	#opensRecord(at: number): boolean {
		const bytes = this.#bytes;
		// Quotes and brackets, with which the lines of a printed document begin, have no prefix.
		if (bytes[at] === openObject || !isWordStart(bytes[at])) {
			return bytes[at] === openObject;
		}

		const opens = bytes.subarray(at, at + prefixBytesMax).indexOf(openObject);
		return opens > 0 && isLinePrefix(bytes.toString('latin1', at, at + opens));
	}
}

/** A digit, an upper-case letter, or `<`. */
function isWordStart(byte: number | undefined): boolean {
	return byte !== undefined && ((byte >= 0x30 && byte <= 0x3c) || (byte >= 0x41 && byte <= 0x5a));
}
