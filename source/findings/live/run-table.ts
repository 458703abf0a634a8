import type { Value } from '../../query/value.ts';
import { rowKey, type FoundHit } from '../finding-book.ts';
import { HeldTable, noHit } from './held-table.ts';
import type { Run } from './join-runs.ts';

/**
 * The runs of one rule for what is new, by their values. There is one for each address that each key was ever used
 * from, so they are kept in columns.
 */
export class RunTable {
	readonly #isAttempt: boolean;
	/** By values as one text; at most `seenValuesMax`. Nearly all have one run. */
	readonly #places = new Map<string, number | readonly number[]>();
	/** First hits of the runs, each a chain of its own. */
	readonly #firsts = new HeldTable();
	/** When the last hit of each run was, in ms since the epoch. */
	readonly #lastMs: number[] = [];
	/** What each first hit is about, shared by those that are about the same. */
	readonly #by: (readonly Value[])[] = [];
	readonly #shared = new Map<string, readonly Value[]>();
	/** Places of runs that joined others. */
	readonly #free: number[] = [];

	/** @param isAttempt - of all hits */
	constructor(isAttempt: boolean) {
		this.#isAttempt = isAttempt;
	}

	get keys(): Iterable<string> {
		return this.#places.keys();
	}

	/** Runs that it has room for. */
	get room(): number {
		return this.#firsts.count;
	}

	has(key: string): boolean {
		return this.#places.has(key);
	}

	runsOf(key: string): readonly Run[] {
		const fresh = JSON.parse(key) as readonly Value[];
		return this.#placesOf(key).map(place => {
			const shared = { isAttempt: this.#isAttempt, by: this.#by[place] ?? [] };
			const [first] = this.#firsts.hitsOf(place, shared);
			return { first: { ...(first as FoundHit), fresh }, lastMs: this.#lastMs[place] ?? 0 };
		});
	}

	/** @param key - the row key of their values */
	set(key: string, runs: readonly Run[]): void {
		const before = [...this.#placesOf(key)];
		const places = runs.map(run => this.#put(before.pop() ?? this.#free.pop() ?? noHit, run));
		this.#free.push(...before);
		const [only] = places;
		this.#places.set(key, places.length === 1 && only !== undefined ? only : places);
	}

	#placesOf(key: string): readonly number[] {
		const places = this.#places.get(key) ?? [];
		return typeof places === 'number' ? [places] : places;
	}

	/** @param place - to be written over; `noHit`: a new one */
	#put(place: number, { first, lastMs }: Run): number {
		const table = this.#firsts;
		const { ref, region, account, timeMs, eventId, step, window } = first;
		const hit = {
			segment: table.segment(ref.segmentId),
			row: ref.row,
			region: table.region(region),
			account: table.value(account),
			value: -1,
			timeMs,
			eventId,
			step,
			window,
		};
		const at = place === noHit ? table.add(noHit, hit) : place;
		table.set(at, noHit, hit);
		this.#lastMs[at] = lastMs;
		this.#by[at] = this.#sharedBy(first.by);
		return at;
	}

	#sharedBy(by: readonly Value[]): readonly Value[] {
		const key = rowKey(by);
		const shared = this.#shared.get(key) ?? by;
		this.#shared.set(key, shared);
		return shared;
	}
}
