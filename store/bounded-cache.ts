/**
 * A cache for values decoded from sealed segments; views that are given the same cache share it.
 */
export interface DecodedCache {
	get(key: string): unknown;
	/** @param bytes - memory of the value, approximately */
	set(key: string, value: unknown, bytes: number): void;
}

interface Entry<T> {
	readonly value: T;
	readonly bytes: number;
	/** Whether it was asked for since it was last considered for eviction. */
	used: boolean;
}

/**
 * A cache of at most `bytesMax` bytes. It evicts by second chance: the oldest value goes, unless it
 * was used since it was last considered. A look-up so changes no Map: to move an entry to the end
 * of a Map at each look-up took half the time of a scan over records.
 */
export class BoundedCache<T> {
	readonly #bytesMax: number;
	/** A Map keeps the order of insertion, so the entry to be considered first comes first. */
	readonly #entries = new Map<string, Entry<T>>();
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

		entry.used = true;
		return entry.value;
	}

	/** A value larger than the whole cache is not cached. */
	set(key: string, value: T, bytes: number): void {
		this.#remove(key);
		if (bytes > this.#bytesMax) {
			return;
		}

		this.#evict(this.#bytesMax - bytes);
		this.#entries.set(key, { value, bytes, used: false });
		this.#bytes += bytes;
	}

	removeWhere(isUnwanted: (value: T) => boolean): void {
		for (const [key, { value }] of [...this.#entries]) {
			if (isUnwanted(value)) {
				this.#remove(key);
			}
		}
	}

	/** Evicts until the values take at most `bytesMax`. */
	#evict(bytesMax: number): void {
		for (const [oldest, entry] of this.#entries) {
			if (this.#bytes <= bytesMax) {
				break;
			}

			this.#entries.delete(oldest);
			if (entry.used) {
				entry.used = false;
				this.#entries.set(oldest, entry);
			} else {
				this.#bytes -= entry.bytes;
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
