import { LeafList, leafListWords } from '../shred/leaf-list.ts';
import { literalLengthField, literalStartField, stateFields } from '../shred/state-tree.ts';
import type { StateTree } from '../shred/state-tree.ts';
import { columnWords, lookAheadBytes, offsetWord, stateWord } from './assembly/layout.ts';
import { kernelModule } from './module.ts';

/** Of 64 KiB: what a kernel begins with, and what it can have. All addresses are below 2 ** 31. */
const firstPages = 8;
export const pagesMax = 32_767;

/** The functions of `assembly/kernel.ts`. */
interface Functions {
	reset(): number;
	reserveRecord(length: number): number;
	begin(start: number, length: number, copied: number): void;
	read(start: number, length: number, copied: number, careful: boolean): number;
	resume(child: number, leafStart: number, wholeEnd: number, careful: boolean): number;
	reserveLiterals(length: number): number;
	addState(
		parent: number,
		literalStart: number,
		literalLength: number,
		column: number,
		shape: number,
	): number;
	statesAddress(): number;
	addColumn(): number;
	columnAddress(column: number): number;
	find(column: number, start: number, length: number, hash: number): number;
	commit(): number;
	needleAddress(): number;
	findText(from: number, end: number, length: number): number;
	elementsAddress(): number;
	listElements(at: number, end: number, results: number, resultsMax: number): number;
	elementCount(): number;
}

/** A kernel's code with its memory, which outlives the segment it is used for. */
export interface KernelInstance {
	readonly functions: Functions;
	readonly memory: WebAssembly.Memory;
}

/** @returns undefined when this process cannot have one: see `compileKernel` */
export function newKernelInstance(maximum = pagesMax): KernelInstance | undefined {
	const module = kernelModule();
	if (module === undefined) {
		return undefined;
	}

	try {
		const memory = new WebAssembly.Memory({ initial: firstPages, maximum });
		const instance = new WebAssembly.Instance(module, { env: { memory } });
		return { functions: instance.exports as unknown as Functions, memory };
	} catch {
		// There is no address space left for its memory.
		return undefined;
	}
}

/**
 * Reads the records of one segment and has its columns, in WebAssembly. What it does not know yet
 * it learns from TypeScript; everything it does, TypeScript does in the same way.
 */
export class Kernel {
	readonly leaves: LeafList;
	/** When true, it found no room for something, and is to be left. */
	isFull = false;
	/** Records that it read without a step of TypeScript. */
	aloneCount = 0;
	readonly #instance: KernelInstance;
	readonly #leavesAddress: number;
	#bytes: Uint8Array = new Uint8Array(0);
	#words = new Int32Array(0);
	/** The bytes that records come from, and an array over them, which is faster than a Buffer. */
	#source: Uint8Array | undefined;
	#plain: Uint8Array = new Uint8Array(0);
	#recordAddress = 0;
	#recordBytes = 0;
	#literalLength = 0;
	#stateCount = 1;

	constructor(instance: KernelInstance) {
		this.#instance = instance;
		this.#leavesAddress = instance.functions.reset();
		this.leaves = new LeafList();
		this.isFull = this.#leavesAddress === 0;
		if (!this.isFull) {
			this.#follow();
		}
	}

	/** The memory that it has taken, in bytes. */
	get byteLength(): number {
		return this.#bytes.length;
	}

	/** After `needsStep`: the state that was reached, and the offset behind its value. */
	get state(): number {
		return this.#words[(this.#leavesAddress >> 2) + stateWord] as number;
	}

	get offset(): number {
		return this.#words[(this.#leavesAddress >> 2) + offsetWord] as number;
	}

	/** Ends its use. Another kernel may take the instance. */
	close(): KernelInstance {
		this.isFull = true;
		this.#words = new Int32Array(0);
		return this.#instance;
	}

	/** Looks where the memory is. A memory that grew is elsewhere for JavaScript. */
	#follow(): void {
		const { buffer } = this.#instance.memory;
		this.#bytes = new Uint8Array(buffer);
		this.#words = new Int32Array(buffer);
		const start = this.#leavesAddress >> 2;
		this.leaves.seat(this.#words.subarray(start, start + leafListWords));
	}

	/** Takes the result of a call that may have let the memory grow; 0 is no room. */
	#grew(result: number): number {
		if (this.#words.length === 0) {
			this.#follow();
		}

		this.isFull ||= result === 0;
		return result;
	}

	/**
	 * Copies a record into the memory, and some bytes behind it, as far as there are any. Returns how
	 * many; 0 when it is full.
	 */
	#place(bytes: Uint8Array, start: number, length: number): number {
		if (this.isFull) {
			return 0;
		}

		if (length > this.#recordBytes || this.#recordAddress === 0) {
			this.#recordAddress = this.#grew(this.#instance.functions.reserveRecord(length));
			this.#recordBytes = length;
			if (this.isFull) {
				return 0;
			}
		}

		const copied = Math.max(0, Math.min(length + lookAheadBytes, bytes.length - start));
		if (bytes !== this.#source) {
			this.#source = bytes;
			this.#plain = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length);
		}

		this.#bytes.set(this.#plain.subarray(start, start + copied), this.#recordAddress);
		return copied;
	}

	/**
	 * Reads `[start, end)` into `leaves`.
	 *
	 * @returns a shape, a reason, or `needsStep`; anything when it is full
	 */
	read(bytes: Uint8Array, start: number, end: number, careful: boolean): number {
		const length = Math.max(0, end - start);
		const copied = this.#place(bytes, start, length);
		if (this.isFull) {
			return 0;
		}

		const outcome = this.#instance.functions.read(start, length, copied, careful);
		this.aloneCount += outcome >= 0 ? 1 : 0;
		return outcome;
	}

	/** Takes the bytes of a record that is not read here, for `find` and `commit`. */
	begin(bytes: Uint8Array, start: number, end: number): void {
		const length = Math.max(0, end - start);
		const copied = this.#place(bytes, start, length);
		if (!this.isFull) {
			this.#instance.functions.begin(start, length, copied);
		}
	}

	/** Goes on behind a step, as `read` does. What the step made must have been learnt. */
	resume(child: number, leafStart: number, wholeEnd: number, careful: boolean): number {
		return this.isFull ? 0 : this.#instance.functions.resume(child, leafStart, wholeEnd, careful);
	}

	/** Takes over the states that were added. */
	learn(states: StateTree): void {
		const { functions } = this.#instance;
		const { fields, literals } = states;
		const from = this.#literalLength;
		if (literals.length > from && !this.isFull) {
			const at = this.#grew(functions.reserveLiterals(literals.length - from));
			if (at !== 0) {
				this.#bytes.set(literals.bytes.subarray(from, literals.length), at);
				this.#literalLength = literals.length;
			}
		}

		for (; this.#stateCount < states.count && !this.isFull; this.#stateCount += 1) {
			const state = this.#stateCount;
			this.#grew(
				functions.addState(
					states.parent(state),
					fields[state * stateFields + literalStartField] as number,
					fields[state * stateFields + literalLengthField] as number,
					states.column(state),
					states.node(state),
				),
			);
		}
	}

	/** Gives the states that were learnt the order in which they are tried here. */
	giveOrder(states: StateTree): void {
		if (this.#stateCount > 1) {
			const start = this.#instance.functions.statesAddress() >> 2;
			states.takeOrder(this.#words.subarray(start, start + this.#stateCount * stateFields));
		}
	}

	/** Adds the next column; false when there is no room. */
	addColumn(): boolean {
		return !this.isFull && this.#grew(this.#instance.functions.addColumn()) !== 0;
	}

	/** The code of a value of the record in a column's dictionary; 0 when it has none, or is full. */
	find(column: number, start: number, length: number, hash: number): number {
		return this.isFull ? 0 : this.#instance.functions.find(column, start, length, hash);
	}

	/** Adds the leaves to their columns, the first ones as far as there is room. Returns how many. */
	commit(): number {
		if (this.isFull) {
			return 0;
		}

		const added = this.#instance.functions.commit();
		this.#grew(1);
		this.isFull = added < this.leaves.count;
		return added;
	}

	/**
	 * The words of a column, until the next column is added or a value is.
	 *
	 * @throws Error when it is closed: its memory may be another segment's
	 */
	column(id: number): Int32Array {
		if (this.#words.length === 0) {
			throw new Error('the kernel was closed');
		}

		const start = this.#instance.functions.columnAddress(id) >> 2;
		return this.#words.subarray(start, start + columnWords);
	}

	/** The memory, until something is added. */
	get memory(): ArrayBuffer {
		return this.#words.buffer;
	}
}
