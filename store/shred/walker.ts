import { equalBytes, hashBytes } from './bytes.ts';
import type { Kernel } from '../kernel/kernel.ts';
import { needsStep } from '../kernel/assembly/layout.ts';
import { guessesMax, leavesMax } from './limits.ts';
import { manyLeaves, notJson } from './outcomes.ts';
import type { ShredSpace } from './shred-space.ts';
import {
	columnField,
	endOfRecord,
	firstChildField,
	literalLengthField,
	literalStartField,
	nextSiblingField,
	noState,
	rootState,
	stateFields,
} from './state-tree.ts';
import { StepReader } from './step-reader.ts';
import type { Walk } from './step-reader.ts';

const quote = 0x22;
const openBrace = 0x7b;
const openBracket = 0x5b;
const closeBracket = 0x5d;

/** Whether this byte may follow a number: `12` must not match the start of `123`. */
function endsScalar(byte: number | undefined): boolean {
	return byte === 0x2c || byte === 0x7d || byte === 0x5d;
}

/**
 * Reads compact JSON records by walking the tree of known beginnings: a known literal is compared
 * as a whole, and a value equal to the last one of its column is not scanned. Only new structure is
 * parsed key by key.
 */
export class Walker {
	readonly #space: ShredSpace;
	readonly #steps: StepReader;
	/** Set by `#guess`: start of the value. */
	#leafStart = 0;

	constructor(space: ShredSpace) {
		this.#space = space;
		this.#steps = new StepReader(space);
	}

	/** After `noRoom`: see `StepReader.crowdedNode`. */
	get crowdedNode(): number {
		return this.#steps.crowdedNode;
	}

	/**
	 * Fills the space's leaves from `[start, end)` of the scanner's bytes.
	 *
	 * @returns the shape, or the reason why there is none
	 */
	read(start: number, end: number, walk: Walk): number {
		const { kernel } = this.#space;
		this.#steps.begin(walk);
		if (kernel !== undefined) {
			const outcome = this.#readInKernel(kernel, start, end, walk.careful);
			if (!kernel.isFull) {
				return outcome;
			}

			this.#space.leaveKernel();
			this.#steps.begin(walk);
		}

		return this.#read(start, end, walk.careful);
	}

	/** What it returns counts only when the kernel is not full afterwards. */
	#readInKernel(kernel: Kernel, start: number, end: number, careful: boolean): number {
		const { scanner, states } = this.#space;
		const steps = this.#steps;
		let outcome = kernel.read(scanner.bytes, start, end, careful);
		while (outcome === needsStep && !kernel.isFull) {
			const child = steps.step(kernel.state, kernel.offset, end);
			if (child < 0) {
				return child;
			}

			kernel.learn(states);
			outcome = kernel.resume(child, steps.leafStart, steps.wholeEnd, careful);
		}

		return outcome;
	}

	#read(start: number, end: number, careful: boolean): number {
		const { states, scanner, leaves } = this.#space;
		const { builders } = this.#space.set;
		const steps = this.#steps;
		leaves.clear();
		let at = start;
		let state = rootState;
		for (;;) {
			let child = careful ? noState : this.#guess(state, at, end);
			let leaf = this.#leafStart;
			let wholeEnd = 0;
			if (child === noState) {
				child = steps.step(state, at, end);
				if (child < 0) {
					return child;
				}

				leaf = steps.leafStart;
				wholeEnd = steps.wholeEnd;
			}

			const columnId = states.fields[child * stateFields + columnField] as number;
			if (columnId === endOfRecord) {
				return states.node(child);
			}

			const column = builders[columnId];
			if (column === undefined || leaves.count === leavesMax) {
				return manyLeaves;
			}

			let code = 0;
			if (wholeEnd > 0) {
				at = wholeEnd;
				scanner.hash = hashBytes(scanner.view, leaf, at);
			} else {
				const length = column.lastLength;
				if (
					length > 0 &&
					leaf + length < end &&
					equalBytes(scanner.view, leaf, column.tokens.view, column.lastStart, length) &&
					(scanner.bytes[leaf] === quote || endsScalar(scanner.bytes[leaf + length]))
				) {
					code = column.lastCode;
					at = leaf + length;
				} else {
					at = scanner.leaf(leaf, end);
				}
			}

			if (at < 0) {
				return notJson;
			}

			leaves.push(columnId, leaf, at, code, scanner.hash);
			state = child;
		}
	}

	/** The known state whose literal is at `at`; sets `#leafStart`. */
	#guess(state: number, at: number, end: number): number {
		const { states, scanner } = this.#space;
		const { fields, literals } = states;
		const { bytes, view } = scanner;
		const first = fields[state * stateFields + firstChildField] as number;
		let previous = noState;
		let child = first;
		for (let guesses = 0; child !== noState && guesses < guessesMax; guesses += 1) {
			const row = child * stateFields;
			const length = fields[row + literalLengthField] as number;
			const after = at + length;
			if (
				after <= end &&
				equalBytes(view, at, literals.view, fields[row + literalStartField] as number, length)
			) {
				const byte = bytes[after] as number;
				const fits =
					fields[row + columnField] === endOfRecord
						? after === end
						: after < end &&
							// A literal that ends within a list does not lead to the end of an empty one.
							byte !== closeBracket &&
							((byte !== openBrace && byte !== openBracket) || bytes[after + 1] === byte + 2);
				if (fits) {
					this.#leafStart = after;
					if (previous !== noState) {
						// The next record most likely repeats this order, so the match is moved to
						// the front.
						fields[previous * stateFields + nextSiblingField] = fields[
							row + nextSiblingField
						] as number;
						fields[row + nextSiblingField] = first;
						fields[state * stateFields + firstChildField] = child;
					}

					return child;
				}
			}

			previous = child;
			child = fields[row + nextSiblingField] as number;
		}

		return noState;
	}
}
