/** Pages that something leads to. Takes a byte for eight pages. */
export class PageSet {
	readonly #bits: Uint8Array;
	#count = 0;

	/** @param pageCount - pages that the file has */
	constructor(pageCount: number) {
		this.#bits = new Uint8Array(Math.ceil(pageCount / 8));
	}

	/** @returns false when it was in it before */
	add(page: number): boolean {
		const at = page >>> 3;
		const bit = 1 << (page & 7);
		const bits = this.#bits[at] ?? 0;
		this.#bits[at] = bits | bit;
		const isNew = (bits & bit) === 0;
		this.#count += isNew ? 1 : 0;
		return isNew;
	}

	/** Pages in it. */
	get count(): number {
		return this.#count;
	}
}

const wordBytes = 8;
const firstPage = 2;

/**
 * What is wrong with a list of free pages, of which the next commits take theirs: one that is in use
 * would be written over. The list is a count, and so many words: a page, 0 for none, or less than 0,
 * how many pages there are from the next word's on.
 *
 * @param key - of the list: the number of the transaction that freed its pages
 * @param taken - pages in use, and free ones of other lists; those of this one are added
 * @returns undefined: nothing
 */
export function freePagesFault(
	key: Uint8Array,
	list: Buffer,
	lastPage: number,
	taken: PageSet,
): string | undefined {
	// LMDB would fail in the commit that wants its pages, and nobody could say why.
	if (key.length !== wordBytes) {
		return 'a list of free pages has no number';
	}

	const words = Math.floor(list.length / wordBytes) - 1;
	const count = words < 0 ? 0n : list.readBigUInt64LE(0);
	if (words < 0 || count > BigInt(words)) {
		return 'a list of free pages is longer than its entry';
	}

	let run: number | undefined;
	for (let index = 1; index <= Number(count); index++) {
		const word = Number(list.readBigInt64LE(index * wordBytes));
		if (word < 0 && run === undefined) {
			run = -word;
			continue;
		}

		// Asked before pages are counted: a number beyond 2^53 cannot be counted on from.
		const end = word + (run ?? 1);
		const isNone = word === 0 && run === undefined;
		if (!isNone && (word < firstPage || end > lastPage + 1)) {
			return `a list of free pages has page ${word}, which is none of this file`;
		}

		for (let page = word; !isNone && page < end; page++) {
			if (!taken.add(page)) {
				return `a list of free pages has page ${page}, which is in use`;
			}
		}

		run = undefined;
	}

	return run === undefined ? undefined : 'a list of free pages ends with a count of pages';
}
