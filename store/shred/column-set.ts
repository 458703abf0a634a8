import { ColumnBuilder } from '../column/column-builder.ts';
import { grown } from './bytes.ts';
import { rootNode, noNode, PathTree } from './path-tree.ts';
import { parsePath } from './path.ts';

/** The growing columns of a segment: one per path that has had a value. */
export class ColumnSet {
	readonly paths = new PathTree();
	readonly columns: ColumnBuilder[] = [];
	/** Path node of each column. */
	readonly nodes: number[] = [];
	/** By path node: the column plus one; 0 is none. */
	#byNode = new Int32Array(1024);

	/** The column of a path node, created at the first value. */
	columnOf(node: number): number {
		this.#byNode = grown(this.#byNode, node + 1);
		const known = (this.#byNode[node] as number) - 1;
		if (known >= 0) {
			return known;
		}

		const column = this.columns.push(new ColumnBuilder(this.paths.texts[node] as string)) - 1;
		this.nodes.push(node);
		this.#byNode[node] = column + 1;
		return column;
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
