/**
 * The next offset of something in a file that is read from front to back. What was found is kept
 * until it is passed: a file of bad records alone would otherwise be searched once for each of them.
 */
export class Ahead {
	readonly #search: (from: number) => number;
	/** -1: nothing more in the file · -2: not searched yet */
	#at = -2;

	/** @param search - the first offset from one on, or -1 */
	constructor(search: (from: number) => number) {
		this.#search = search;
	}

	/** The first offset at or after `from`, which never goes back; -1 when there is none. */
	next(from: number): number {
		if (this.#at !== -1 && this.#at < from) {
			this.#at = this.#search(from);
		}

		return this.#at;
	}

	/** What is searched for has changed. */
	forget(): void {
		this.#at = -2;
	}
}
