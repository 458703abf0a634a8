import { TooLarge } from '../spending.ts';
import type { Span } from '../value.ts';
import type { Program, Step } from './look-program.ts';
import type { Assertion } from './node.ts';

/** Steps for one text: about a tenth of a second. */
const runStepsMax = 10_000_000;

/** Steps between two words of work. */
const stepsBetween = 1_024;

/** What a pattern with look-around tells while it runs. */
export interface RegexRun {
	/** Of the pattern, for the fault of one that takes too many steps. */
	readonly span?: Span;
	/** Is called now and then, and may throw to end it. */
	readonly work?: () => void;
}

/** Start and end of each group, -1 for one that took no part; the first two are the whole match. */
export type Slots = Int32Array;

/** A place to go back to, or slots as they were. */
type Retreat = { readonly at: number; readonly position: number } | { readonly slots: Slots };

/**
 * Runs programs on one text, by going forward and back. A split is never tried twice at one
 * position, because what fails there once fails again, so that a program without look-around takes
 * at most as many steps as it has, times the length of the text.
 */
export class LookRun {
	readonly #text: string;
	readonly #run: RegexRun;
	#steps = 0;

	constructor(text: string, run: RegexRun) {
		this.#text = text;
		this.#run = run;
	}

	/**
	 * The first match at `start` or later.
	 *
	 * @throws TooLarge when it takes too many steps
	 */
	search(program: Program, start: number, groupCount: number): Slots | undefined {
		const tried = this.#noneTried(program);
		for (let from = start; from <= this.#text.length; from += this.#width(from)) {
			const slots = new Int32Array(2 * groupCount + 2).fill(-1);
			const found = this.#runAt(program, from, slots, tried);
			if (found !== undefined) {
				found.slots[0] = from;
				found.slots[1] = found.end;
				return found.slots;
			}
		}

		return undefined;
	}

	/** @param onlyEnd - where the match must end; undefined: anywhere */
	#runAt(
		program: Program,
		from: number,
		given: Slots,
		tried: Uint32Array,
		onlyEnd?: number,
	): { readonly slots: Slots; readonly end: number } | undefined {
		const retreats: Retreat[] = [];
		let slots = given;
		let at = 0;
		let position = from;
		for (;;) {
			this.#count(1);
			const step = program.steps[at] as Step;
			let goesOn = true;
			if (step.kind === 'end') {
				if (onlyEnd === undefined || position === onlyEnd) {
					return { slots, end: position };
				}

				goesOn = false;
			} else if (step.kind === 'split') {
				goesOn = this.#firstTry(tried, step.number, position);
				if (goesOn) {
					retreats.push({ at: step.otherwise, position });
				}
			} else if (step.kind === 'set') {
				const point = this.#text.codePointAt(position);
				goesOn = point !== undefined && step.has(point);
				position += goesOn ? this.#width(position) : 0;
			} else if (step.kind === 'assertion') {
				goesOn = this.#holds(step.assertion, position);
			} else if (step.kind === 'look' || step.kind === 'save') {
				const changed: Slots | undefined =
					step.kind === 'save'
						? slots.with(step.slot, position)
						: this.#look(step, position, slots);
				goesOn = changed !== undefined;
				if (changed !== undefined && changed !== slots) {
					retreats.push({ slots });
					slots = changed;
				}
			}

			if (goesOn) {
				at = step.kind === 'jump' || step.kind === 'split' ? step.to : at + 1;
				continue;
			}

			let retreat = retreats.pop();
			while (retreat !== undefined && 'slots' in retreat) {
				slots = retreat.slots;
				retreat = retreats.pop();
			}

			if (retreat === undefined) {
				return undefined;
			}

			({ at, position } = retreat);
		}
	}

	/** The slots after a look-around that holds; undefined when it does not. */
	#look(step: Step & { kind: 'look' }, position: number, slots: Slots): Slots | undefined {
		const found =
			step.back === undefined
				? this.#runAt(step.program, position, slots, this.#noneTried(step.program))
				: this.#lookBehind(step.program, step.back, position, slots);
		if (step.negated) {
			return found === undefined ? slots : undefined;
		}

		return found?.slots;
	}

	#lookBehind(
		program: Program,
		{ least, most }: { readonly least: number; readonly most: number },
		end: number,
		slots: Slots,
	) {
		for (let from = end - least; from >= Math.max(0, end - most); from--) {
			const isInside = this.#width(from - 1) === 2;
			const found = isInside
				? undefined
				: this.#runAt(program, from, slots, this.#noneTried(program), end);
			if (found !== undefined) {
				return found;
			}
		}

		return undefined;
	}

	#holds(assertion: Assertion, position: number): boolean {
		const text = this.#text;
		const atEnd = position === text.length;
		switch (assertion) {
			case 'text-start':
				return position === 0;
			case 'text-end':
				return atEnd;
			case 'last-line-end':
				return atEnd || (position === text.length - 1 && text[position] === '\n');
			case 'line-start':
				return position === 0 || text[position - 1] === '\n';
			case 'line-end':
				return atEnd || text[position] === '\n';
			case 'word':
			case 'not-word': {
				const isBoundary = isWord(text[position - 1]) !== isWord(text[position]);
				return isBoundary === (assertion === 'word');
			}
		}
	}

	/** Code units of the character at a position. */
	#width(position: number): number {
		return (this.#text.codePointAt(position) ?? 0) > 0xff_ff ? 2 : 1;
	}

	/** One bit for each split at each position. */
	#noneTried({ splitCount }: Program): Uint32Array {
		const size = Math.ceil((splitCount * (this.#text.length + 1)) / 32);
		// Clearing memory takes time too.
		this.#count(size);
		return new Uint32Array(size);
	}

	#firstTry(tried: Uint32Array, split: number, position: number): boolean {
		const bit = split * (this.#text.length + 1) + position;
		const word = tried[bit >>> 5] ?? 0;
		const mask = 1 << (bit & 31);
		tried[bit >>> 5] = word | mask;
		return (word & mask) === 0;
	}

	#count(steps: number): void {
		this.#steps += steps;
		if (this.#steps % stepsBetween < steps) {
			this.#run.work?.();
		}

		if (this.#steps > runStepsMax) {
			throw new TooLarge(
				`this pattern with look-around takes more than ${runStepsMax / 1_000_000} million steps on one text`,
				this.#run.span,
			);
		}
	}
}

function isWord(character: string | undefined): boolean {
	return character !== undefined && /\w/.test(character);
}
