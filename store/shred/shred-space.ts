import { ColumnSet } from './column-set.ts';
import { LeafList } from './leaf-list.ts';
import { TokenScanner } from './scanner.ts';
import { ShapeTable } from './shape-table.ts';
import type { ShapeEntry } from './shape-table.ts';
import { StateTree } from './state-tree.ts';

/**
 * State that all readers of records share: what is known of the segment, and the current record.
 */
export class ShredSpace {
	readonly set = new ColumnSet();
	readonly states = new StateTree();
	readonly shapes = new ShapeTable();
	readonly scanner = new TokenScanner();
	readonly leaves = new LeafList();
	/** Columns that keep the value of every record that has one, even when limits are exceeded. */
	readonly watched: readonly number[];
	#serial = 0;

	constructor(watchedPaths: readonly string[]) {
		this.watched = watchedPaths.map(path => this.set.declare(path));
	}

	/** A number that no earlier record had, for marking what was seen in this record. */
	nextSerial(): number {
		this.#serial += 1;
		return this.#serial;
	}

	addShape(entry: ShapeEntry): number {
		const shape = this.shapes.add(entry);
		this.noteShape(shape);
		return shape;
	}

	/** Adds a new shape to the lists of its columns. */
	noteShape(shape: number): void {
		for (const column of this.shapes.entries[shape]?.columns ?? []) {
			this.set.columns[column]?.shapes.push(shape);
		}
	}
}
