import type { Frame } from '../frame/frame.ts';
import { eachRow } from '../frame/rows.ts';
import { syncFrames, type OrderedRows } from '../frame/ordered-rows.ts';

/**
 * Collects the newest rows, equal times in the order of arrival, without holding many more than the
 * requested number.
 */
export class NewestRows {
	readonly #keepMax: number;
	/** Undefined once none of its rows is left. */
	readonly #frames: (Frame | undefined)[] = [];
	#times = new Float64Array(1024);
	#frameOf = new Uint32Array(1024);
	#positionOf = new Uint32Array(1024);
	#count = 0;
	/** Older rows can no longer be among the newest. */
	#oldestMs = -Infinity;
	#seenCount = 0;

	constructor(keepMax: number) {
		this.#keepMax = keepMax;
	}

	/** Rows added, kept or not. */
	get seenCount(): number {
		return this.#seenCount;
	}

	/** Frames must be added in the order of arrival of their records. */
	add(frame: Frame): void {
		const index = this.#frames.push(frame) - 1;
		const times = frame.times();
		eachRow(frame.rows, frame.rowCount, position => {
			this.#seenCount++;
			const time = times[position] as number;
			if (time >= this.#oldestMs) {
				this.#put(time, index, position);
			}
		});
		if (this.#count > this.#keepMax) {
			this.#cut();
		}
	}

	/** Those of which a row is kept. */
	frames(): ReadonlySet<Frame> {
		return new Set(this.#frames.filter(frame => frame !== undefined));
	}

	finish(): OrderedRows {
		this.#cut();
		return this.#compact();
	}

	#put(time: number, frame: number, position: number): void {
		if (this.#count === this.#times.length) {
			const length = this.#count * 2;
			this.#times = grown(this.#times, new Float64Array(length));
			this.#frameOf = grown(this.#frameOf, new Uint32Array(length));
			this.#positionOf = grown(this.#positionOf, new Uint32Array(length));
		}

		this.#times[this.#count] = time;
		this.#frameOf[this.#count] = frame;
		this.#positionOf[this.#count++] = position;
	}

	/** Sorts the entries and drops those that are too old. */
	#cut(): void {
		const times = this.#times;
		// Entries are in the order of arrival, so the index breaks ties.
		const order = Uint32Array.from({ length: this.#count }, (_, index) => index).sort(
			(a, b) => (times[b] as number) - (times[a] as number) || a - b,
		);
		const kept = order.subarray(0, Math.min(this.#keepMax, this.#count));
		// Entries stay sorted by arrival, which the next cut needs for equal times.
		const arrival = kept.slice().sort();
		if (arrival.length === this.#keepMax) {
			this.#oldestMs =
				this.#keepMax === 0 ? Infinity : (times[kept[kept.length - 1] as number] as number);
		}

		this.#times = Float64Array.from(arrival, at => times[at] as number);
		const frameOf = this.#frameOf;
		const positionOf = this.#positionOf;
		this.#frameOf = Uint32Array.from(arrival, at => frameOf[at] as number);
		this.#positionOf = Uint32Array.from(arrival, at => positionOf[at] as number);
		this.#count = arrival.length;
		this.#forgetFrames();
		this.#roomForMore();
	}

	#forgetFrames(): void {
		const used = new Set(this.#frameOf);
		for (let index = 0; index < this.#frames.length; index++) {
			if (!used.has(index)) {
				this.#frames[index] = undefined;
			}
		}
	}

	#roomForMore(): void {
		if (this.#times.length < 1024) {
			this.#times = grown(this.#times, new Float64Array(1024));
			this.#frameOf = grown(this.#frameOf, new Uint32Array(1024));
			this.#positionOf = grown(this.#positionOf, new Uint32Array(1024));
		}
	}

	/** Only frames with a row left are kept in memory. */
	#compact(): OrderedRows {
		const times = this.#times;
		const order = Uint32Array.from({ length: this.#count }, (_, index) => index).sort(
			(a, b) => (times[b] as number) - (times[a] as number) || a - b,
		);
		const used = new Map<number, number>();
		const frames: Frame[] = [];
		const frameOf = Uint32Array.from(order, at => {
			const index = this.#frameOf[at] as number;
			let position = used.get(index);
			if (position === undefined) {
				position = frames.push(this.#frames[index] as Frame) - 1;
				used.set(index, position);
			}

			return position;
		});
		const ordered = {
			frames,
			frameOf,
			positionOf: Uint32Array.from(order, at => this.#positionOf[at] as number),
		};
		syncFrames(ordered);
		return ordered;
	}
}

function grown<T extends Float64Array | Uint32Array>(from: T, to: T): T {
	to.set(from);
	return to;
}
