import { shapeLeavesMax, shapesMax } from './limits.ts';

/** A shape with ids instead of texts. */
export interface ShapeEntry {
	readonly rebuilds: boolean;
	/** Literal ids, one more than there are values; empty when the shape does not rebuild. */
	readonly literals: Int32Array;
	/** Columns of the values in record order, no column twice. */
	readonly columns: Int32Array;
}

/** The shapes of a segment in order of arrival. */
export class ShapeTable {
	readonly entries: ShapeEntry[] = [];
	#leafCount = 0;
	readonly #keptShapes = new Map<string, number>();

	get full(): boolean {
		return this.entries.length >= shapesMax || this.#leafCount >= shapeLeavesMax;
	}

	/** 0 when empty, 1 at the limit. */
	get fill(): number {
		return Math.max(this.entries.length / shapesMax, this.#leafCount / shapeLeavesMax);
	}

	add(entry: ShapeEntry): number {
		this.#leafCount += entry.columns.length;
		return this.entries.push(entry) - 1;
	}

	/** The shape, by its columns, of records that cannot be rebuilt and whose bytes are kept. */
	kept(columns: Int32Array): { readonly shape: number; readonly isNew: boolean } {
		const key = columns.join();
		const known = this.#keptShapes.get(key);
		if (known !== undefined) {
			return { shape: known, isNew: false };
		}

		const shape = this.add({ rebuilds: false, literals: new Int32Array(0), columns });
		this.#keptShapes.set(key, shape);
		return { shape, isNew: true };
	}

	get approxBytes(): number {
		return this.#leafCount * 16 + this.entries.length * 200;
	}
}
