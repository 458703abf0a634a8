/** Memory for what was decoded from sealed segments, shared by all views that are given it. */
export interface DecodedCache {
	get(key: string): unknown;
	/** @param bytes - about what the value holds */
	set(key: string, value: unknown, bytes: number): void;
}

/** Keeps the most recently used values whose sizes add up to at most `bytesMax`. */
export class BoundedCache<T> {
	readonly #bytesMax: number;
	readonly #entries = new Map<string, { readonly value: T; readonly bytes: number }>();
	#bytes = 0;

	constructor(bytesMax: number) {
		this.#bytesMax = bytesMax;
	}

	get bytes(): number {
		return this.#bytes;
	}

	get(key: string): T | undefined {
		const entry = this.#entries.get(key);
		if (entry === undefined) {
			return undefined;
		}

		// A Map keeps the order of insertion: the oldest use stands first.
		this.#entries.delete(key);
		this.#entries.set(key, entry);
		return entry.value;
	}

	/** A value larger than the whole cache is not kept. */
	set(key: string, value: T, bytes: number): void {
		this.#remove(key);
		if (bytes > this.#bytesMax) {
			return;
		}

		this.#entries.set(key, { value, bytes });
		this.#bytes += bytes;
		for (const oldest of this.#entries.keys()) {
			if (this.#bytes <= this.#bytesMax) {
				break;
			}

			this.#remove(oldest);
		}
	}

	removeWhere(isUnwanted: (value: T) => boolean): void {
		for (const [key, { value }] of [...this.#entries]) {
			if (isUnwanted(value)) {
				this.#remove(key);
			}
		}
	}

	#remove(key: string): void {
		const entry = this.#entries.get(key);
		if (entry !== undefined) {
			this.#entries.delete(key);
			this.#bytes -= entry.bytes;
		}
	}
}
