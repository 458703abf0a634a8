/**
 * A cache that forgets what two turns did not use. Styled lines are heavy and most of them come
 * again in the next frame or never, so an age of two frames is the whole policy.
 */
export class Generations<Value> {
	#young = new Map<string, Value>();
	#old = new Map<string, Value>();
	readonly #entriesMax: number;

	/** @param entriesMax - entries of one generation; beyond it the generation turns early */
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
