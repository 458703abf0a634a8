import { ColumnSet } from './column-set.ts';
import { LeafList } from './leaf-list.ts';
import { TokenScanner } from './scanner.ts';
import { ShapeTable } from './shape-table.ts';
import type { ShapeEntry } from './shape-table.ts';
import { StateTree } from './state-tree.ts';

/** Everything the ways to read a record share: what the segment knows, and the record at hand. */
export class ShredSpace {
	readonly set = new ColumnSet();
	readonly states = new StateTree();
	readonly shapes = new ShapeTable();
	readonly scanner = new TokenScanner();
	readonly leaves = new LeafList();
	/** Columns that every record keeps a value of if it has one, whatever overflows. */
	readonly watched: readonly number[];
	#serial = 0;

	constructor(watchedPaths: readonly string[]) {
		this.watched = watchedPaths.map(path => this.set.declare(path));
	}

	/** A number no record had before, for marking what was seen in this one. */
	nextSerial(): number {
		this.#serial += 1;
		return this.#serial;
	}

	addShape(entry: ShapeEntry): number {
		const shape = this.shapes.add(entry);
		this.noteShape(shape);
		return shape;
	}

	/** Tells the columns of a new shape that they are in it. */
	noteShape(shape: number): void {
		for (const column of this.shapes.entries[shape]?.columns ?? []) {
			this.set.columns[column]?.shapes.push(shape);
		}
	}
}

/** Why a record could not be read in the way tried; all are below 0, shapes are not. */
export const notJson = -1;
/** An array turned out too long after its first elements had been taken apart. */
export const longArray = -2;
export const manyLeaves = -3;
export const repeatedKey = -4;
/** A path, shape or state too many; see `Walker.crowdedNode`. */
export const noRoom = -5;
export const notUtf8 = -6;
