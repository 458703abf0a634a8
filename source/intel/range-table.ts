import type { Address, AddressRange } from './address.ts';
import { blocksOf, isBlock } from './blocks.ts';

/** One range with what is known of it. */
export interface RangeEntry<Payload> {
	readonly range: AddressRange;
	readonly payload: Payload;
}

/**
 * Finds what is known of an address: sorted pieces that do not overlap, searched by halving; each
 * piece knows its narrowest block, and each block the next wider one around it. Takes some 32 bytes
 * an IPv4 block beside the payloads, which entries may share.
 */
export class RangeTable<Payload> {
	readonly size: number;
	readonly #v4: Family<number, Payload>;
	readonly #v6: Family<bigint, Payload>;

	constructor(entries: readonly RangeEntry<Payload>[]) {
		this.size = entries.length;
		this.#v4 = familyOf<number, Payload>(entries, 4, Uint32Array);
		this.#v6 = familyOf<bigint, Payload>(entries, 6, Array);
	}

	/** What the narrowest range around an address says; of equal ranges the one that came last. */
	find(address: Address): Payload | undefined {
		return address.family === 4
			? narrowest(this.#v4, address.value)
			: narrowest(this.#v6, address.value);
	}

	/** The blocks around an address with what is known of them, narrowest first. */
	findAll(address: Address, countMax: number): readonly RangeEntry<Payload>[] {
		return address.family === 4
			? around(this.#v4, address.value, countMax, value => ({ family: 4, value }))
			: around(this.#v6, address.value, countMax, value => ({ family: 6, value }));
	}
}

/** A numeric array that is as small as its numbers allow. */
interface Numbers<Value> {
	[index: number]: Value;
	readonly length: number;
}

type NumbersOf<Value> = new (length: number) => Numbers<Value>;

interface Family<Value, Payload> {
	/** One a piece, ascending. */
	readonly starts: Numbers<Value>;
	readonly ends: Numbers<Value>;
	/** The narrowest block of each piece. */
	readonly blocks: Numbers<number>;
	/** One a block: the next wider block, or the block itself where there is none. */
	readonly parents: Numbers<number>;
	/** Both ends and the payload, one a block. */
	readonly blockStarts: Numbers<Value>;
	readonly blockEnds: Numbers<Value>;
	readonly payloads: readonly Payload[];
}

interface Block<Payload> {
	readonly range: AddressRange;
	readonly payload: Payload;
}

function familyOf<Value extends number | bigint, Payload>(
	all: readonly RangeEntry<Payload>[],
	family: 4 | 6,
	numbers: NumbersOf<Value>,
): Family<Value, Payload> {
	const blocks: Block<Payload>[] = [];
	for (const entry of all) {
		if (entry.range.from.family === family) {
			for (const range of isBlock(entry.range) ? [entry.range] : blocksOf(entry.range)) {
				blocks.push({ range, payload: entry.payload });
			}
		}
	}

	// Around comes before inside; of equal blocks the one that came last is the innermost.
	blocks.sort(
		(a, b) =>
			compare(a.range.from.value, b.range.from.value) ||
			compare(b.range.to.value, a.range.to.value),
	);
	return sweep<Value, Payload>(blocks, numbers);
}

/** One pass over the starts of nested blocks, with a stack of the ones that are open. */
function sweep<Value extends number | bigint, Payload>(
	blocks: readonly Block<Payload>[],
	numbers: NumbersOf<Value>,
): Family<Value, Payload> {
	// Every block opens at most one piece and lets at most one go on behind it.
	const pieceCountMax = 2 * blocks.length;
	const starts = new numbers(pieceCountMax);
	const ends = new numbers(pieceCountMax);
	const owners = new Uint32Array(pieceCountMax);
	const parents = new Uint32Array(blocks.length);
	const one = (blocks[0]?.range.from.family === 6 ? 1n : 1) as Value;
	const open: number[] = [];
	const endOf = (block: number) => (blocks[block] as Block<Payload>).range.to.value as Value;
	let count = 0;
	let position = blocks[0]?.range.from.value as Value;
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
			if (next !== undefined && endOf(top) >= next) {
				return;
			}

			emit(endOf(top), top);
			open.pop();
		}
	};

	for (const [block, { range }] of blocks.entries()) {
		const from = range.from.value as Value;
		closeBefore(from);
		const around = open.at(-1);
		if (around !== undefined && position < from) {
			emit(minus(from, one), around);
		}

		position = from;
		parents[block] = around ?? block;
		open.push(block);
	}

	closeBefore(undefined);
	return {
		starts: filled(starts, numbers, count),
		ends: filled(ends, numbers, count),
		blocks: owners.slice(0, count),
		parents,
		blockStarts: filled(
			blocks.map(block => block.range.from.value as Value),
			numbers,
		),
		blockEnds: filled(
			blocks.map(block => block.range.to.value as Value),
			numbers,
		),
		payloads: blocks.map(block => block.payload),
	};
}

function filled<Value>(
	all: Numbers<Value>,
	numbers: NumbersOf<Value>,
	count = all.length,
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
	return piece === undefined ? undefined : family.payloads[family.blocks[piece] as number];
}

function around<Value extends number | bigint, Payload>(
	family: Family<Value, Payload>,
	value: Value,
	countMax: number,
	addressOf: (value: Value) => Address,
): readonly RangeEntry<Payload>[] {
	const piece = pieceOf(family, value);
	const found: RangeEntry<Payload>[] = [];
	let block = piece === undefined ? undefined : family.blocks[piece];
	while (block !== undefined && found.length < countMax) {
		const parent: number | undefined = family.parents[block];
		found.push({
			range: {
				from: addressOf(family.blockStarts[block] as Value),
				to: addressOf(family.blockEnds[block] as Value),
			},
			payload: family.payloads[block] as Payload,
		});
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
