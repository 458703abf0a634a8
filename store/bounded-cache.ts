/**
 * A cache for values decoded from sealed segments; views that are given the same cache share it.
 */
export interface DecodedCache {
	get(key: string): unknown;
	/** @param bytes - memory of the value, approximately */
	set(key: string, value: unknown, bytes: number): void;
}

/** A cache that keeps the most recently used values, up to `bytesMax` bytes together. */
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

		// A Map keeps the order of insertion, so the least recently used entry comes first.
		this.#entries.delete(key);
		this.#entries.set(key, entry);
		return entry.value;
	}

	/** A value larger than the whole cache is not cached. */
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
