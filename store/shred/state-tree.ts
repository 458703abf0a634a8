import { ByteArena, equalBytes, grown, hashBytes, viewOf } from './bytes.ts';
import type { ByteSource } from './bytes.ts';

/** Distinct prefixes of shapes in a segment. */
export const statesMax = 262_144;
/** Bytes of all distinct literals. A literal is the keys and punctuation between two values. */
const literalBytesMax = 16 * 1024 * 1024;

/** Numbers per state, stored together: 32 bytes, half a cache line. */
export const stateFields = 8;
export const firstChildField = 0;
export const nextSiblingField = 1;
export const literalStartField = 2;
export const literalLengthField = 3;
/** Column of the value after the literal; `endOfRecord` when the record ends. */
export const columnField = 4;
const literalField = 5;
const parentField = 6;
/** Path node of the value; at the end of a record, its shape. */
const nodeField = 7;

export const rootState = 0;
export const noState = 0;
export const endOfRecord = -1;

/**
 * Every prefix of a record's structure seen so far, as a tree: a step is a literal (keys and
 * punctuation up to the next value), and a path from the root to an end is one shape. Most records
 * repeat a known shape, so walking the tree replaces parsing their keys.
 */
export class StateTree {
	count = 1;
	fields = new Int32Array(stateFields * 1024);
	readonly literals = new ByteArena(16 * 1024);
	/** By literal id: offset of the literal, and one more offset for the end of the last. */
	#literalStarts = new Uint32Array(1024);
	#literalCount = 0;
	#literalTable = new Uint32Array(2048);
	#stepTable = new Uint32Array(4096);
	/** Path nodes that a state's literal enters, used to find duplicate keys. */
	#entered = new Int32Array(4096);
	#enteredStarts = new Uint32Array(1024);

	constructor() {
		this.fields[columnField] = endOfRecord;
	}

	parent(state: number): number {
		return this.fields[state * stateFields + parentField] as number;
	}

	node(state: number): number {
		return this.fields[state * stateFields + nodeField] as number;
	}

	column(state: number): number {
		return this.fields[state * stateFields + columnField] as number;
	}

	literal(state: number): number {
		return this.fields[state * stateFields + literalField] as number;
	}

	entered(state: number): Int32Array {
		return this.#entered.subarray(this.#enteredStarts[state], this.#enteredStarts[state + 1]);
	}

	get literalCount(): number {
		return this.#literalCount;
	}

	get full(): boolean {
		return this.count >= statesMax || this.literals.length >= literalBytesMax;
	}

	/** The bytes of a literal, valid for the lifetime of the tree. */
	literalBytes(literal: number): ByteSource {
		const bytes = this.literals.bytes.subarray(
			this.#literalStarts[literal],
			this.#literalStarts[literal + 1],
		);
		return { bytes, view: viewOf(bytes) };
	}

	/** The id of a literal, which is added when it is new. */
	internLiteral(source: ByteSource, start: number, end: number): number {
		const length = end - start;
		const mask = this.#literalTable.length - 1;
		let slot = hashBytes(source.view, start, end) & mask;
		for (;;) {
			const entry = this.#literalTable[slot] as number;
			if (entry === 0) {
				break;
			}

			const known = this.#literalStarts[entry - 1] as number;
			if (
				(this.#literalStarts[entry] as number) - known === length &&
				equalBytes(source.view, start, this.literals.view, known, length)
			) {
				return entry - 1;
			}

			slot = (slot + 1) & mask;
		}

		const literal = this.#literalCount++;
		this.#literalStarts = grown(this.#literalStarts, literal + 2);
		this.#literalStarts[literal] = this.literals.append(source, start, length);
		this.#literalStarts[literal + 1] = this.literals.length;
		this.#literalTable[slot] = literal + 1;
		if (this.#literalCount * 2 > this.#literalTable.length) {
			this.#growLiteralTable();
		}

		return literal;
	}

	#growLiteralTable(): void {
		const table = new Uint32Array(this.#literalTable.length * 2);
		for (let literal = 0; literal < this.#literalCount; literal += 1) {
			const start = this.#literalStarts[literal] as number;
			const end = this.#literalStarts[literal + 1] as number;
			let slot = hashBytes(this.literals.view, start, end) & (table.length - 1);
			while (table[slot] !== 0) {
				slot = (slot + 1) & (table.length - 1);
			}

			table[slot] = literal + 1;
		}

		this.#literalTable = table;
	}

	/** The state after `literal`, or `noState`. */
	child(state: number, literal: number): number {
		return this.#stepTable[this.#stepSlot(state, literal)] as number;
	}

	#stepSlot(state: number, literal: number): number {
		const mask = this.#stepTable.length - 1;
		const hash = Math.imul(state, 0x9e3779b1) ^ Math.imul(literal, 0x85ebca6b);
		let slot = (hash ^ (hash >>> 15)) & mask;
		for (;;) {
			const known = this.#stepTable[slot] as number;
			if (known === noState || (this.parent(known) === state && this.literal(known) === literal)) {
				return slot;
			}

			slot = (slot + 1) & mask;
		}
	}

	/** Adds the state after a literal. It must not exist yet. */
	addChild(
		state: number,
		literal: number,
		column: number,
		node: number,
		entered: readonly number[],
	): number {
		const added = this.count++;
		this.fields = grown(this.fields, this.count * stateFields);
		this.#enteredStarts = grown(this.#enteredStarts, this.count + 1);
		const start = this.#enteredStarts[added] as number;
		this.#entered = grown(this.#entered, start + entered.length);
		this.#entered.set(entered, start);
		this.#enteredStarts[added + 1] = start + entered.length;
		const literalStart = this.#literalStarts[literal] as number;
		const literalLength = (this.#literalStarts[literal + 1] as number) - literalStart;
		const sibling = this.fields[state * stateFields + firstChildField] as number;
		this.fields.set(
			[noState, sibling, literalStart, literalLength, column, literal, state, node],
			added * stateFields,
		);
		this.fields[state * stateFields + firstChildField] = added;
		this.#stepTable[this.#stepSlot(state, literal)] = added;
		if (this.count * 2 > this.#stepTable.length) {
			this.#growStepTable();
		}

		return added;
	}

	/**
	 * Takes over in which order the children of a state are tried: a walk tries only so many, and what
	 * it then parses may be stored otherwise.
	 *
	 * @param fields - of the first states, as `fields` has them; later states are tried first
	 */
	takeOrder(fields: Int32Array): void {
		const own = this.fields;
		for (let row = 0; row < this.count * stateFields; row += stateFields) {
			own[row + firstChildField] = fields[row + firstChildField] ?? noState;
			if (row < fields.length) {
				own[row + nextSiblingField] = fields[row + nextSiblingField] as number;
			} else {
				const above = (own[row + parentField] as number) * stateFields;
				own[row + nextSiblingField] = own[above + firstChildField] as number;
				own[above + firstChildField] = row / stateFields;
			}
		}
	}

	#growStepTable(): void {
		this.#stepTable = new Uint32Array(this.#stepTable.length * 2);
		for (let state = 1; state < this.count; state += 1) {
			this.#stepTable[this.#stepSlot(this.parent(state), this.literal(state))] = state;
		}
	}

	get approxBytes(): number {
		return this.count * 56 + this.literals.length + this.#entered.length * 4;
	}
}
