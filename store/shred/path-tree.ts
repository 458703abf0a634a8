import { ByteArena, equalBytes, grown, hashBytes } from './bytes.ts';
import type { ByteSource } from './bytes.ts';
import { joinPath } from './path.ts';
import type { PathStep } from './path.ts';

/** Distinct paths in a segment, including those of containers. */
export const pathsMax = 16_384;
/** In bytes. A longer key has no path; the object around it is stored whole. */
const keyBytesMax = 512;

const nodeFields = 4;
const parentField = 0;
const depthField = 1;
const inArrayField = 2;
const indexField = 3;

/** The node of the record itself. */
export const rootNode = 0;
/** The path is unknown, and there is no room for another one. */
export const noNode = -1;

/** All paths of a segment as a tree of small integers. */
export class PathTree {
	count = 1;
	/** Path texts by node. */
	readonly texts: string[] = [''];
	#nodes = new Int32Array(nodeFields * 256);
	#keys = new ByteArena(4096);
	// One entry per spelling of a key: `"a"` and `"\u0061"` are two entries of one node.
	#entries = new Int32Array(4 * 256);
	#entryCount = 1;
	#table = new Uint32Array(1024);
	readonly #bySpelling = new Map<string, number>();

	parent(node: number): number {
		return this.#nodes[node * nodeFields + parentField] as number;
	}

	/** Steps from the record to the node. */
	depth(node: number): number {
		return this.#nodes[node * nodeFields + depthField] as number;
	}

	/** Whether this is an element of an array. */
	inArray(node: number): boolean {
		return this.#nodes[node * nodeFields + inArrayField] === 1;
	}

	/** Index in its array. */
	index(node: number): number {
		return this.#nodes[node * nodeFields + indexField] as number;
	}

	element(parent: number, index: number, mayGrow: boolean): number {
		return this.#child(parent, index, mayGrow);
	}

	/**
	 * The child under the key whose JSON text is at `[start, end)`, without its quotes.
	 *
	 * @param mayGrow - false: finds known paths only
	 */
	member(parent: number, source: ByteSource, start: number, end: number, mayGrow: boolean): number {
		const length = end - start;
		if (length > keyBytesMax) {
			return noNode;
		}

		const hash = hashBytes(source.view, start, end) ^ Math.imul(parent, 0x9e3779b1);
		let slot = hash & (this.#table.length - 1);
		for (;;) {
			const entry = this.#table[slot] as number;
			if (entry === 0) {
				break;
			}

			const at = entry * 4;
			const keyStart = this.#entries[at + 2] as number;
			if (
				this.#entries[at] === parent &&
				this.#entries[at + 3] === length &&
				equalBytes(source.view, start, this.#keys.view, keyStart, length)
			) {
				return this.#entries[at + 1] as number;
			}

			slot = (slot + 1) & (this.#table.length - 1);
		}

		const spelling = Buffer.from(source.bytes.subarray(start, end)).toString();
		const key = spelling.includes('\\') ? (JSON.parse(`"${spelling}"`) as string) : spelling;
		const node = this.#child(parent, key, mayGrow);
		if (node !== noNode && this.#entryCount < pathsMax * 2) {
			this.#remember(parent, node, source, start, length);
		}

		return node;
	}

	#child(parent: number, step: PathStep, mayGrow: boolean): number {
		const text = joinPath(this.texts[parent] as string, step);
		const known = this.#bySpelling.get(text);
		if (known !== undefined) {
			return known;
		}

		if (!mayGrow || this.count >= pathsMax) {
			return noNode;
		}

		const node = this.count++;
		this.#nodes = grown(this.#nodes, this.count * nodeFields);
		const isIndex = typeof step === 'number';
		this.#nodes.set(
			[parent, this.depth(parent) + 1, isIndex ? 1 : 0, isIndex ? step : 0],
			node * nodeFields,
		);
		this.texts.push(text);
		this.#bySpelling.set(text, node);
		return node;
	}

	#remember(parent: number, node: number, source: ByteSource, start: number, length: number): void {
		const entry = this.#entryCount++;
		this.#entries = grown(this.#entries, this.#entryCount * 4);
		const keyStart = this.#keys.append(source, start, length);
		this.#entries.set([parent, node, keyStart, length], entry * 4);
		if (this.#entryCount * 2 > this.#table.length) {
			this.#table = new Uint32Array(this.#table.length * 2);
			for (let known = 1; known < this.#entryCount; known += 1) {
				this.#place(known);
			}
		} else {
			this.#place(entry);
		}
	}

	#place(entry: number): void {
		const [parent = 0, , start = 0, length = 0] = this.#entries.subarray(entry * 4, entry * 4 + 4);
		const hash = hashBytes(this.#keys.view, start, start + length) ^ Math.imul(parent, 0x9e3779b1);
		let slot = hash & (this.#table.length - 1);
		while (this.#table[slot] !== 0) {
			slot = (slot + 1) & (this.#table.length - 1);
		}

		this.#table[slot] = entry;
	}

	get approxBytes(): number {
		return this.#keys.length * 3 + this.count * 200;
	}
}
