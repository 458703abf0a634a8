import type { Codes } from '../column/column.ts';
import { textOf } from '../column/tokens.ts';
import { copyBytes, viewOf } from '../shred/bytes.ts';
import type { ByteSource } from '../shred/bytes.ts';
import type { ShapeEntry } from '../shred/shape-table.ts';
import type { Rebuilder, SegmentData } from './segment-data.ts';

/** A column, decoded. */
interface Part {
	readonly tokens: ByteSource;
	readonly offsets: Uint32Array;
	readonly codes: Codes;
}

/** The columns of one shape in record order, with the literals around them. */
interface Recipe {
	/** One more than columns. */
	readonly literals: readonly ByteSource[];
	readonly parts: readonly Part[];
}

const scratchBytes = 4096;

/**
 * Writes the compact form of a segment's records. It holds the columns of the shapes that it met,
 * so that a record costs no look-up: one is kept as long as its segment is read from.
 */
export class RecordRebuilder implements Rebuilder {
	readonly #data: SegmentData;
	readonly #entries: readonly ShapeEntry[];
	readonly #shapeIds: Codes;
	/** By shape. */
	readonly #recipes: (Recipe | undefined)[] = [];
	/** By column. */
	readonly #parts: (Part | undefined)[] = [];
	#scratch: ByteSource = { bytes: new Uint8Array(0), view: new DataView(new ArrayBuffer(0)) };

	constructor(data: SegmentData) {
		this.#data = data;
		this.#entries = data.shapeEntries();
		this.#shapeIds = data.shapeIds();
	}

	rebuilds(row: number): boolean {
		return this.#entryOf(row).rebuilds;
	}

	text(row: number): string {
		const length = this.#write(row);
		return textOf(this.#scratch.bytes, 0, length);
	}

	bytes(row: number): Uint8Array {
		const length = this.#write(row);
		return this.#scratch.bytes.slice(0, length);
	}

	/** Writes the compact form into the scratch and returns its length in bytes. */
	#write(row: number): number {
		const { literals, parts } = this.#recipeOf(row);
		const first = literals[0] as ByteSource;
		let length = this.#put(first, 0, first.bytes.length, 0);
		for (let leaf = 0; leaf < parts.length; leaf += 1) {
			const { tokens, offsets, codes } = parts[leaf] as Part;
			const code = codes[row] as number;
			length = this.#put(tokens, offsets[code - 1] as number, offsets[code] as number, length);
			const literal = literals[leaf + 1] as ByteSource;
			length = this.#put(literal, 0, literal.bytes.length, length);
		}

		return length;
	}

	#put(from: ByteSource, start: number, end: number, at: number): number {
		const length = end - start;
		const after = at + length;
		if (after > this.#scratch.bytes.length) {
			const bytes = new Uint8Array(Math.max(scratchBytes, after * 2));
			bytes.set(this.#scratch.bytes.subarray(0, at));
			this.#scratch = { bytes, view: viewOf(bytes) };
		}

		copyBytes(from, start, length, this.#scratch, at);
		return after;
	}

	#entryOf(row: number): ShapeEntry {
		const entry = this.#entries[this.#shapeIds[row] ?? -1];
		if (row >= this.#data.rowCount || entry === undefined) {
			throw new RangeError(`row ${row} of ${this.#data.rowCount} in segment ${this.#data.id}`);
		}

		return entry;
	}

	#recipeOf(row: number): Recipe {
		const shape = this.#shapeIds[row] as number;
		return (this.#recipes[shape] ??= this.#newRecipe(this.#entryOf(row)));
	}

	#newRecipe({ literals, columns }: ShapeEntry): Recipe {
		return {
			literals: Array.from(literals, id => this.#data.literal(id)),
			parts: Array.from(columns, id => (this.#parts[id] ??= this.#newPart(id))),
		};
	}

	#newPart(id: number): Part {
		const column = this.#data.columnById(id);
		const { tokens } = column;
		return { tokens, offsets: tokens.offsets, codes: column.codes() };
	}
}
