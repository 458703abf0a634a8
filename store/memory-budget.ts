/** Values of one kind that a budget may evict. */
interface Evictable {
	/** The rank of the value to go first; undefined when there is none. */
	firstRank(): number | undefined;
	/**
	 * Evicts that value, or gives it a second chance.
	 *
	 * @returns bytes that became free
	 */
	evictFirst(): number;
}

/**
 * One limit for everything that is kept only to answer faster. Its caches compete for the room: a
 * value goes the sooner the longer it was not used and the cheaper it is to make again (the policy
 * GreedyDual). So a pass over many columns does not push out what took seconds to compute.
 */
export class MemoryBudget {
	readonly bytesMax: number;
	readonly #caches: Evictable[] = [];
	#cachedBytes = 0;
	#heldBytes = 0;
	#age = 0;

	constructor(bytesMax: number) {
		this.bytesMax = bytesMax;
	}

	/** Bytes of what is cached or held, approximately. */
	get bytes(): number {
		return this.#cachedBytes + this.#heldBytes;
	}

	/** The rank of what was evicted last: the older a value is, the further it lies behind. */
	get age(): number {
		return this.#age;
	}

	/** Called by a cache when it is made. */
	join(cache: Evictable): void {
		this.#caches.push(cache);
	}

	/**
	 * Room for a value, by evicting others.
	 *
	 * @returns false when the value is larger than all that may be cached; nothing is evicted then
	 */
	take(bytes: number): boolean {
		if (bytes + this.#heldBytes > this.bytesMax) {
			return false;
		}

		this.#evictUntil(this.bytesMax - bytes);
		this.#cachedBytes += bytes;
		return true;
	}

	/** Gives back what `take` gave. */
	free(bytes: number): void {
		this.#cachedBytes -= bytes;
	}

	/**
	 * Tells how much is held now of what cannot be evicted value by value.
	 *
	 * @param bytes - in place of what was told before
	 */
	hold(bytes: number): void {
		this.#heldBytes = bytes;
		this.#evictUntil(this.bytesMax);
	}

	#evictUntil(bytesMax: number): void {
		while (this.bytes > bytesMax) {
			const first = this.#first();
			if (first === undefined) {
				return;
			}

			this.#age = Math.max(this.#age, first.rank);
			this.#cachedBytes -= first.cache.evictFirst();
		}
	}

	#first(): { readonly cache: Evictable; readonly rank: number } | undefined {
		let first: { cache: Evictable; rank: number } | undefined;
		for (const cache of this.#caches) {
			const rank = cache.firstRank();
			if (rank !== undefined && (first === undefined || rank < first.rank)) {
				first = { cache, rank };
			}
		}

		return first;
	}
}
