import type { MemoryBudget } from '../../../../store/index.ts';
import { Dictionary } from './dictionary.ts';

/**
 * The dictionaries of an engine, one per name. A dictionary only grows. When all together use too
 * much memory, whole dictionaries are evicted; a new one of the same name starts with new numbers.
 */
export class Dictionaries {
	readonly #memory: MemoryBudget;
	readonly #bytesMax: number;
	readonly #onDrop: (dropped: Dictionary) => void;
	/** Least recently used first. */
	readonly #byName = new Map<string, Dictionary>();

	/**
	 * @param memory - is told what they hold
	 * @param bytesMax - of all of them together
	 * @param onDrop - called with each evicted dictionary: whatever is cached with its numbers must
	 *   be dropped
	 */
	constructor(memory: MemoryBudget, bytesMax: number, onDrop: (dropped: Dictionary) => void) {
		this.#memory = memory;
		this.#bytesMax = bytesMax;
		this.#onDrop = onDrop;
	}

	/** Bytes of memory, approximately. */
	get bytes(): number {
		return sumOf(this.#byName.values());
	}

	of(name: string): Dictionary {
		const dictionary = this.#byName.get(name) ?? new Dictionary();
		this.#byName.delete(name);
		this.#byName.set(name, dictionary);
		return dictionary;
	}

	/** Whether it is still the dictionary of its name, not an evicted one. */
	has(dictionary: Dictionary): boolean {
		return [...this.#byName.values()].includes(dictionary);
	}

	/** Measures the growth, and evicts dictionaries until the rest fits. */
	settle(): void {
		// A dictionary that is too large by itself is evicted before it pushes out the others.
		for (const [name, dictionary] of [...this.#byName]) {
			if (dictionary.bytes > this.#bytesMax) {
				this.#drop(name, dictionary);
			}
		}

		for (const [name, dictionary] of [...this.#byName]) {
			if (this.bytes <= this.#bytesMax) {
				break;
			}

			this.#drop(name, dictionary);
		}

		this.#memory.hold(this.bytes);
	}

	#drop(name: string, dictionary: Dictionary): void {
		this.#byName.delete(name);
		this.#onDrop(dictionary);
	}
}

function sumOf(dictionaries: Iterable<Dictionary>): number {
	let sum = 0;
	for (const { bytes } of dictionaries) {
		sum += bytes;
	}

	return sum;
}
