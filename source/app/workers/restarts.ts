/** A worker that ends by itself so often, without an answer in between, is not started again. */
const restartsMax = 20;

/** Whether a worker that ended by itself is started again. */
export class Restarts {
	#count = 0;

	/** @param hadStarted - one that cannot even start would fail again and again */
	isAllowed(hadStarted: boolean): boolean {
		if (!hadStarted || this.#count === restartsMax) {
			return false;
		}

		this.#count++;
		return true;
	}

	/** It has answered a query, or the user wants it started once more. */
	reset(): void {
		this.#count = 0;
	}
}
