import type { Address, AddressRange } from './address.ts';

/** One range with what is known of it. */
export interface RangeEntry<Payload> {
	readonly range: AddressRange;
	readonly payload: Payload;
}

/**
 * Finds what is known of an address: sorted ranges that do not overlap, searched by halving. Of
 * nested ranges the narrowest answers.
 */
export class RangeTable<Payload> {
	readonly size: number;
	readonly #v4: Sorted<number, Payload>;
	readonly #v6: Sorted<bigint, Payload>;

	constructor(entries: readonly RangeEntry<Payload>[]) {
		this.size = entries.length;
		this.#v4 = flatten(familyOf<number, Payload>(entries, 4), 1);
		this.#v6 = flatten(familyOf<bigint, Payload>(entries, 6), 1n);
	}

	find(address: Address): Payload | undefined {
		return address.family === 4 ? search(this.#v4, address.value) : search(this.#v6, address.value);
	}
}

interface Plain<Value, Payload> {
	readonly from: Value;
	readonly to: Value;
	readonly payload: Payload;
}

interface Sorted<Value, Payload> {
	readonly starts: readonly Value[];
	readonly ends: readonly Value[];
	readonly payloads: readonly Payload[];
}

function familyOf<Value, Payload>(
	entries: readonly RangeEntry<Payload>[],
	family: 4 | 6,
): Plain<Value, Payload>[] {
	return entries
		.filter(entry => entry.range.from.family === family)
		.map(({ range, payload }) => ({
			from: range.from.value as Value,
			to: range.to.value as Value,
			payload,
		}));
}

/**
 * Cuts nested ranges into pieces that do not overlap, in one sweep over their starts with a stack
 * of the ranges that are open. Of equal ranges the one that came last answers.
 */
function flatten<Value extends number | bigint, Payload>(
	plain: readonly Plain<Value, Payload>[],
	one: Value,
): Sorted<Value, Payload> {
	const sorted = [...plain].sort((a, b) => compare(a.from, b.from) || compare(b.to, a.to));
	const starts: Value[] = [];
	const ends: Value[] = [];
	const payloads: Payload[] = [];
	const open: Plain<Value, Payload>[] = [];
	let position = sorted[0]?.from;
	const emit = (to: Value, payload: Payload) => {
		if (position !== undefined && position <= to) {
			starts.push(position);
			ends.push(to);
			payloads.push(payload);
			position = plus(to, one);
		}
	};
	const closeBefore = (next: Value | undefined) => {
		for (
			let top = open.at(-1);
			top !== undefined && (next === undefined || top.to < next);
			top = open.at(-1)
		) {
			emit(top.to, top.payload);
			open.pop();
		}
	};

	for (const entry of sorted) {
		closeBefore(entry.from);
		const top = open.at(-1);
		if (top !== undefined) {
			emit(minus(entry.from, one), top.payload);
		}

		position = position === undefined || position < entry.from ? entry.from : position;
		// A range that only overlaps (lists hold those too) keeps its end.
		open.push(entry);
	}

	closeBefore(undefined);
	return { starts, ends, payloads };
}

function compare<Value extends number | bigint>(a: Value, b: Value): number {
	return a < b ? -1 : a > b ? 1 : 0;
}

function plus<Value extends number | bigint>(a: Value, b: Value): Value {
	return ((a as number) + (b as number)) as Value;
}

function minus<Value extends number | bigint>(a: Value, b: Value): Value {
	return ((a as number) - (b as number)) as Value;
}

function search<Value extends number | bigint, Payload>(
	{ starts, ends, payloads }: Sorted<Value, Payload>,
	value: Value,
): Payload | undefined {
	let low = 0;
	let high = starts.length;
	while (low < high) {
		const middle = (low + high) >>> 1;
		if ((starts[middle] ?? value) <= value) {
			low = middle + 1;
		} else {
			high = middle;
		}
	}

	const end = ends[low - 1];
	return end !== undefined && value <= end ? payloads[low - 1] : undefined;
}
