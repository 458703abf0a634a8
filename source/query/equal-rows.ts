import { numberOf } from './comparison.ts';
import type { Value } from './value.ts';

/** By the number of a value: the rows that go on from it. */
type Node = Map<number, Node>;

/** Rows of values, of which one that is equal to given values, under the language's `=`, is found at once. */
export class EqualRows {
	/** By column: the numbers of values that are equal to what has this key. */
	readonly #numbers: Map<string, number[]>[] = [];
	readonly #root: Node = new Map();
	readonly #meter: { steps: number };

	/**
	 * @param rows - of one length
	 * @param meter - counts the nodes that are looked at
	 */
	constructor(rows: readonly (readonly Value[])[], meter = { steps: 0 }) {
		this.#meter = meter;
		const known: Map<string, number>[] = [];
		for (const row of rows) {
			let node = this.#root;
			for (const [column, value] of row.entries()) {
				const exact = (known[column] ??= new Map<string, number>());
				const key = `${typeof value} ${value}`;
				const number = exact.get(key) ?? exact.size;
				if (number === exact.size) {
					exact.set(key, number);
					this.#index(column, value, number);
				}

				const next = node.get(number) ?? new Map<number, Node>();
				node.set(number, next);
				node = next;
			}
		}
	}

	/** Whether a row is equal to the values, one for each of its columns. */
	has(values: readonly Value[]): boolean {
		return values.length > 0 && this.#isUnder(this.#root, values, 0);
	}

	#index(column: number, value: Value, number: number): void {
		const numbers = (this.#numbers[column] ??= new Map<string, number[]>());
		for (const key of keysOf(value)) {
			const found = numbers.get(key);
			if (found === undefined) {
				numbers.set(key, [number]);
			} else {
				found.push(number);
			}
		}
	}

	#isUnder(node: Node, values: readonly Value[], column: number): boolean {
		if (column === values.length) {
			return true;
		}

		const numbers = this.#numbers[column];
		return wantedBy(values[column] ?? null).some(key =>
			(numbers?.get(key) ?? []).some(number => {
				this.#meter.steps++;
				const next = node.get(number);
				return next !== undefined && this.#isUnder(next, values, column + 1);
			}),
		);
	}
}

/** Under what a value is found: as what it is, and text also as the number or the word that it spells. */
function keysOf(value: Value): readonly string[] {
	if (typeof value !== 'string') {
		return value === null ? ['null'] : [`${typeof value} ${value}`];
	}

	const number = numberOf(value);
	const spelled = number === null ? [] : [`spelled ${number}`];
	const word = value === 'true' || value === 'false' ? [`spelled ${value}`] : [];
	return [`text ${value}`, ...spelled, ...word, ...(value === '' ? ['null'] : [])];
}

/** Under what the values are that are equal to one: two texts are only as they stand. */
function wantedBy(value: Value): readonly string[] {
	if (typeof value === 'number') {
		return Number.isNaN(value) ? [] : [`number ${value}`, `spelled ${value}`];
	}

	if (typeof value !== 'string') {
		return value === null ? ['null'] : [`boolean ${value}`, `spelled ${value}`];
	}

	const number = numberOf(value);
	const spelled = number === null ? [] : [`number ${number}`];
	const word = value === 'true' || value === 'false' ? [`boolean ${value}`] : [];
	return [`text ${value}`, ...spelled, ...word, ...(value === '' ? ['null'] : [])];
}
