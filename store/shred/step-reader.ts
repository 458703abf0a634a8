import { isUtf8 } from 'node:buffer';
import { grown } from './bytes.ts';
import { arrayLengthMax, coarseLeavesMax, depthMax } from './limits.ts';
import { measureContainer } from './measure.ts';
import { longArray, noRoom, notJson, notUtf8, repeatedKey } from './outcomes.ts';
import { noNode, rootNode } from './path-tree.ts';
import type { ShredSpace } from './shred-space.ts';
import { endOfRecord, noState, rootState } from './state-tree.ts';

const openBrace = 0x7b;
const openBracket = 0x5b;

/** The options for reading a record. */
export interface Walk {
	/** Parses every key, so that the limits below are checked before a container is entered. */
	readonly careful: boolean;
	/** Stores containers with many values whole. */
	readonly coarse: boolean;
	/** Path nodes of containers to store whole. */
	readonly whole: ReadonlySet<number>;
}

export const plainWalk: Walk = { careful: false, coarse: false, whole: new Set() };

/** Parses new structure key by key, from one value of a record to the next. */
export class StepReader {
	/**
	 * After `noRoom`: the container that had no room for its contents; the root when storing a
	 * container whole does not help.
	 */
	crowdedNode = rootNode;
	/** After a step: start of the value, and its end if it is a container stored whole, else 0. */
	leafStart = 0;
	wholeEnd = 0;
	readonly #space: ShredSpace;
	#walk: Walk = plainWalk;
	readonly #entered: number[] = [];
	#stamps = new Int32Array(1024);
	#serial = 0;
	#stampedState = rootState;

	constructor(space: ShredSpace) {
		this.#space = space;
	}

	/** Must be called before the first step of a record. */
	begin(walk: Walk): void {
		this.#walk = walk;
		this.#serial = 0;
	}

	/**
	 * Parses brackets and keys from `at` to the next value, and finds or adds its state.
	 *
	 * @returns the state, or the reason why there is none
	 */
	step(state: number, at: number, end: number): number {
		const { states, set, scanner } = this.#space;
		const { bytes } = scanner;
		const { paths } = set;
		this.#entered.length = 0;
		this.wholeEnd = 0;
		let node = state === rootState ? rootNode : states.node(state);
		let next = at;
		while (next < end && node !== rootNode) {
			const byte = bytes[next];
			next += 1;
			const inArray = paths.inArray(node);
			const container = paths.parent(node);
			if (byte === 0x2c) {
				next = inArray
					? this.#enterElement(container, paths.index(node) + 1, next)
					: this.#enterMember(container, next, end);
				return next < 0 ? next : this.#descend(state, at, next, end);
			}

			if (byte !== (inArray ? 0x5d : 0x7d)) {
				return notJson;
			}

			node = container;
		}

		if (state === rootState) {
			if (bytes[at] !== openBrace) {
				return notJson;
			}

			if (bytes[at + 1] !== 0x7d) {
				return this.#descend(state, at, at, end);
			}

			next = at + 2;
		}

		return next === end && node === rootNode ? this.#finish(state, at, end) : notJson;
	}

	/** Continues at a value, into containers, until it is at a value to store. */
	#descend(state: number, literalStart: number, from: number, end: number): number {
		const { bytes } = this.#space.scanner;
		let at = from;
		for (;;) {
			const byte = bytes[at];
			const opens = byte === openBrace || byte === openBracket;
			if (!opens || bytes[at + 1] === byte + 2) {
				break;
			}

			const node = this.#entered.at(-1) ?? rootNode;
			if (this.#keepsWhole(node, byte, at, end)) {
				this.wholeEnd = this.#space.scanner.value(at, end);
				if (this.wholeEnd < 0) {
					return notJson;
				}

				break;
			}

			at =
				byte === openBracket
					? this.#enterElement(node, 0, at + 1)
					: this.#enterMember(node, at + 1, end);
			if (at < 0) {
				return at;
			}
		}

		this.leafStart = at;
		return at < end ? this.#settle(state, literalStart, at) : notJson;
	}

	#keepsWhole(node: number, byte: number, at: number, end: number): boolean {
		const { bytes } = this.#space.scanner;
		const { coarse, whole } = this.#walk;
		if (node === rootNode) {
			return false;
		}

		return (
			this.#space.set.paths.depth(node) >= depthMax ||
			whole.has(node) ||
			(byte === openBracket &&
				measureContainer(bytes, at, end, false, arrayLengthMax) > arrayLengthMax) ||
			(coarse && measureContainer(bytes, at, end, true, coarseLeavesMax) > coarseLeavesMax)
		);
	}

	#enterElement(container: number, index: number, next: number): number {
		if (index >= arrayLengthMax) {
			return longArray;
		}

		const node = this.#space.set.paths.element(container, index, true);
		return this.#enter(container, node, next);
	}

	#enterMember(container: number, keyStart: number, end: number): number {
		const { scanner, set } = this.#space;
		const next = scanner.key(keyStart, end);
		if (next < 0) {
			return notJson;
		}

		if (scanner.beyondAscii && !isUtf8(scanner.bytes.subarray(keyStart, next))) {
			return notUtf8;
		}

		const node = set.paths.member(container, scanner, keyStart + 1, next - 2, true);
		return this.#enter(container, node, next);
	}

	#enter(container: number, node: number, next: number): number {
		if (node === noNode) {
			this.crowdedNode = container;
			return noRoom;
		}

		this.#entered.push(node);
		return next;
	}

	/** The state after the literal at `[start, end)`, added if it is new. */
	#settle(state: number, start: number, end: number): number {
		const { states, scanner, set } = this.#space;
		const literal = states.internLiteral(scanner, start, end);
		const known = states.child(state, literal);
		if (known !== noState) {
			return known;
		}

		if (states.full) {
			this.crowdedNode = rootNode;
			return noRoom;
		}

		if (this.#repeatsKey(state)) {
			return repeatedKey;
		}

		const node = this.#entered.at(-1) ?? rootNode;
		return states.addChild(state, literal, set.columnOf(node), node, this.#entered);
	}

	/** Whether a path that is entered now was entered before in this record. */
	#repeatsKey(state: number): boolean {
		const { states, set } = this.#space;
		if (this.#serial === 0) {
			this.#serial = this.#space.nextSerial();
			this.#stampedState = rootState;
			this.#stamps = grown(this.#stamps, set.paths.count);
		}

		this.#stamps = grown(this.#stamps, set.paths.count);
		for (let at = state; at !== this.#stampedState; at = states.parent(at)) {
			for (const node of states.entered(at)) {
				this.#stamps[node] = this.#serial;
			}
		}

		this.#stampedState = state;
		return this.#entered.some(node => this.#stamps[node] === this.#serial);
	}

	#finish(state: number, start: number, end: number): number {
		const { states, scanner, shapes } = this.#space;
		const literal = states.internLiteral(scanner, start, end);
		const known = states.child(state, literal);
		if (known !== noState) {
			return known;
		}

		if (states.full || shapes.full) {
			this.crowdedNode = rootNode;
			return noRoom;
		}

		const literals = [literal];
		const columns: number[] = [];
		for (let at = state; at !== rootState; at = states.parent(at)) {
			literals.push(states.literal(at));
			columns.push(states.column(at));
		}

		const shape = this.#space.addShape({
			rebuilds: true,
			literals: Int32Array.from(literals.reverse()),
			columns: Int32Array.from(columns.reverse()),
		});
		return states.addChild(state, literal, endOfRecord, shape, []);
	}
}
