import { Ahead } from './ahead.ts';
import type { JsonScanner } from './json-scanner.ts';

const quote = 0x22;
const comma = 0x2c;
const openList = 0x5b;
const openObject = 0x7b;
const closeObject = 0x7d;

/** Finds the next record after a bad one, by the key with which the records of a file begin. */
export class RecordStarts {
	readonly #bytes: Buffer;
	readonly #scanner: JsonScanner;
	/** With its quotes. */
	#firstKey: Uint8Array = Buffer.from('"eventVersion"');
	readonly #elements: Ahead;
	readonly #documents: Ahead;

	constructor(bytes: Buffer, scanner: JsonScanner) {
		this.#bytes = bytes;
		this.#scanner = scanner;
		this.#elements = new Ahead(from => this.#search(from, [comma, openList]));
		this.#documents = new Ahead(from => this.#search(from, [closeObject]));
	}

	/** Learns the first key of a good record. */
	learn(start: number): void {
		const at = this.#scanner.afterSpace(start + 1);
		if (this.#bytes[at] === quote) {
			this.#firstKey = this.#bytes.subarray(at, this.#scanner.endOfString(at));
			this.#elements.forget();
			this.#documents.forget();
		}
	}

	/** The offset of the next `{` that follows a comma and opens with the first key, or -1. */
	next(from: number): number {
		return this.#elements.next(from);
	}

	/** The same for a `{` that follows a `}`, as where documents stand one behind the other. */
	nextDocument(from: number): number {
		return this.#documents.next(from);
	}

	#search(from: number, befores: readonly number[]): number {
		const bytes = this.#bytes;
		for (
			let at = bytes.indexOf(this.#firstKey, from);
			at >= 0;
			at = bytes.indexOf(this.#firstKey, at + 1)
		) {
			const brace = this.#backOverSpace(at - 1);
			if (brace >= from && bytes[brace] === openObject) {
				const before = bytes[this.#backOverSpace(brace - 1)];
				if (before !== undefined && befores.includes(before)) {
					return brace;
				}
			}
		}

		return -1;
	}

	#backOverSpace(at: number): number {
		const bytes = this.#bytes;
		while (
			at >= 0 &&
			(bytes[at] === 0x20 || bytes[at] === 9 || bytes[at] === 10 || bytes[at] === 13)
		) {
			at--;
		}

		return at;
	}
}
