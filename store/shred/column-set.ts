import { ColumnBuilder } from '../column/column-builder.ts';
import type { GrowingColumn } from '../column/growing-column.ts';
import type { Kernel } from '../kernel/kernel.ts';
import { KernelColumn } from '../kernel/kernel-column.ts';
import { grown } from './bytes.ts';
import { rootNode, noNode, PathTree } from './path-tree.ts';
import { parsePath } from './path.ts';

/** The growing columns of a segment: one per path that has had a value. */
export class ColumnSet {
	readonly paths = new PathTree();
	readonly columns: GrowingColumn[] = [];
	/** The columns that are not in the kernel; without a kernel, all. */
	readonly builders: ColumnBuilder[] = [];
	/** Path node of each column. */
	readonly nodes: number[] = [];
	/** By path node: the column plus one; 0 is none. */
	#byNode = new Int32Array(1024);
	#kernel: Kernel | undefined;
	#inKernel: KernelColumn[] = [];

	constructor(kernel?: Kernel) {
		this.#kernel = kernel;
	}

	/** The column of a path node, created at the first value. */
	columnOf(node: number): number {
		this.#byNode = grown(this.#byNode, node + 1);
		const known = (this.#byNode[node] as number) - 1;
		if (known >= 0) {
			return known;
		}

		const column = this.#add(this.paths.texts[node] as string);
		this.nodes.push(node);
		this.#byNode[node] = column + 1;
		return column;
	}

	#add(path: string): number {
		const column = this.columns.length;
		if (this.#kernel?.addColumn() === true) {
			const kept = new KernelColumn(this.#kernel, column, path);
			this.#inKernel.push(kept);
			this.columns.push(kept);
			return column;
		}

		const builder = new ColumnBuilder(path);
		this.columns.push(builder);
		this.builders.push(builder);
		return column;
	}

	/** Takes the columns out of the kernel. */
	leaveKernel(): void {
		this.#kernel = undefined;
		// Those that the kernel had no room for came last.
		this.builders.unshift(...this.#inKernel.map(column => column.toBuilder()));
		this.columns.splice(0, this.columns.length, ...this.builders);
		this.#inKernel = [];
	}

	/** Creates the column of a path before any record has it. */
	declare(path: string): number {
		let node = rootNode;
		for (const step of parsePath(path) ?? [path]) {
			const key = Buffer.from(JSON.stringify(step));
			const source = { bytes: key, view: new DataView(key.buffer, key.byteOffset, key.length) };
			const child =
				typeof step === 'number'
					? this.paths.element(node, step, true)
					: this.paths.member(node, source, 1, key.length - 1, true);
			if (child === noNode) {
				throw new RangeError(`no room for the path ${path}`);
			}

			node = child;
		}

		return this.columnOf(node);
	}

	/** Whether a node is `ancestor` or below it. */
	isWithin(node: number, ancestor: number): boolean {
		const depth = this.paths.depth(ancestor);
		let at = node;
		while (this.paths.depth(at) > depth) {
			at = this.paths.parent(at);
		}

		return at === ancestor;
	}
}
