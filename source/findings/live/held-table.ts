import type { Value } from '../../query/value.ts';
import type { FoundHit } from '../finding-book.ts';
import type { About } from './held-hits.ts';
import { IdColumn } from './id-column.ts';

/** What the hits of one chain have in common. */
export type SharedOfChain = Pick<About, 'isAttempt' | 'by'>;

/** A hit that is added, of the segment and with the values that the table has numbered. */
export interface TableHit {
	readonly segment: number;
	readonly region: number;
	/** One of the values. */
	readonly account: number;
	/** -1: none. */
	readonly value: number;
	readonly step: number;
	readonly window: number;
	readonly row: number;
	/** Ms since the epoch. */
	readonly timeMs: number;
	readonly eventId: string;
}

const firstRoom = 1024;

/**
 * Hits in chains, some fifty bytes each and no object: a million of them may wait for their windows. A chain is named by
 * its last hit.
 */
export class HeldTable {
	#count = 0;
	#timesMs = new Float64Array(firstRoom);
	#numbers = new Uint32Array(firstRoom * numbersOfHit);
	readonly #ids = new IdColumn();
	readonly #segments = new Numbered<string>();
	readonly #regions = new Numbered<string>();
	readonly #values = new Numbered<Value>();

	get count(): number {
		return this.#count;
	}

	segment(id: string): number {
		return this.#segments.of(id);
	}

	region(name: string): number {
		return this.#regions.of(name);
	}

	value(value: Value): number {
		return this.#values.of(value);
	}

	/**
	 * @param last - of the chain; `noHit` begins one
	 * @returns the new last one
	 */
	add(last: number, hit: TableHit): number {
		const index = this.#count++;
		this.#makeRoom();
		this.set(index, last, hit);
		return index;
	}

	/** Writes over a hit. @param before - the one before it in its chain, or `noHit` */
	set(index: number, before: number, hit: TableHit): void {
		this.#timesMs[index] = hit.timeMs;
		const at = index * numbersOfHit;
		this.#numbers[at + Column.before] = before + 1;
		this.#numbers[at + Column.segment] = hit.segment;
		this.#numbers[at + Column.row] = hit.row;
		this.#numbers[at + Column.region] = hit.region;
		this.#numbers[at + Column.value] = hit.value + 1;
		this.#numbers[at + Column.step] = hit.step;
		this.#numbers[at + Column.window] = hit.window;
		this.#numbers[at + Column.account] = hit.account;
		this.#ids.set(index, hit.eventId);
	}

	/** Calls back for each hit of a chain with the numbers of its value (0: none, or null), its step and its window. */
	eachOf(last: number, visit: (value: number, step: number, window: number) => void): void {
		for (let index = last; index !== noHit; index = this.#number(index, Column.before) - 1) {
			const value = this.#number(index, Column.value);
			const isNull = value === 0 || this.#values.at(value - 1) === null;
			visit(
				isNull ? 0 : value,
				this.#number(index, Column.step),
				this.#number(index, Column.window),
			);
		}
	}

	/** The hits of a chain, the last added first. */
	hitsOf(last: number, shared: SharedOfChain): readonly FoundHit[] {
		const hits: FoundHit[] = [];
		for (let index = last; index !== noHit; index = this.#number(index, Column.before) - 1) {
			hits.push(this.#hit(index, shared));
		}

		return hits;
	}

	#hit(index: number, { isAttempt, by }: SharedOfChain): FoundHit {
		const value = this.#number(index, Column.value);
		return {
			timeMs: this.#timesMs[index] ?? 0,
			ref: {
				segmentId: this.#segments.at(this.#number(index, Column.segment)),
				row: this.#number(index, Column.row),
			},
			eventId: this.#ids.at(index),
			region: this.#regions.at(this.#number(index, Column.region)),
			account: this.#values.at(this.#number(index, Column.account)),
			isAttempt,
			by,
			step: this.#number(index, Column.step),
			window: this.#number(index, Column.window),
			fired: [],
			value: value === 0 ? undefined : this.#values.at(value - 1),
			fresh: undefined,
		};
	}

	#number(index: number, column: number): number {
		return this.#numbers[index * numbersOfHit + column] ?? 0;
	}

	#makeRoom(): void {
		if (this.#count <= this.#timesMs.length) {
			return;
		}

		const room = 2 * this.#timesMs.length;
		const timesMs = new Float64Array(room);
		timesMs.set(this.#timesMs);
		this.#timesMs = timesMs;
		const numbers = new Uint32Array(room * numbersOfHit);
		numbers.set(this.#numbers);
		this.#numbers = numbers;
	}
}

/** No hit: a chain without any. */
export const noHit = -1;

/** Places in what is kept of one hit. */
const Column = {
	before: 0,
	segment: 1,
	row: 2,
	region: 3,
	value: 4,
	step: 5,
	window: 6,
	account: 7,
} as const;
const numbersOfHit = 8;

/** Numbers different things. No more than there are hits. */
class Numbered<Thing extends Value> {
	readonly #numbers = new Map<Thing, number>();
	readonly #things: Thing[] = [];

	of(thing: Thing): number {
		const known = this.#numbers.get(thing);
		if (known !== undefined) {
			return known;
		}

		this.#numbers.set(thing, this.#things.length);
		return this.#things.push(thing) - 1;
	}

	at(number: number): Thing {
		return this.#things[number] as Thing;
	}
}
