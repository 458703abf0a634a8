import { keyOfAll } from '../compare.ts';
import type { OrderedStage } from '../plan/stage-class.ts';
import type { Field, Stage } from '../syntax/tree.ts';
import type { Value } from '../value.ts';
import { lazy, type Frame } from '../frame/frame.ts';
import { pickPlaces, syncFrames, type OrderedRows } from '../frame/ordered-rows.ts';
import type { RowStep } from './row-stage.ts';
import { eachRow } from '../frame/rows.ts';
import { compareKeys } from '../frame/sorted-rows.ts';
import type { Vector } from '../frame/vector.ts';

/** Runs `sort`, `limit`, `dedup` or `topk` over records in their order. */
export function applyOrderedStage(ordered: OrderedRows, stage: OrderedStage & Stage): OrderedRows {
	switch (stage.kind) {
		case 'limit':
			return limitPlaces(ordered, stage.count);
		case 'sort': {
			const compare = compareKeys(stage.keys);
			const keys = placeValues(
				ordered,
				stage.keys.map(({ field }) => field),
			);
			const places = identity(ordered).sort(
				(a, b) => compare(keys[a] as Value[], keys[b] as Value[]) || a - b,
			);
			return pickPlaces(ordered, places);
		}

		case 'dedup':
			return dedupPlaces(ordered, stage);
		case 'topk':
			return topkPlaces(ordered, stage);
	}
}

function limitPlaces(ordered: OrderedRows, count: number): OrderedRows {
	const all = identity(ordered);
	return pickPlaces(ordered, count < 0 ? all.slice(count) : all.slice(0, count));
}

function identity(ordered: OrderedRows): Uint32Array {
	return Uint32Array.from({ length: ordered.frameOf.length }, (_, place) => place);
}

/** Values of some fields, one list a place. */
function placeValues(ordered: OrderedRows, fields: readonly Field[]): Value[][] {
	const vectors: Vector[][] = ordered.frames.map(frame =>
		fields.map(field => frame.field(field.name).get()),
	);
	return Array.from(ordered.frameOf, (frame, place) => {
		const position = ordered.positionOf[place] as number;
		return (vectors[frame] as Vector[]).map(vector =>
			vector.value(vector.codes[position] as number),
		);
	});
}

const rawField: Field = { name: '_raw', span: { start: 0, end: 0 } };

function dedupPlaces(ordered: OrderedRows, stage: Stage & { readonly kind: 'dedup' }): OrderedRows {
	const keys = placeValues(ordered, stage.fields.length > 0 ? stage.fields : [rawField]);
	const seen = new Map<string, number>();
	let previous: string | undefined;
	const kept: number[] = [];
	for (const [place, values] of keys.entries()) {
		const key = keyOfAll(values);
		if (stage.consecutive && key !== previous) {
			seen.clear();
		}

		previous = key;
		const count = (seen.get(key) ?? 0) + 1;
		seen.set(key, count);
		if (count <= stage.count) {
			kept.push(place);
		}
	}

	return pickPlaces(ordered, kept);
}

function topkPlaces(ordered: OrderedRows, stage: Stage & { readonly kind: 'topk' }): OrderedRows {
	const compare = compareKeys(stage.fields.map(field => ({ field, descending: true })));
	const keys = placeValues(ordered, stage.fields);
	const groups = new Map<string, number[]>();
	for (const [place, values] of placeValues(ordered, stage.by).entries()) {
		const key = keyOfAll(values);
		const group = groups.get(key) ?? [];
		groups.set(key, group);
		group.push(place);
	}

	const kept: number[] = [];
	const ranks: number[] = [];
	for (const group of groups.values()) {
		group.sort((a, b) => compare(keys[a] as Value[], keys[b] as Value[]) || a - b);
		for (const [rank, place] of group.slice(0, stage.count).entries()) {
			kept.push(place);
			ranks.push(rank + 1);
		}
	}

	const picked = pickPlaces(ordered, kept);
	defineByPlace(picked, '_rank', ranks);
	return picked;
}

/** A field with a value for each place. */
function defineByPlace(ordered: OrderedRows, name: string, values: readonly Value[]): void {
	const codes = ordered.frames.map(frame => new Uint32Array(frame.rowCount));
	for (let place = 0; place < ordered.frameOf.length; place++) {
		const frame = ordered.frameOf[place] as number;
		(codes[frame] as Uint32Array)[ordered.positionOf[place] as number] = place;
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

/** Runs a stage that looks at one record at a time, and keeps the order of what is left. */
export function applyRowStep(ordered: OrderedRows, step: RowStep): OrderedRows {
	const frames = ordered.frames.map(frame => step.run(frame));
	const positions = frames.map((frame, index) =>
		positionsByOrigin(frame, ordered.frames[index] as Frame),
	);
	const frameOf: number[] = [];
	const positionOf: number[] = [];
	for (let place = 0; place < ordered.frameOf.length; place++) {
		const frame = ordered.frameOf[place] as number;
		const origin = ordered.positionOf[place] as number;
		for (const position of positions[frame]?.get(origin) ?? []) {
			frameOf.push(frame);
			positionOf.push(position);
		}
	}

	const next = {
		frames,
		frameOf: Uint32Array.from(frameOf),
		positionOf: Uint32Array.from(positionOf),
	};
	syncFrames(next);
	return next;
}

/** Positions that are left, by the position that they had before the stage. */
function positionsByOrigin(frame: Frame, before: Frame): ReadonlyMap<number, readonly number[]> {
	const positions = new Map<number, number[]>();
	eachRow(frame.rows, frame.rowCount, position => {
		const origin = frame === before ? position : frame.originOf(position);
		const known = positions.get(origin);
		if (known === undefined) {
			positions.set(origin, [position]);
		} else {
			known.push(position);
		}
	});
	return positions;
}

/** Place of each position, as the order that `first` and `last` go by. */
export function ranksOf(ordered: OrderedRows): readonly Float64Array[] {
	const ranks = ordered.frames.map(frame => new Float64Array(frame.rowCount));
	for (let place = 0; place < ordered.frameOf.length; place++) {
		const frame = ordered.frameOf[place] as number;
		(ranks[frame] as Float64Array)[ordered.positionOf[place] as number] = place;
	}

	return ranks;
}
