import { newKernelInstance } from './kernel.ts';
import type { KernelInstance } from './kernel.ts';

/** In fewer bytes TypeScript finds them as fast. */
export const elementBytesMin = 4_096;
/** Bytes that are looked through at a time; they stay in the processor's cache. */
export const partBytes = 256 * 1024;
/** Objects that are found at a time. */
export const elementsAtOnceMax = 4_096;
const pages = 8;
/** Bytes that are read behind a part. */
const readAheadBytes = 16;

/** The instance that finds objects, and where their bytes are in its memory. */
class Finder {
	readonly #instance: KernelInstance;
	readonly #memory: Uint8Array;
	readonly #resultsAddress: number;
	readonly #partAddress: number;

	constructor(instance: KernelInstance) {
		this.#instance = instance;
		this.#memory = new Uint8Array(instance.memory.buffer);
		this.#resultsAddress = instance.functions.elementsAddress();
		this.#partAddress = this.#resultsAddress + elementsAtOnceMax * 8;
	}

	get hasRoom(): boolean {
		return this.#partAddress + partBytes + readAheadBytes <= this.#memory.length;
	}

	find(bytes: Uint8Array, from: number, spans: number[]): number {
		let at = from;
		for (;;) {
			const partEnd = Math.min(bytes.length, at + partBytes);
			this.#memory.set(bytes.subarray(at, partEnd), this.#partAddress);
			const next = this.#inPart(at, partEnd, spans);
			// What does not end in this part may end in the next one, unless it fills a part.
			if (partEnd === bytes.length || next - at < partBytes / 2) {
				return next;
			}

			at = next;
		}
	}

	#inPart(from: number, to: number, spans: number[]): number {
		const { functions } = this.#instance;
		const start = this.#partAddress;
		const end = start + to - from;
		for (let at = start; ;) {
			at = functions.listElements(at, end, this.#resultsAddress, elementsAtOnceMax);
			const count = functions.elementCount();
			const found = new Uint32Array(this.#memory.buffer, this.#resultsAddress, count * 2);
			for (const address of found) {
				spans.push(address - start + from);
			}

			if (count < elementsAtOnceMax) {
				return at - start + from;
			}
		}
	}
}

let ownFinder: { readonly finder: Finder | undefined } | undefined;

/** The finder of this thread, made when the first large list is looked through. */
function finderOf(): Finder | undefined {
	if (ownFinder === undefined) {
		const instance = newKernelInstance(pages);
		const finder = instance && new Finder(instance);
		ownFinder = { finder: finder?.hasRoom === true ? finder : undefined };
	}

	return ownFinder.finder;
}

/**
 * Finds the objects of a JSON list that stand one behind the other from `from` on, with commas and
 * white space between them, strictly by the grammar but for the spelling of numbers and of `true`,
 * `false` and `null`.
 *
 * @param spans - gets the start and the end (exclusive) of each
 * @returns where it stopped: at the end, or at what it leaves to the caller, such as the end of the
 *   list, an object that is cut, invalid, or longer than half a part, or anything when there is no kernel
 */
export function listElements(bytes: Uint8Array, from: number, spans: number[]): number {
	const finder = bytes.length - from < elementBytesMin ? undefined : finderOf();
	return finder === undefined ? from : finder.find(bytes, from, spans);
}
