import { emitRegex } from './emit.ts';
import type { Assertion, CharSet, Look, RegexNode } from './node.ts';
import { PatternFault } from './pattern-source.ts';

/** One step of a program; the next one is that behind it, unless the step says another. */
export type Step =
	| { readonly kind: 'set'; has(point: number): boolean }
	| { readonly kind: 'assertion'; readonly assertion: Assertion }
	/** Tries `to` first, then `otherwise`. `number` counts these steps of a program from 0. */
	| { readonly kind: 'split'; to: number; otherwise: number; readonly number: number }
	| { readonly kind: 'jump'; to: number }
	/** Keeps the position in a slot: two slots a group, its start and its end. */
	| { readonly kind: 'save'; readonly slot: number }
	| {
			readonly kind: 'look';
			readonly negated: boolean;
			readonly program: Program;
			/** Code units that a look-behind may reach back; undefined looks ahead. */
			readonly back: { readonly least: number; readonly most: number } | undefined;
	  }
	| { readonly kind: 'end' };

/** A pattern as steps for `look-run.ts`. */
export interface Program {
	readonly steps: readonly Step[];
	readonly splitCount: number;
}

/** Nodes that one pattern is written of, after bounded repeats are written out. */
const writtenNodesMax = 20_000;

/** What the programs of one pattern share. */
interface Shared {
	written: number;
	readonly looks: Map<Look, Program>;
}

/** @throws PatternFault where it gets too large, or a look-behind has no longest text */
export function programOf(
	root: RegexNode,
	shared: Shared = { written: 0, looks: new Map() },
): Program {
	const writer = new ProgramWriter(shared);
	writer.write(root);
	writer.add({ kind: 'end' });
	return { steps: writer.steps, splitCount: writer.splitCount };
}

class ProgramWriter {
	readonly steps: Step[] = [];
	splitCount = 0;
	readonly #shared: Shared;

	constructor(shared: Shared) {
		this.#shared = shared;
	}

	add<S extends Step>(step: S): S {
		this.steps.push(step);
		return step;
	}

	write(node: RegexNode): void {
		// Also what makes no step counts, or an empty group would be repeated without an end.
		if (++this.#shared.written > writtenNodesMax) {
			throw new PatternFault('the regex with look-around repeats too much: use smaller bounds');
		}

		switch (node.kind) {
			case 'set':
				this.add({ kind: 'set', has: memberTest(node) });
				return;
			case 'assertion':
				this.#writeAssertion(node);
				return;
			case 'sequence':
				for (const item of node.items) {
					this.write(item);
				}

				return;
			case 'choice':
				this.#writeChoice(node.items);
				return;
			case 'group':
				this.add({ kind: 'save', slot: node.index * 2 });
				this.write(node.item);
				this.add({ kind: 'save', slot: node.index * 2 + 1 });
				return;
			case 'repeat':
				this.#writeRepeat(node);
		}
	}

	#writeAssertion({ assertion }: RegexNode & { kind: 'assertion' }): void {
		if (typeof assertion === 'string') {
			this.add({ kind: 'assertion', assertion });
			return;
		}

		const { behind, negated, item } = assertion;
		const back = behind ? reachOf(item) : undefined;

		if (back?.most === Infinity) {
			throw new PatternFault(
				'the look-behind has no longest text: write a bound, such as {0,20}, for * and +',
			);
		}

		this.add({ kind: 'look', negated, program: this.#programIn(assertion), back });
	}

	/** A repeated look-around is written once. */
	#programIn(look: Look): Program {
		const { looks } = this.#shared;
		const program = looks.get(look) ?? programOf(look.item, this.#shared);
		looks.set(look, program);
		return program;
	}

	#writeChoice(items: readonly RegexNode[]): void {
		const jumps = items.slice(0, -1).map(item => {
			const split = this.#split();
			split.to = this.steps.length;
			this.write(item);
			const jump = this.add({ kind: 'jump', to: 0 });
			split.otherwise = this.steps.length;
			return jump;
		});
		this.write(items.at(-1)!);

		for (const jump of jumps) {
			jump.to = this.steps.length;
		}
	}

	#writeRepeat({ item, min, max, lazy }: RegexNode & { kind: 'repeat' }): void {
		for (let count = 0; count < min; count++) {
			this.write(item);
		}

		const skips: (Step & { kind: 'split' })[] = [];

		if (max === Infinity) {
			const at = this.steps.length;
			skips.push(this.#split());
			this.write(item);
			this.add({ kind: 'jump', to: at });
		} else {
			for (let count = min; count < max; count++) {
				skips.push(this.#split());
				this.write(item);
			}
		}

		for (const split of skips) {
			// The item stands right behind the step.
			const inside = split.to;
			const behind = this.steps.length;
			split.to = lazy ? behind : inside;
			split.otherwise = lazy ? inside : behind;
		}
	}

	/** A step that first goes on to the one behind it. */
	#split(): Step & { kind: 'split' } {
		const to = this.steps.length + 1;
		return this.add({ kind: 'split', to, otherwise: to, number: this.splitCount++ });
	}
}

/** Whether a code point is in a set. */
function memberTest(set: CharSet): (point: number) => boolean {
	const pattern = new RegExp(`^${emitRegex(set, 'javascript')}$`, 'u');
	const ascii = Array.from({ length: 128 }, (_, point) => pattern.test(String.fromCharCode(point)));
	return point => ascii[point] ?? pattern.test(String.fromCodePoint(point));
}

/** The fewest and the most code units that a node takes. */
function reachOf(node: RegexNode): { readonly least: number; readonly most: number } {
	switch (node.kind) {
		case 'set':
			return { least: 1, most: 2 };
		case 'assertion':
			return { least: 0, most: 0 };
		case 'sequence': {
			const parts = node.items.map(reachOf);
			const sum = (edge: 'least' | 'most') => parts.reduce((total, part) => total + part[edge], 0);
			return { least: sum('least'), most: sum('most') };
		}
		case 'choice': {
			const parts = node.items.map(reachOf);
			return {
				least: Math.min(...parts.map(({ least }) => least)),
				most: Math.max(...parts.map(({ most }) => most)),
			};
		}
		case 'group':
			return reachOf(node.item);
		case 'repeat': {
			const { least, most } = reachOf(node.item);
			return { least: least * node.min, most: most === 0 ? 0 : most * node.max };
		}
	}
}
