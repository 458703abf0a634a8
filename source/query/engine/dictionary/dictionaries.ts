import { Dictionary } from './dictionary.ts';

/**
 * The dictionaries of an engine, one a name. A dictionary only grows; when all together hold too
 * much, whole ones are let go, and their names start anew with numbers of their own.
 */
export class Dictionaries {
	readonly #bytesMax: number;
	readonly #onDrop: (dropped: Dictionary) => void;
	/** The one that was not used the longest stands first. */
	readonly #byName = new Map<string, Dictionary>();

	/** @param onDrop - called with each that is let go: nothing that is kept may name its numbers */
	constructor(bytesMax: number, onDrop: (dropped: Dictionary) => void) {
		this.#bytesMax = bytesMax;
		this.#onDrop = onDrop;
	}

	/** Memory held, roughly. */
	get bytes(): number {
		return sumOf(this.#byName.values());
	}

	of(name: string): Dictionary {
		const dictionary = this.#byName.get(name) ?? new Dictionary();
		this.#byName.delete(name);
		this.#byName.set(name, dictionary);
		return dictionary;
	}

	/** Is it still the one of its name? */
	has(dictionary: Dictionary): boolean {
		return [...this.#byName.values()].includes(dictionary);
	}

	/** Measures what has grown, and lets go until the rest fits. */
	settle(): void {
		// One that is too large by itself must not push out the others first.
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
