/**
 * A cache that evicts entries that were not used for two frames. Styled lines are large, and most
 * are used again in the next frame or never.
 */
export class Generations<Value> {
	#young = new Map<string, Value>();
	#old = new Map<string, Value>();
	readonly #entriesMax: number;

	/** @param entriesMax - entries of one generation; when it is full, the generation ends early */
	constructor(entriesMax: number) {
		this.#entriesMax = entriesMax;
	}

	get size(): number {
		return this.#young.size + this.#old.size;
	}

	get(key: string, make: (key: string) => Value): Value {
		const young = this.#young.get(key);
		if (young !== undefined) {
			return young;
		}

		const value = this.#old.get(key) ?? make(key);
		if (this.#young.size >= this.#entriesMax) {
			this.turn();
		}

		this.#young.set(key, value);
		return value;
	}

	/** Ends a frame. */
	turn(): void {
		this.#old = this.#young;
		this.#young = new Map();
	}
}
