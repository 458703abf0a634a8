import { compareForSort } from '../comparison.ts';
import type { SortKey } from '../syntax/tree.ts';
import type { Value } from '../value.ts';
import type { Frame } from './frame.ts';
import { syncFrames, type OrderedRows } from './ordered-rows.ts';
import { eachRow } from './rows.ts';
import { compareTied, type Ties } from './ties.ts';
import type { Vector } from './vector.ts';

interface Entry {
	readonly keys: readonly Value[];
	readonly timeMs: number;
	readonly frame: Frame;
	/** Its frame, in the order of the store. */
	readonly frameIndex: number;
	readonly position: number;
}

/** Compares rows by the keys of a sort. */
export function compareKeys(
	keys: readonly SortKey[],
): (a: readonly Value[], b: readonly Value[]) => number {
	return (a, b) => {
		for (const [index, key] of keys.entries()) {
			const difference = compareForSort(a[index] ?? null, b[index] ?? null);
			if (difference !== 0) {
				return key.descending ? -difference : difference;
			}
		}

		return 0;
	};
}

/** Collects the first rows in the order of a sort; equal rows are ordered newest first, those of one time by their object. */
export class SortedRows {
	readonly #keys: readonly SortKey[];
	readonly #keepMax: number;
	readonly #compare: (a: readonly Value[], b: readonly Value[]) => number;
	#entries: Entry[] = [];
	#last: Entry | undefined;
	#seenCount = 0;
	#frameCount = 0;
	readonly #ties = new Map<number, Ties>();

	constructor(keys: readonly SortKey[], keepMax: number) {
		this.#keys = keys;
		this.#keepMax = keepMax;
		this.#compare = compareKeys(keys);
	}

	get seenCount(): number {
		return this.#seenCount;
	}

	/** Frames must be added in the order of the store. */
	add(frame: Frame): void {
		const frameIndex = this.#frameCount++;
		const vectors = this.#keys.map(key => frame.field(key.field.name).get());
		const times = frame.times();
		const mayEnter = this.#firstKeyTest(vectors[0]);
		eachRow(frame.rows, frame.rowCount, position => {
			this.#seenCount++;
			const [first] = vectors;
			if (first !== undefined && !mayEnter(first.codes[position] as number)) {
				return;
			}

			this.#entries.push({
				keys: vectors.map(vector => vector.value(vector.codes[position] as number)),
				timeMs: times[position] as number,
				frame,
				frameIndex,
				position,
			});
			// Cut often, so that a frame with many rows does not need much more memory than is
			// kept.
			if (this.#entries.length > this.#keepMax * 2 + 65_536) {
				this.#cut();
			}
		});
		if (this.#entries.length > this.#keepMax) {
			this.#cut();
		}
	}

	/** Those of which a row is kept. */
	frames(): ReadonlySet<Frame> {
		return new Set(this.#entries.map(({ frame }) => frame));
	}

	finish(): OrderedRows {
		this.#cut();
		const frames: Frame[] = [];
		const indexes = new Map<Frame, number>();
		const frameOf = Uint32Array.from(this.#entries, ({ frame }) => {
			const known = indexes.get(frame) ?? frames.push(frame) - 1;
			indexes.set(frame, known);
			return known;
		});
		const ordered = {
			frames,
			frameOf,
			positionOf: Uint32Array.from(this.#entries, entry => entry.position),
		};
		syncFrames(ordered);
		return ordered;
	}

	/**
	 * When there are enough rows, most others fail by their first key, which is tested once per
	 * code.
	 */
	#firstKeyTest(vector: Vector | undefined): (code: number) => boolean {
		const last = this.#last;
		const [key] = this.#keys;
		if (last === undefined || vector === undefined || key === undefined) {
			return () => true;
		}

		const answers = new Uint8Array(vector.size);
		return code => {
			if (answers[code] === 0) {
				const difference = compareForSort(vector.value(code), last.keys[0] ?? null);
				answers[code] = (key.descending ? -difference : difference) <= 0 ? 1 : 2;
			}

			return answers[code] === 1;
		};
	}

	#compareTied(a: Entry, b: Entry): number {
		const tiesOf = (index: number): Ties => {
			const ties = this.#ties.get(index) ?? (index === a.frameIndex ? a : b).frame.ties();
			this.#ties.set(index, ties);
			return ties;
		};

		return compareTied(a.frameIndex, a.position, b.frameIndex, b.position, tiesOf);
	}

	#cut(): void {
		this.#entries.sort((a, b) => {
			a.frame.source.work();
			return this.#compare(a.keys, b.keys) || b.timeMs - a.timeMs || this.#compareTied(a, b);
		});
		if (this.#entries.length >= this.#keepMax) {
			this.#entries.length = this.#keepMax;
			this.#last = this.#entries[this.#keepMax - 1];
		}

		const kept = new Set(this.#entries.map(({ frameIndex }) => frameIndex));
		for (const index of this.#ties.keys()) {
			if (!kept.has(index)) {
				this.#ties.delete(index);
			}
		}
	}
}
