import type { Address, AddressRange } from './address.ts';
import { blocksOf, isBlock } from './blocks.ts';

/** One range with its payload. */
export interface RangeEntry<Payload> {
	readonly range: AddressRange;
	readonly payload: Payload;
}

/**
 * Finds the payloads of the ranges around an address. Binary search over sorted pieces that do not
 * overlap; each piece refers to its narrowest block, and each block to the next wider one around
 * it. Takes about 32 bytes per IPv4 block, without the payloads, which entries may share.
 */
export class RangeTable<Payload> {
	readonly #v4: Family<number, Payload>;
	readonly #v6: Family<bigint, Payload>;

	/** @param entries - read once and not kept, so a generator can be passed */
	constructor(entries: Iterable<RangeEntry<Payload>>) {
		const v4: Blocks<number, Payload> = { starts: [], ends: [], payloads: [] };
		const v6: Blocks<bigint, Payload> = { starts: [], ends: [], payloads: [] };
		for (const { range, payload } of entries) {
			for (const { from, to } of isBlock(range) ? [range] : blocksOf(range)) {
				if (from.family === 4) {
					addBlock(v4, from.value, Number(to.value), payload);
				} else {
					addBlock(v6, from.value, to.value as bigint, payload);
				}
			}
		}

		this.#v4 = sweep<number, Payload>(v4, 1, Uint32Array);
		this.#v6 = sweep<bigint, Payload>(v6, 1n, Array);
	}

	/** The payload of the narrowest range around an address; of equal ranges, the last one. */
	find(address: Address): Payload | undefined {
		return address.family === 4
			? narrowest(this.#v4, address.value)
			: narrowest(this.#v6, address.value);
	}

	/** The wanted blocks around an address with what is known of them, narrowest first. */
	findAll(
		address: Address,
		countMax: number,
		isWanted: (payload: Payload) => boolean = () => true,
	): readonly RangeEntry<Payload>[] {
		return address.family === 4
			? around(this.#v4, address.value, countMax, isWanted, value => ({ family: 4, value }))
			: around(this.#v6, address.value, countMax, isWanted, value => ({ family: 6, value }));
	}
}

/**
 * Blocks as columns, in any order: garbage collection of millions of small objects would take
 * seconds.
 */
interface Blocks<Value, Payload> {
	readonly starts: Value[];
	readonly ends: Value[];
	readonly payloads: Payload[];
}

function addBlock<Value, Payload>(
	{ starts, ends, payloads }: Blocks<Value, Payload>,
	start: Value,
	end: Value,
	payload: Payload,
): void {
	starts.push(start);
	ends.push(end);
	payloads.push(payload);
}

/** An array of numbers, typed when the numbers allow it. */
interface Numbers<Value> {
	[index: number]: Value;
	readonly length: number;
}

type NumbersOf<Value> = new (length: number) => Numbers<Value>;

interface Family<Value, Payload> {
	/** One entry per piece, ascending. */
	readonly starts: Numbers<Value>;
	readonly ends: Numbers<Value>;
	/** The narrowest block of each piece. */
	readonly blocks: Numbers<number>;
	/** One entry per block: the next wider block, or the block itself when there is none. */
	readonly parents: Numbers<number>;
	/** Both ends and the payload, one entry per block. */
	readonly blockStarts: Numbers<Value>;
	readonly blockEnds: Numbers<Value>;
	readonly payloads: readonly Payload[];
}

/** One pass over the starts of nested blocks, with a stack of the open ones. */
function sweep<Value extends number | bigint, Payload>(
	unsorted: Blocks<Value, Payload>,
	one: Value,
	numbers: NumbersOf<Value>,
): Family<Value, Payload> {
	const { starts: blockStarts, ends: blockEnds, payloads } = sorted(unsorted, numbers);
	// Every block starts at most one piece, and its end starts at most one more.
	const pieceCountMax = 2 * payloads.length;
	const starts = new numbers(pieceCountMax);
	const ends = new numbers(pieceCountMax);
	const owners = new Uint32Array(pieceCountMax);
	const parents = new Uint32Array(payloads.length);
	const open: number[] = [];
	let count = 0;
	let position = blockStarts[0] as Value;
	const emit = (to: Value, owner: number) => {
		if (position <= to) {
			starts[count] = position;
			ends[count] = to;
			owners[count++] = owner;
			position = plus(to, one);
		}
	};

	const closeBefore = (next: Value | undefined) => {
		for (let top = open.at(-1); top !== undefined; top = open.at(-1)) {
			const end = blockEnds[top] as Value;
			if (next !== undefined && end >= next) {
				return;
			}

			emit(end, top);
			open.pop();
		}
	};

	for (let block = 0; block < payloads.length; block++) {
		const start = blockStarts[block] as Value;
		closeBefore(start);
		const around = open.at(-1);
		if (around !== undefined && position < start) {
			emit(minus(start, one), around);
		}

		position = start;
		parents[block] = around ?? block;
		open.push(block);
	}

	closeBefore(undefined);
	return {
		starts: filled(starts, numbers, count),
		ends: filled(ends, numbers, count),
		blocks: owners.slice(0, count),
		parents,
		blockStarts,
		blockEnds,
		payloads,
	};
}

/** A wider block comes before those inside; of equal blocks, the last one is the innermost. */
function sorted<Value extends number | bigint, Payload>(
	{ starts, ends, payloads }: Blocks<Value, Payload>,
	numbers: NumbersOf<Value>,
) {
	const order = Uint32Array.from(payloads.keys()).sort(
		(a, b) =>
			compare(starts[a] as Value, starts[b] as Value) ||
			compare(ends[b] as Value, ends[a] as Value) ||
			a - b,
	);
	const sortedStarts = new numbers(order.length);
	const sortedEnds = new numbers(order.length);
	const sortedPayloads: Payload[] = [];
	for (const [index, block] of order.entries()) {
		sortedStarts[index] = starts[block] as Value;
		sortedEnds[index] = ends[block] as Value;
		sortedPayloads.push(payloads[block] as Payload);
	}

	return { starts: sortedStarts, ends: sortedEnds, payloads: sortedPayloads };
}

function filled<Value>(
	all: Numbers<Value>,
	numbers: NumbersOf<Value>,
	count: number,
): Numbers<Value> {
	const first = new numbers(count);
	for (let index = 0; index < count; index++) {
		first[index] = all[index] as Value;
	}

	return first;
}

function narrowest<Value extends number | bigint, Payload>(
	family: Family<Value, Payload>,
	value: Value,
): Payload | undefined {
	const piece = pieceOf(family, value);
	const block = piece === undefined ? undefined : family.blocks[piece];
	return block === undefined ? undefined : family.payloads[block];
}

function around<Value extends number | bigint, Payload>(
	family: Family<Value, Payload>,
	value: Value,
	countMax: number,
	isWanted: (payload: Payload) => boolean,
	addressOf: (value: Value) => Address,
): readonly RangeEntry<Payload>[] {
	const piece = pieceOf(family, value);
	const found: RangeEntry<Payload>[] = [];
	let block = piece === undefined ? undefined : family.blocks[piece];
	while (block !== undefined && found.length < countMax) {
		const parent: number | undefined = family.parents[block];
		const payload = family.payloads[block] as Payload;
		if (isWanted(payload)) {
			found.push({
				range: {
					from: addressOf(family.blockStarts[block] as Value),
					to: addressOf(family.blockEnds[block] as Value),
				},
				payload,
			});
		}

		block = parent === block ? undefined : parent;
	}

	return found;
}

function pieceOf<Value extends number | bigint, Payload>(
	{ starts, ends }: Family<Value, Payload>,
	value: Value,
): number | undefined {
	let low = 0;
	let high = starts.length;
	while (low < high) {
		const middle = (low + high) >>> 1;
		if ((starts[middle] as Value) <= value) {
			low = middle + 1;
		} else {
			high = middle;
		}
	}

	const end = ends[low - 1];
	return end !== undefined && value <= end ? low - 1 : undefined;
}

function compare(a: number | bigint, b: number | bigint): number {
	return a < b ? -1 : a > b ? 1 : 0;
}

function plus<Value extends number | bigint>(a: Value, b: Value): Value {
	return ((a as number) + (b as number)) as Value;
}

function minus<Value extends number | bigint>(a: Value, b: Value): Value {
	return ((a as number) - (b as number)) as Value;
}
