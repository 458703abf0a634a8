import type { Value } from '../../query/value.ts';
import { rowKey } from '../finding-book.ts';

/**
 * Hits of one segment that wait for a window, as columns: they come in the hundred thousands, and nearly all of what
 * they say is said by many of them.
 */
export interface HeldHits {
	readonly abouts: readonly About[];
	readonly regions: readonly string[];
	/** What rules count different values of. */
	readonly values: readonly Value[];
	/** One for each hit, as of all below: its place in `abouts`. */
	readonly about: readonly number[];
	/** Its place in `regions`. */
	readonly region: readonly number[];
	/** Its place in `values`; -1 where its rule counts none. */
	readonly value: readonly number[];
	/** Of the segment. */
	readonly row: readonly number[];
	/** Ms since the epoch. */
	readonly timeMs: readonly number[];
	readonly eventId: readonly string[];
}

/** What hits are about, and for which part of their rule they are. */
export interface About {
	/** As a place in the list of rules. */
	readonly rule: number;
	readonly step: number;
	readonly window: number;
	readonly isAttempt: boolean;
	readonly by: readonly Value[];
	readonly account: Value;
}

export const noHeldHits: HeldHits = {
	abouts: [],
	regions: [],
	values: [],
	about: [],
	region: [],
	value: [],
	row: [],
	timeMs: [],
	eventId: [],
};

/** Fills the columns. */
export class HeldHitsMaker {
	readonly #abouts = new Places<About>();
	readonly #regions = new Places<string>();
	readonly #values = new Places<Value>();
	readonly #about: number[] = [];
	readonly #region: number[] = [];
	readonly #value: number[] = [];
	readonly #row: number[] = [];
	readonly #timeMs: number[] = [];
	readonly #eventId: string[] = [];

	/** Hits so far. */
	get count(): number {
		return this.#row.length;
	}

	aboutPlace(about: About): number {
		const { rule, step, window, isAttempt, by, account } = about;
		return this.#abouts.of(rowKey([rule, step, window, isAttempt, account, ...by]), about);
	}

	regionPlace(region: string): number {
		return this.#regions.of(region, region);
	}

	/** @returns -1 for undefined */
	valuePlace(value: Value | undefined): number {
		return value === undefined ? -1 : this.#values.of(value, value);
	}

	/** About, region and value are places of the above. */
	add({ about, region, value, row, timeMs, eventId }: HeldHit): void {
		this.#about.push(about);
		this.#region.push(region);
		this.#value.push(value);
		this.#row.push(row);
		this.#timeMs.push(timeMs);
		this.#eventId.push(eventId);
	}

	get hits(): HeldHits {
		return {
			abouts: this.#abouts.all,
			regions: this.#regions.all,
			values: this.#values.all,
			about: this.#about,
			region: this.#region,
			value: this.#value,
			row: this.#row,
			timeMs: this.#timeMs,
			eventId: this.#eventId,
		};
	}
}

/** Numbers things in the order in which they come. No more than there are hits. */
class Places<Thing> {
	readonly #places = new Map<Value, number>();
	readonly #all: Thing[] = [];

	of(key: Value, thing: Thing): number {
		const known = this.#places.get(key);
		if (known !== undefined) {
			return known;
		}

		this.#places.set(key, this.#all.length);
		return this.#all.push(thing) - 1;
	}

	get all(): readonly Thing[] {
		return this.#all;
	}
}

/** One hit of the columns. */
export interface HeldHit {
	readonly about: number;
	readonly region: number;
	readonly value: number;
	readonly row: number;
	readonly timeMs: number;
	readonly eventId: string;
}

export function eachHeld(
	{ about, region, value, row, timeMs, eventId }: HeldHits,
	visit: (hit: HeldHit) => void,
): void {
	for (const [index, place] of about.entries()) {
		visit({
			about: place,
			region: region[index] ?? 0,
			value: value[index] ?? -1,
			row: row[index] ?? 0,
			timeMs: timeMs[index] ?? 0,
			eventId: eventId[index] ?? '',
		});
	}
}
