import { keyOfAll } from '../comparison.ts';
import type { Value } from '../value.ts';
import { lazy, type Frame } from './frame.ts';
import type { Vector } from './vector.ts';

/** Rows of several segments in one order. */
export interface OrderedRows {
	readonly frames: readonly Frame[];
	/** By index in the order: index into `frames`. */
	readonly frameOf: Uint32Array;
	/** By index in the order: position in that frame. */
	readonly positionOf: Uint32Array;
}

/** Reduces every frame to the rows that are still in the order. */
export function syncFrames(ordered: OrderedRows): void {
	const counts = new Uint32Array(ordered.frames.length);
	for (const frame of ordered.frameOf) {
		counts[frame]!++;
	}

	const lists = Array.from(counts, count => new Uint32Array(count));
	counts.fill(0);
	for (let at = 0; at < ordered.frameOf.length; at++) {
		const frame = ordered.frameOf[at] as number;
		(lists[frame] as Uint32Array)[counts[frame]!++] = ordered.positionOf[at] as number;
	}

	for (const [index, frame] of ordered.frames.entries()) {
		frame.rows = (lists[index] as Uint32Array).sort();
	}
}

/** Picks the given indexes, in their order. */
export function pickPlaces(
	ordered: OrderedRows,
	indexes: Uint32Array | readonly number[],
): OrderedRows {
	const picked = {
		frames: ordered.frames,
		frameOf: Uint32Array.from(indexes, index => ordered.frameOf[index] as number),
		positionOf: Uint32Array.from(indexes, at => ordered.positionOf[at] as number),
	};
	syncFrames(picked);
	return picked;
}

/** All indexes, ascending. */
export function allPlaces(ordered: OrderedRows): Uint32Array {
	return Uint32Array.from({ length: ordered.frameOf.length }, (_, index) => index);
}

/** Values of some fields, one list per row. */
export function placeValues(ordered: OrderedRows, names: readonly string[]): Value[][] {
	const vectors: Vector[][] = ordered.frames.map(frame =>
		names.map(name => frame.field(name).get()),
	);
	return Array.from(ordered.frameOf, (frame, index) => {
		const position = ordered.positionOf[index] as number;
		return (vectors[frame] as Vector[]).map(vector =>
			vector.value(vector.codes[position] as number),
		);
	});
}

/** The indexes of each group; groups are in the order of their first row. */
export function groupPlaces(ordered: OrderedRows, by: readonly string[]): readonly number[][] {
	if (by.length === 0) {
		return ordered.frameOf.length === 0 ? [] : [[...allPlaces(ordered)]];
	}

	const groups = new Map<string, number[]>();
	for (const [index, values] of placeValues(ordered, by).entries()) {
		const key = keyOfAll(values);
		const group = groups.get(key);
		if (group === undefined) {
			groups.set(key, [index]);
		} else {
			group.push(index);
		}
	}

	return [...groups.values()];
}

/** Defines a field with one value per row of the order. */
export function defineByPlace(ordered: OrderedRows, name: string, values: readonly Value[]): void {
	const codes = ordered.frames.map(frame => new Uint32Array(frame.rowCount));
	for (let at = 0; at < ordered.frameOf.length; at++) {
		const frame = ordered.frameOf[at] as number;
		(codes[frame] as Uint32Array)[ordered.positionOf[at] as number] = at;
	}

	for (const [index, frame] of ordered.frames.entries()) {
		const vector: Vector = {
			codes: codes[index] as Uint32Array,
			size: Math.max(values.length, 1),
			repeats: false,
			value: code => values[code] ?? null,
		};
		frame.define(
			name,
			lazy(() => vector),
		);
	}
}

/** By frame and position: the index in the order, as the rank for `first` and `last`. */
export function ranksOf(ordered: OrderedRows): readonly Float64Array[] {
	const ranks = ordered.frames.map(frame => new Float64Array(frame.rowCount));
	for (let index = 0; index < ordered.frameOf.length; index++) {
		const frame = ordered.frameOf[index] as number;
		(ranks[frame] as Float64Array)[ordered.positionOf[index] as number] = index;
	}

	return ranks;
}
