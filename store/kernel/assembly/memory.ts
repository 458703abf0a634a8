/** Blocks of memory, in powers of two. A block that was given back is used for the next one. */

const smallestShift = 5;
/** A block of 2 ** 30 bytes is the largest. */
const largestShift = 30;
/** Readable bytes behind every block, because sixteen bytes are read at a time. */
const readAheadBytes = 64;
const pageBytes = 65536;

/** By power of two: the first free block of the size, which begins with the address of the next. */
const freeBlocks: usize = memory.data(4 * (largestShift + 1), 16);
let end: usize = __heap_base;

/** Forgets every block. */
export function forgetBlocks(): void {
	memory.fill(freeBlocks, 0, 4 * (largestShift + 1));
	end = (__heap_base + 15) & ~15;
}

function shiftOf(bytes: i32): i32 {
	return max(smallestShift, 32 - clz(bytes - 1));
}

/** The size of the block that `allocate` gives for so many bytes. */
export function blockBytes(bytes: i32): i32 {
	return 1 << shiftOf(bytes);
}

/** A block with any contents; 0 when there is no room. */
export function allocate(bytes: i32): usize {
	if (bytes <= 0 || bytes > 1 << largestShift) {
		return 0;
	}

	const shift = shiftOf(bytes);
	const list = freeBlocks + ((<usize>shift) << 2);
	const free = <usize>load<u32>(list);
	if (free != 0) {
		store<u32>(list, load<u32>(free));
		return free;
	}

	const block = end;
	const after = <u64>block + ((<u64>1) << shift);
	if (!reach(after + readAheadBytes)) {
		return 0;
	}

	end = <usize>after;
	return block;
}

/** @param bytes - as it was asked for */
export function giveBack(block: usize, bytes: i32): void {
	const list = freeBlocks + ((<usize>shiftOf(bytes)) << 2);
	store<u32>(block, load<u32>(list));
	store<u32>(list, <u32>block);
}

/** Lets the memory have so many bytes, and a quarter more than it had if it must grow. */
function reach(bytes: u64): bool {
	const has = memory.size();
	const pages = <i32>((bytes + pageBytes - 1) / pageBytes);
	if (pages <= has) {
		return true;
	}

	return memory.grow(max(pages - has, has >> 2)) >= 0 || memory.grow(pages - has) >= 0;
}
