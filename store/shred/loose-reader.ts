import { hashBytes } from './bytes.ts';
import { arrayLengthMax, depthMax, leavesMax } from './limits.ts';
import { measureContainer } from './measure.ts';
import { notJson } from './outcomes.ts';
import { noNode, rootNode } from './path-tree.ts';
import type { ShredSpace } from './shred-space.ts';

const openBrace = 0x7b;
const openBracket = 0x5b;

/**
 * Reads a record that cannot be rebuilt from its values: an object has a key twice (the last one
 * counts), or the segment has no room for its shape. The record's bytes are kept, so values may be
 * left out: those that would need new paths without room, and those beyond the limit.
 */
export class LooseReader {
	readonly #space: ShredSpace;
	#seen = new Set<number>();
	#end = 0;

	constructor(space: ShredSpace) {
		this.#space = space;
	}

	/** @returns the shape, or `notJson` */
	read(start: number, end: number): number {
		const { leaves, scanner, shapes, watched } = this.#space;
		leaves.clear();
		this.#seen = new Set();
		this.#end = end;
		if (scanner.bytes[start] !== openBrace || this.#value(rootNode, start) !== end) {
			return notJson;
		}

		if (shapes.full) {
			leaves.drop(column => !watched.includes(column));
		}

		const { shape, isNew } = shapes.kept(leaves.columns.slice(0, leaves.count));
		if (isNew) {
			this.#space.noteShape(shape);
		}

		return shape;
	}

	/** End of the value, or -1. */
	#value(node: number, start: number): number {
		const { scanner, set, leaves } = this.#space;
		const first = scanner.bytes[start] as number;
		const opens = first === openBrace || first === openBracket;
		if (opens && scanner.bytes[start + 1] !== first + 2 && !this.#keepsWhole(node, start)) {
			return this.#container(node, start, first);
		}

		const end = scanner.value(start, this.#end);
		if (end > 0 && node !== rootNode) {
			this.#push(set.columnOf(node), start, end);
		}

		return end > 0 && leaves.count <= leavesMax ? end : -1;
	}

	#keepsWhole(node: number, start: number): boolean {
		const { scanner, set } = this.#space;
		return (
			set.paths.depth(node) >= depthMax ||
			(scanner.bytes[start] === openBracket &&
				measureContainer(scanner.bytes, start, this.#end, false, arrayLengthMax) > arrayLengthMax)
		);
	}

	#push(column: number, start: number, end: number): void {
		const { leaves, scanner, watched } = this.#space;
		if (leaves.count < leavesMax - watched.length || watched.includes(column)) {
			const quoted = scanner.bytes[start] === 0x22 ? 1 : 0;
			const hash = hashBytes(scanner.view, start + quoted, end - quoted);
			leaves.push(column, start, end, 0, hash);
		}
	}

	#container(node: number, start: number, first: number): number {
		const { scanner, set } = this.#space;
		let at = start;
		for (let index = 0; ; index += 1) {
			let child: number;
			if (first === openBracket) {
				at += 1;
				child = set.paths.element(node, index, true);
			} else {
				const next = scanner.key(at + 1, this.#end);
				if (next < 0) {
					return -1;
				}

				child = set.paths.member(node, scanner, at + 2, next - 2, true);
				at = next;
			}

			if (child === noNode) {
				at = scanner.value(at, this.#end);
			} else {
				this.#forget(child);
				at = this.#value(child, at);
			}

			if (at < 0 || scanner.bytes[at] === first + 2) {
				return at < 0 ? at : at + 1;
			}

			if (scanner.bytes[at] !== 0x2c) {
				return -1;
			}
		}
	}

	/** Removes the values of an earlier key of the same name. */
	#forget(node: number): void {
		const { set, leaves } = this.#space;
		if (this.#seen.has(node)) {
			leaves.drop(column => set.isWithin(set.nodes[column] as number, node));
		}

		this.#seen.add(node);
	}
}
