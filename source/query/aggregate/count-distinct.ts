import { keyOfAll } from '../compare.ts';
import { combine } from '../local/combine.ts';
import type { Vector } from '../local/vector.ts';
import type { Value } from '../value.ts';
import type { Accumulator, GroupedRows } from './accumulator.ts';
import { Bitmaps } from './bitmaps.ts';
import { Interner } from './interner.ts';
import { PairSet } from './pair-set.ts';

/** A bitmap of groups by codes up to this size is cheaper than a hash of pairs. */
const bitmapBitsMax = 1 << 24;

/** Groups looked at first when only the largest are wanted. */
const candidatesMin = 256;

/** Another accumulator that was merged in, with the group here of each group there. */
interface Source {
	readonly other: CountDistinct;
	readonly mapping: Int32Array;
}

/**
 * `count_distinct`: exact, from the set of (group, value) pairs. Null is no value. Merging only
 * notes what is to be merged: the pairs are united when a result is asked for, and when only the
 * largest groups are wanted, for those groups that can be among them.
 */
export class CountDistinct implements Accumulator {
	/** Values of one segment by the number they have in `#places`; several fields are one text. */
	readonly #values: Value[] = [];
	/** Pairs of one segment, where no pair is twice. */
	#groups: Uint32Array = new Uint32Array(0);
	#places: Uint32Array = new Uint32Array(0);
	readonly #sources: Source[] = [];
	/** Of all sources, once it was asked for. */
	#counts: Float64Array | undefined;

	add(grouped: GroupedRows, args: readonly Vector[]): void {
		const { codes, size, value } = distinctValues(args, grouped);
		const cells = grouped.groupCount * size;
		const pairs =
			cells <= bitmapBitsMax ? pairsByBitmap(grouped, codes, size) : pairsByHash(grouped, codes);
		// -1 is "not read yet", -2 null.
		const placeOfCode = new Int32Array(size).fill(-1);
		const groups = new Uint32Array(pairs.length >> 1);
		const places = new Uint32Array(pairs.length >> 1);
		let count = 0;
		for (let at = 0; at < pairs.length; at += 2) {
			const code = pairs[at + 1] as number;
			let place = placeOfCode[code] as number;
			if (place === -1) {
				const found = value(code);
				place = found === null ? -2 : this.#values.push(found) - 1;
				placeOfCode[code] = place;
			}

			if (place >= 0) {
				groups[count] = pairs[at] as number;
				places[count++] = place;
			}
		}

		this.#groups = groups.slice(0, count);
		this.#places = places.slice(0, count);
	}

	merge(other: CountDistinct, mapping: Int32Array): void {
		this.#sources.push({ other, mapping });
		this.#counts = undefined;
	}

	result(group: number): readonly Value[] {
		this.#counts ??= this.#countAll();
		return [this.#counts[group] ?? 0];
	}

	/**
	 * Counts of the groups that can be among the `count` largest; the others say -1.
	 *
	 * @param rowCounts - rows of each group: it cannot have more distinct values
	 */
	largest(count: number, rowCounts: Float64Array): Float64Array {
		const order = new Uint32Array(rowCounts.length);
		for (let group = 0; group < order.length; group++) {
			order[group] = group;
		}

		order.sort((a, b) => (rowCounts[b] as number) - (rowCounts[a] as number));
		const counts = new Float64Array(rowCounts.length).fill(-1);
		const union = new Union(counts, new Bitmaps());
		let done = 0;
		for (let most = Math.max(candidatesMin, count * 4); ; most *= 4) {
			union.want(order.subarray(done, most));
			this.#collect(union, undefined);
			done = most;
			const next = order[done];
			const last = counts.slice().sort()[counts.length - count] as number;
			if (next === undefined || (rowCounts[next] as number) < last) {
				return counts;
			}
		}
	}

	get bytes(): number {
		const sources = this.#sources.reduce(
			(sum, { other, mapping }) => sum + other.bytes + mapping.byteLength,
			0,
		);
		return 64 + this.#groups.byteLength * 2 + this.#values.length * 80 + sources;
	}

	#countAll(): Float64Array {
		const groupCount = this.#sources.reduce(
			(most, { mapping }) => mapping.reduce((a, b) => Math.max(a, b + 1), most),
			0,
		);
		const counts = new Float64Array(groupCount);
		this.#collect(new Union(counts, new PairSet()), undefined);
		return counts;
	}

	/** Adds all pairs to a union; `mapping` leads from the groups here to its groups. */
	#collect(union: Union, mapping: Int32Array | undefined): void {
		for (const source of this.#sources) {
			source.other.#collect(
				union,
				mapping === undefined
					? source.mapping
					: source.mapping.map(group => (group < 0 ? group : (mapping[group] as number))),
			);
		}

		if (this.#groups.length > 0) {
			union.add(this.#groups, this.#places, this.#values, mapping);
		}
	}
}

/** Unites the pairs of several segments, and counts them by group. */
class Union {
	readonly #interner = new Interner();
	/** Groups whose pairs are wanted; undefined is all. */
	#wanted: Uint8Array | undefined;
	readonly #set: PairSet | Bitmaps;
	readonly #counts: Float64Array;

	/**
	 * @param counts - by group; filled here
	 * @param set - for a few groups a bit a value, which stays in the processor's cache
	 */
	constructor(counts: Float64Array, set: PairSet | Bitmaps) {
		this.#counts = counts;
		this.#set = set;
	}

	/** From now on only these groups, which start at 0. */
	want(groups: Uint32Array): void {
		this.#wanted = new Uint8Array(this.#counts.length);
		for (const group of groups) {
			this.#wanted[group] = 1;
			this.#counts[group] = 0;
		}
	}

	add(
		groups: Uint32Array,
		places: Uint32Array,
		values: readonly Value[],
		mapping: Int32Array | undefined,
	): void {
		const numbers = new Int32Array(values.length).fill(-1);
		const counts = this.#counts;
		for (let at = 0; at < groups.length; at++) {
			const own = groups[at] as number;
			const group = mapping === undefined ? own : (mapping[own] as number);
			if (group < 0 || (this.#wanted !== undefined && this.#wanted[group] !== 1)) {
				continue;
			}

			const place = places[at] as number;
			let number = numbers[place] as number;
			if (number === -1) {
				number = this.#interner.number(values[place] as Value);
				numbers[place] = number;
			}

			if (this.#set.add(group, number)) {
				counts[group] = (counts[group] as number) + 1;
			}
		}
	}
}

function distinctValues(
	args: readonly Vector[],
	grouped: GroupedRows,
): Pick<Vector, 'codes' | 'size' | 'value'> {
	const [only] = args;
	if (args.length === 1 && only !== undefined) {
		return { codes: only.codes, size: only.size, value: code => only.value(code) };
	}

	const all = combine(args, grouped.rows, grouped.rowCount);
	return {
		codes: all.codes,
		size: all.size,
		value: code => {
			const values = args.map((vector, at) => vector.value(all.part(code, at)));
			return values.includes(null) ? null : keyOfAll(values);
		},
	};
}

/** Distinct (group, code) pairs, flat. */
function pairsByBitmap(grouped: GroupedRows, codes: Vector['codes'], size: number): Uint32Array {
	const { rows, rowCount } = grouped;
	const groupOf = grouped.groupOf();
	const most = rows === undefined ? rowCount : rows.length;
	const bits = new Uint32Array(((grouped.groupCount * size) >>> 5) + 1);
	const pairs = new Uint32Array(most * 2);
	let count = 0;
	for (let index = 0; index < most; index++) {
		const row = rows === undefined ? index : (rows[index] as number);
		const group = groupOf[index] as number;
		const code = codes[row] as number;
		const cell = group * size + code;
		const word = bits[cell >>> 5] as number;
		const bit = 1 << (cell & 31);
		if ((word & bit) === 0) {
			bits[cell >>> 5] = word | bit;
			pairs[count++] = group;
			pairs[count++] = code;
		}
	}

	return pairs.subarray(0, count);
}

function pairsByHash(grouped: GroupedRows, codes: Vector['codes']): Uint32Array {
	const { rows, rowCount } = grouped;
	const groupOf = grouped.groupOf();
	const most = rows === undefined ? rowCount : rows.length;
	const set = new PairSet();
	const pairs = new Uint32Array(most * 2);
	let count = 0;
	for (let index = 0; index < most; index++) {
		const row = rows === undefined ? index : (rows[index] as number);
		const group = groupOf[index] as number;
		const code = codes[row] as number;
		if (set.add(group, code)) {
			pairs[count++] = group;
			pairs[count++] = code;
		}
	}

	return pairs.subarray(0, count);
}
