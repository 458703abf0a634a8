import type { Frame } from './frame.ts';

/** Rows that a stage may want in their order; more are cut, with a warning. */
export const orderedRowsMax = 200_000;

/** Rows of several segments in one order. */
export interface OrderedRows {
	readonly frames: readonly Frame[];
	/** Index into `frames` by place. */
	readonly frameOf: Uint32Array;
	/** Position in that frame by place. */
	readonly positionOf: Uint32Array;
}

/** Narrows every frame to the rows that are still in the order. */
export function syncFrames(ordered: OrderedRows): void {
	const counts = new Uint32Array(ordered.frames.length);
	for (const frame of ordered.frameOf) {
		counts[frame]!++;
	}

	const lists = Array.from(counts, count => new Uint32Array(count));
	counts.fill(0);
	for (let place = 0; place < ordered.frameOf.length; place++) {
		const frame = ordered.frameOf[place] as number;
		(lists[frame] as Uint32Array)[counts[frame]!++] = ordered.positionOf[place] as number;
	}

	for (const [index, frame] of ordered.frames.entries()) {
		frame.rows = (lists[index] as Uint32Array).sort();
	}
}

/** The places named, in their order. */
export function pickPlaces(
	ordered: OrderedRows,
	places: Uint32Array | readonly number[],
): OrderedRows {
	const picked = {
		frames: ordered.frames,
		frameOf: Uint32Array.from(places, place => ordered.frameOf[place] as number),
		positionOf: Uint32Array.from(places, place => ordered.positionOf[place] as number),
	};
	syncFrames(picked);
	return picked;
}
