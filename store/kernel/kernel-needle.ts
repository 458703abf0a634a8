import { AnyCaseNeedle } from '../column/any-case-needle.ts';
import { newKernelInstance } from './kernel.ts';
import type { KernelInstance } from './kernel.ts';

/** From so many bytes on, copying them into the kernel's memory costs less than it saves. */
export const kernelBytesMin = 64 * 1024;
/** Bytes that are searched at a time; they stay in the processor's cache. */
const partBytes = 256 * 1024;
/** The longest text that `AnyCaseNeedle` takes, and the room in front of the part. */
const needleRoom = 256;
const pages = 8;
/** Bytes that are read behind a part. */
const readAheadBytes = needleRoom + 16;

/** The instance that searches, and what is in its memory. */
class Finder {
	readonly #instance: KernelInstance;
	readonly #memory: Uint8Array;
	readonly #needleAddress: number;
	readonly #partAddress: number;
	#needle = '';
	/** Weak, because whoever stops at a match tells nobody. */
	#bytes: WeakRef<Uint8Array> | undefined;
	#partFrom = 0;
	#partEnd = 0;

	constructor(instance: KernelInstance) {
		this.#instance = instance;
		this.#memory = new Uint8Array(instance.memory.buffer);
		this.#needleAddress = instance.functions.needleAddress();
		this.#partAddress = this.#needleAddress + needleRoom;
	}

	get hasRoom(): boolean {
		return this.#partAddress + partBytes + readAheadBytes <= this.#memory.length;
	}

	find(needle: string, bytes: Uint8Array, from: number, end: number): number {
		if (needle !== this.#needle) {
			this.#needle = needle;
			this.#memory.set(Buffer.from(needle, 'latin1'), this.#needleAddress);
		}

		// Who asks for the next match asks for the same bytes, which only grow.
		if (bytes !== this.#bytes?.deref() || from < this.#partFrom || from >= this.#partEnd) {
			this.#load(bytes, from, end);
		}

		for (let at = from; ;) {
			const start = this.#partAddress - this.#partFrom;
			const partEnd = Math.min(this.#partEnd, end);
			const found = this.#instance.functions.findText(start + at, start + partEnd, needle.length);
			if (found !== 0) {
				return found - start;
			}

			if (partEnd === end) {
				this.#bytes = undefined;
				return -1;
			}

			// A match may begin in this part and end in the next one.
			at = Math.max(at, partEnd - needle.length + 1);
			this.#load(bytes, at, end);
		}
	}

	#load(bytes: Uint8Array, from: number, end: number): void {
		this.#bytes = new WeakRef(bytes);
		this.#partFrom = from;
		this.#partEnd = Math.min(end, from + partBytes);
		this.#memory.set(bytes.subarray(from, this.#partEnd), this.#partAddress);
	}
}

let ownFinder: { readonly finder: Finder | undefined } | undefined;

/** The finder of this thread, made when the first large text is searched. */
function finderOf(): Finder | undefined {
	if (ownFinder === undefined) {
		const instance = newKernelInstance(pages);
		const finder = instance && new Finder(instance);
		ownFinder = { finder: finder?.hasRoom === true ? finder : undefined };
	}

	return ownFinder.finder;
}

/** Finds what an `AnyCaseNeedle` finds; in many bytes with the kernel, sixteen at a time. */
export class KernelNeedle extends AnyCaseNeedle {
	override find(bytes: Uint8Array, from: number, end: number): number {
		const finder = end - from < kernelBytesMin ? undefined : finderOf();
		return finder === undefined
			? super.find(bytes, from, end)
			: finder.find(this.text, bytes, from, end);
	}
}
