import type { Frame } from '../frame/frame.ts';
import { eachRow } from '../frame/rows.ts';
import { syncFrames, type OrderedRows } from '../frame/ordered-rows.ts';
import { compareTied, type Ties } from '../frame/ties.ts';

const tiedRowsMax = 65_536;

/**
 * Collects the newest rows, those of one time by their object and their place in it, without holding
 * many more than the requested number.
 */
export class NewestRows {
	readonly #keepMax: number;
	readonly #tiedMax: number;
	/** Undefined once none of its rows is left. */
	readonly #frames: (Frame | undefined)[] = [];
	/** Of these frames, as far as somebody has asked. */
	readonly #ties: (Ties | undefined)[] = [];
	#times = new Float64Array(1024);
	#frameOf = new Uint32Array(1024);
	#positionOf = new Uint32Array(1024);
	#count = 0;
	/** Older rows can no longer be among the newest. */
	#oldestMs = -Infinity;
	#seenCount = 0;

	/** @param tiedMax - rows of one time that are held beyond `keepMax` before they are put in order */
	constructor(keepMax: number, tiedMax = tiedRowsMax) {
		this.#keepMax = keepMax;
		this.#tiedMax = tiedMax;
	}

	/** Rows added, kept or not. */
	get seenCount(): number {
		return this.#seenCount;
	}

	/** Frames must be added in the order of the store. */
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
		this.#keep(this.#inOrder().subarray(0, this.#keepMax));
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

	/** Drops the entries that are too old. Which of one time come first costs more, and rarely matters. */
	#cut(): void {
		const times = this.#times;
		const count = this.#count;
		const oldestMs =
			this.#keepMax === 0
				? Infinity
				: (times.slice(0, count).sort()[count - this.#keepMax] as number);
		const wanted = new Uint32Array(count);
		let wantedCount = 0;
		for (let at = 0; at < count; at++) {
			if ((times[at] as number) >= oldestMs) {
				wanted[wantedCount++] = at;
			}
		}

		this.#oldestMs = oldestMs;
		this.#keep(
			wantedCount > this.#keepMax + this.#tiedMax
				? // Entries stay in the order of the store.
					this.#inOrder().slice(0, this.#keepMax).sort()
				: wanted.subarray(0, wantedCount),
		);
		this.#forgetFrames();
		this.#roomForMore();
	}

	/** Indexes of all entries, the newest first. */
	#inOrder(): Uint32Array {
		const [times, frameOf, positionOf] = [this.#times, this.#frameOf, this.#positionOf];
		const tiesOf = (index: number): Ties =>
			(this.#ties[index] ??= (this.#frames[index] as Frame).ties());
		return Uint32Array.from({ length: this.#count }, (_, index) => index).sort(
			(a, b) =>
				(times[b] as number) - (times[a] as number) ||
				compareTied(
					frameOf[a] as number,
					positionOf[a] as number,
					frameOf[b] as number,
					positionOf[b] as number,
					tiesOf,
				),
		);
	}

	/** @param entries - indexes of those that stay, in their new order */
	#keep(entries: Uint32Array): void {
		const [times, frameOf, positionOf] = [this.#times, this.#frameOf, this.#positionOf];
		this.#times = Float64Array.from(entries, at => times[at] as number);
		this.#frameOf = Uint32Array.from(entries, at => frameOf[at] as number);
		this.#positionOf = Uint32Array.from(entries, at => positionOf[at] as number);
		this.#count = entries.length;
	}

	#forgetFrames(): void {
		const used = new Set(this.#frameOf);
		for (let index = 0; index < this.#frames.length; index++) {
			if (!used.has(index)) {
				this.#frames[index] = undefined;
				this.#ties[index] = undefined;
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
		const used = new Map<number, number>();
		const frames: Frame[] = [];
		const frameOf = this.#frameOf.map(index => {
			let position = used.get(index);
			if (position === undefined) {
				position = frames.push(this.#frames[index] as Frame) - 1;
				used.set(index, position);
			}

			return position;
		});
		const ordered = { frames, frameOf, positionOf: this.#positionOf };
		syncFrames(ordered);
		return ordered;
	}
}

function grown<T extends Float64Array | Uint32Array>(from: T, to: T): T {
	to.set(from);
	return to;
}
