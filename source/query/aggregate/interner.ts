import type { Value } from '../value.ts';
import { DoubleNumbers } from './double-numbers.ts';

/** Gives each distinct value a number, in order of arrival. */
export class Interner {
	readonly values: Value[] = [];
	readonly #others = new Map<Value, number>();
	/** A table of its own: a Map of doubles keeps each as an object. */
	readonly #doubles = new DoubleNumbers();

	number(value: Value): number {
		if (typeof value === 'number') {
			const known = this.#doubles.find(value);
			if (known >= 0) {
				return known;
			}

			const made = this.values.push(value) - 1;
			this.#doubles.put(value, made);
			return made;
		}

		const known = this.#others.get(value);
		if (known !== undefined) {
			return known;
		}

		const made = this.values.push(value) - 1;
		this.#others.set(value, made);
		return made;
	}
}
