/** Memory for what was decoded from sealed segments, shared by all views that are given it. */
export interface DecodedCache {
	get(key: string): unknown;
	/** @param sizeBytes - about what the value holds */
	set(key: string, value: unknown, sizeBytes: number): void;
}

interface Entry {
	readonly value: unknown;
	readonly sizeBytes: number;
}

/** Forgets what was not asked for the longest time. */
export class RecentCache implements DecodedCache {
	readonly #bytesMax: number;
	/** A map iterates in order of insertion, and every `get` inserts again. */
	readonly #entries = new Map<string, Entry>();
	#sizeBytes = 0;

	constructor(bytesMax: number) {
		this.#bytesMax = bytesMax;
	}

	get sizeBytes(): number {
		return this.#sizeBytes;
	}

	get(key: string): unknown {
		const entry = this.#entries.get(key);
		if (entry === undefined) {
			return undefined;
		}

		this.#entries.delete(key);
		this.#entries.set(key, entry);
		return entry.value;
	}

	set(key: string, value: unknown, sizeBytes: number): void {
		this.#drop(key);
		this.#entries.set(key, { value, sizeBytes });
		this.#sizeBytes += sizeBytes;
		for (const oldest of this.#entries.keys()) {
			if (this.#sizeBytes <= this.#bytesMax) {
				break;
			}

			this.#drop(oldest);
		}
	}

	#drop(key: string): void {
		this.#sizeBytes -= this.#entries.get(key)?.sizeBytes ?? 0;
		this.#entries.delete(key);
	}
}
