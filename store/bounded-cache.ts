import type { MemoryBudget } from './memory-budget.ts';

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
	/** What the budget's age must reach before the entry is considered. */
	rank: number;
	/** Whether it was asked for since it was last considered for eviction. */
	used: boolean;
}

/**
 * Values of one kind within a budget. The oldest value goes first, unless it was used since it was
 * last considered. A look-up so changes no Map: to move an entry to the end of a Map at each
 * look-up took half the time of a scan over records.
 */
export class BoundedCache<T> {
	readonly #budget: MemoryBudget;
	readonly #worth: number;
	/**
	 * A Map keeps the order of insertion, so the entry to be considered first comes first, and has
	 * the lowest rank.
	 */
	readonly #entries = new Map<string, Entry<T>>();
	#bytes = 0;

	/** @param worth - what it costs to make a value again: ms for one MiB, roughly */
	constructor(budget: MemoryBudget, worth = 1) {
		this.#budget = budget;
		this.#worth = worth;
		budget.join({
			firstRank: () => this.#first()?.[1].rank,
			evictFirst: () => this.#evictFirst(),
		});
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

	/** A value larger than all that may be cached is not cached. */
	set(key: string, value: T, bytes: number): void {
		this.#remove(key);
		if (this.#budget.take(bytes)) {
			this.#entries.set(key, { value, bytes, rank: this.#newRank(), used: false });
			this.#bytes += bytes;
		}
	}

	removeWhere(isUnwanted: (value: T) => boolean): void {
		for (const [key, { value }] of [...this.#entries]) {
			if (isUnwanted(value)) {
				this.#remove(key);
			}
		}
	}

	#newRank(): number {
		return this.#budget.age + this.#worth;
	}

	#first(): [string, Entry<T>] | undefined {
		const { value } = this.#entries.entries().next();
		return value;
	}

	#evictFirst(): number {
		const first = this.#first();
		if (first === undefined) {
			return 0;
		}

		const [key, entry] = first;
		this.#entries.delete(key);
		if (entry.used) {
			entry.used = false;
			entry.rank = this.#newRank();
			this.#entries.set(key, entry);
			return 0;
		}

		this.#bytes -= entry.bytes;
		return entry.bytes;
	}

	#remove(key: string): void {
		const entry = this.#entries.get(key);
		if (entry !== undefined) {
			this.#entries.delete(key);
			this.#bytes -= entry.bytes;
			this.#budget.free(entry.bytes);
		}
	}
}
