import { isUtf8 } from 'node:buffer';
import type { ByteSource } from './bytes.ts';
import type { ColumnBuilder } from '../column/column-builder.ts';
import type { Kernel } from '../kernel/kernel.ts';
import { compactJson } from './compact.ts';
import { crowdedOutMax } from './limits.ts';
import { LooseReader } from './loose-reader.ts';
import { longArray, manyLeaves, noRoom, notJson, notUtf8, repeatedKey } from './outcomes.ts';
import { rootNode } from './path-tree.ts';
import { ShredSpace } from './shred-space.ts';
import { plainWalk } from './step-reader.ts';
import type { Walk } from './step-reader.ts';
import { Walker } from './walker.ts';

/**
 * Splits JSON records into shapes and columns. `read` only looks; `commit` adds what was read last,
 * so the caller can decide in between.
 */
export class Shredder {
	readonly space: ShredSpace;
	/** The compact form of the record read last is at `[start, end)` of `source`. */
	start = 0;
	end = 0;
	shape = 0;
	/** Whether the delivered bytes must be kept, because the columns cannot rebuild the record. */
	keepsBytes = false;
	readonly #walker: Walker;
	readonly #loose: LooseReader;

	/**
	 * @param watchedPaths - see `ShredSpace.watched`
	 * @param kernel - does the work as long as it has room; without it, TypeScript does
	 */
	constructor(watchedPaths: readonly string[], kernel: Kernel | undefined) {
		this.space = new ShredSpace(watchedPaths, kernel);
		this.#walker = new Walker(this.space);
		this.#loose = new LooseReader(this.space);
	}

	/** The bytes that `start`, `end` and the leaves point into. */
	get source(): ByteSource {
		return this.space.scanner;
	}

	/** Reads `[start, end)`. Any bytes have a shape afterwards, even when they are not JSON. */
	read(bytes: Uint8Array, start: number, end: number): void {
		this.space.scanner.setBytes(bytes);
		this.start = start;
		this.end = end;
		this.keepsBytes = false;
		const shape = this.#walker.read(start, end, plainWalk);
		this.shape = shape >= 0 && !this.#beyondAscii ? shape : this.#readOddly(shape);
	}

	/** Continues with a record that could not be read in the usual way. */
	#readOddly(first: number): number {
		let outcome = first;
		let walk: Walk = plainWalk;
		let crowdedOutCount = 0;
		for (;;) {
			switch (outcome) {
				case notJson:
					if (!this.#compact()) {
						return this.#opaque();
					}

					break;
				case notUtf8:
					this.#replaceBadUtf8();
					break;
				case longArray:
					walk = { ...walk, careful: true };
					break;
				case manyLeaves:
					if (walk.coarse) {
						return this.#readLoosely();
					}

					walk = { ...walk, careful: true, coarse: true };
					break;
				case noRoom: {
					crowdedOutCount += 1;
					const crowded = this.#walker.crowdedNode;
					if (crowded === rootNode || crowdedOutCount > crowdedOutMax) {
						return this.#readLoosely();
					}

					walk = { ...walk, careful: true, whole: new Set([...walk.whole, crowded]) };
					break;
				}
				case repeatedKey:
					return this.#readLoosely();
				default:
					if (!this.#beyondAscii || isUtf8(this.#span())) {
						return outcome;
					}

					this.#replaceBadUtf8();
			}

			outcome = this.#walker.read(this.start, this.end, walk);
		}
	}

	get #beyondAscii(): boolean {
		const { scanner, leaves } = this.space;
		return scanner.beyondAscii || leaves.beyondAscii;
	}

	#span(): Uint8Array {
		return this.space.scanner.bytes.subarray(this.start, this.end);
	}

	#readInstead(bytes: Uint8Array): void {
		this.space.scanner.setBytes(bytes);
		this.start = 0;
		this.end = bytes.length;
		this.keepsBytes = true;
	}

	/** False when there was no white space to remove. */
	#compact(): boolean {
		const compact = compactJson(this.#span());
		if (compact !== undefined) {
			this.#readInstead(compact);
		}

		return compact !== undefined;
	}

	/** Columns contain text, so bytes that are not UTF-8 become U+FFFD there. */
	#replaceBadUtf8(): void {
		this.#readInstead(Buffer.from(Buffer.from(this.#span()).toString('utf8')));
	}

	#readLoosely(): number {
		if (!isUtf8(this.#span())) {
			this.#replaceBadUtf8();
		}

		this.keepsBytes = true;
		let shape = this.#loose.read(this.start, this.end);
		if (shape === notJson && this.#compact()) {
			shape = this.#loose.read(this.start, this.end);
		}

		const { kernel } = this.space;
		kernel?.begin(this.space.scanner.bytes, this.start, this.end);
		if (kernel?.isFull === true) {
			this.space.leaveKernel();
		}

		return shape === notJson ? this.#opaque() : shape;
	}

	/** The shape of a record without columns. */
	#opaque(): number {
		const { leaves, shapes } = this.space;
		this.keepsBytes = true;
		leaves.clear();
		return shapes.kept(new Int32Array(0)).shape;
	}

	/** Adds the values of the record read last to their columns; at most once per `read`. */
	commit(): void {
		const { scanner, leaves, set, kernel } = this.space;
		let first = 0;
		if (kernel !== undefined) {
			first = kernel.commit();
			if (!kernel.isFull) {
				return;
			}

			this.space.leaveKernel();
		}

		const { columns, starts, ends, codes, hashes, count } = leaves;
		for (let leaf = first; leaf < count; leaf += 1) {
			const start = starts[leaf] as number;
			(set.builders[columns[leaf] as number] as ColumnBuilder).add(
				scanner,
				start,
				(ends[leaf] as number) - start,
				codes[leaf] as number,
				hashes[leaf] as number,
			);
		}
	}
}
