import { keyOfAll } from '../compare.ts';
import { combine } from '../local/combine.ts';
import type { Vector } from '../local/vector.ts';
import type { Value } from '../value.ts';
import type { Accumulator, GroupedRows } from './accumulator.ts';
import { grownFloat } from './accumulator.ts';
import { Interner } from './interner.ts';
import { PairSet } from './pair-set.ts';

/** A bitmap of groups by codes up to this size is cheaper than a hash of pairs. */
const bitmapBitsMax = 1 << 24;

/** `count_distinct`: exact, from the set of (group, value) pairs. Null is no value. */
export class CountDistinct implements Accumulator {
	/** Values by the number they have in `#pairs`; several fields are one text. */
	#values: Value[] = [];
	#interner: Interner | undefined;
	/** Pairs of one segment, where no pair is twice; once merged, `#set` holds them. */
	#groups = new Uint32Array(0);
	#places = new Uint32Array(0);
	#set: PairSet | undefined;
	#counts: Float64Array = new Float64Array(0);

	add(grouped: GroupedRows, args: readonly Vector[]): void {
		const { codes, size, value } = distinctValues(args, grouped);
		const cells = grouped.groupCount * size;
		const pairs =
			cells <= bitmapBitsMax ? pairsByBitmap(grouped, codes, size) : pairsByHash(grouped, codes);
		const numberOfCode = new Int32Array(size).fill(-1);
		const isNull = new Uint8Array(size);
		const groups = new Uint32Array(pairs.length >> 1);
		const places = new Uint32Array(pairs.length >> 1);
		let count = 0;
		this.#counts = new Float64Array(grouped.groupCount);
		for (let at = 0; at < pairs.length; at += 2) {
			const group = pairs[at] as number;
			const code = pairs[at + 1] as number;
			if (numberOfCode[code] === -1 && isNull[code] === 0) {
				const found = value(code);
				if (found === null) {
					isNull[code] = 1;
				} else {
					numberOfCode[code] = this.#values.push(found) - 1;
				}
			}

			if (isNull[code] === 0) {
				groups[count] = group;
				places[count++] = numberOfCode[code] as number;
			}
		}

		this.#groups = groups.slice(0, count);
		this.#places = places.slice(0, count);
	}

	merge(other: CountDistinct, mapping: Int32Array, groupCount: number): void {
		this.#counts = grownFloat(this.#counts, groupCount);
		const interner = (this.#interner ??= new Interner());
		const set = (this.#set ??= new PairSet());
		const numberThere = new Uint32Array(other.#values.length);
		for (let place = 0; place < numberThere.length; place++) {
			numberThere[place] = interner.number(other.#values[place] as Value);
		}

		this.#values = interner.values;
		const counts = this.#counts;
		const put = (group: number, place: number): void => {
			const target = mapping[group] as number;
			if (target >= 0 && set.add(target, numberThere[place] as number)) {
				counts[target] = (counts[target] as number) + 1;
			}
		};
		if (other.#set !== undefined) {
			other.#set.each(put);
			return;
		}

		for (let at = 0; at < other.#groups.length; at++) {
			put(other.#groups[at] as number, other.#places[at] as number);
		}
	}

	result(group: number): readonly Value[] {
		return [this.#counts[group] ?? 0];
	}

	get bytes(): number {
		return this.#groups.byteLength * 2 + this.#values.length * 80 + (this.#set?.bytes ?? 0);
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
