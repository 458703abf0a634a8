import { ColumnSet } from './column-set.ts';
import type { Kernel } from '../kernel/kernel.ts';
import { LeafList, leafListWords } from './leaf-list.ts';
import { TokenScanner } from './scanner.ts';
import { ShapeTable } from './shape-table.ts';
import type { ShapeEntry } from './shape-table.ts';
import { StateTree } from './state-tree.ts';

/**
 * State that all readers of records share: what is known of the segment, and the current record.
 */
export class ShredSpace {
	/** Undefined without a kernel, and when its memory was full. */
	kernel: Kernel | undefined;
	readonly set: ColumnSet;
	readonly states = new StateTree();
	readonly shapes = new ShapeTable();
	readonly scanner = new TokenScanner();
	readonly leaves: LeafList;
	/** Columns that keep the value of every record that has one, even when limits are exceeded. */
	readonly watched: readonly number[];
	#serial = 0;

	constructor(watchedPaths: readonly string[], kernel: Kernel | undefined) {
		this.kernel = kernel;
		this.set = new ColumnSet(kernel);
		this.leaves = kernel?.leaves ?? new LeafList();
		this.watched = watchedPaths.map(path => this.set.declare(path));
	}

	/** From here on, TypeScript does what the kernel did; the record read last stays as it is. */
	leaveKernel(): void {
		const { kernel, leaves, states } = this;
		this.kernel = undefined;
		kernel?.giveOrder(states);
		this.set.leaveKernel();
		leaves.moveTo(new Int32Array(leafListWords));
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
