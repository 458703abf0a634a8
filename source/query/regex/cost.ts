import { everything, normalise, overlaps, type Ranges, type RegexNode } from './node.ts';

/**
 * The longest text, in UTF-16 code units, for which the native backtracking engine needs at most
 * `stepsMax` steps, whatever the text; 0 when no length is safe.
 *
 * The argument: at a choice point (a repeat that may go on or stop, an alternative) whose ways
 * start with different characters, the next character decides, so trying the other way costs one
 * step. Only choice points whose ways overlap multiply the work. Those of bounded size multiply it
 * by a constant, open repeats by the length of the text, and inside another open repeat they may
 * double it with every character: such a pattern is never safe.
 */
export function nativeTextMax(root: RegexNode): number {
	const cost = new CostReader();
	cost.walk(root, { follow: [], power: 1, insideOpen: false, periodAfter: 1 });

	if (cost.unsafe || cost.factor > factorMax) {
		return 0;
	}

	const loops = cost.openLoops;
	const ambiguous = loops.filter(loop => loop.ambiguous);
	// When an unanchored search fails, it starts again at the next match of its literal start.
	const anchored = startsAtTextStart(root);
	const scans = cost.scansAfterAmbiguity() ? 1 : 0;
	const degree = (anchored ? 0 : 1) + ambiguous.length + scans;

	if (degree <= 1 || loops.length === 0) {
		return Infinity;
	}

	let steps = stepsMax / cost.factor;
	steps *= anchored ? 1 : period(literalStart(root));

	for (const loop of ambiguous) {
		steps *= loop.periodAfter;
	}

	for (let index = 2; index <= degree; index++) {
		steps *= index;
	}

	return Math.floor(steps ** (1 / degree));
}

/** A few tenths of a second in the worst case. */
const stepsMax = 100_000_000;
const factorMax = 1_000;

interface Context {
	/** The characters that may follow this part. */
	readonly follow: Ranges;
	/** How often bounded repeats around this part may run it. */
	readonly power: number;
	readonly insideOpen: boolean;
	/** Smallest distance between two matches of the literal that follows. */
	readonly periodAfter: number;
}

interface Facts {
	readonly first: Ranges;
	readonly nullable: boolean;
}

interface OpenLoop {
	readonly ambiguous: boolean;
	readonly periodAfter: number;
}

class CostReader {
	unsafe = false;
	factor = 1;
	/** From right to left. */
	readonly openLoops: OpenLoop[] = [];

	/**
	 * Whether a plain open repeat follows the last ambiguous one, so that each try scans the text.
	 */
	scansAfterAmbiguity(): boolean {
		const [last] = this.openLoops;
		return last !== undefined && !last.ambiguous;
	}

	walk(node: RegexNode, context: Context): void {
		switch (node.kind) {
			case 'set':
			case 'assertion':
				return;
			case 'group':
				return this.walk(node.item, context);
			case 'sequence':
				return this.#walkSequence(node.items, context);
			case 'choice':
				return this.#walkChoice(node.items, context);
			case 'repeat':
				return this.#walkRepeat(node, context);
		}
	}

	#walkSequence(items: readonly RegexNode[], context: Context): void {
		let follow = context.follow;
		let literalAfter = '';

		for (const item of items.toReversed()) {
			const periodAfter = literalAfter === '' ? 1 : period(literalAfter);
			this.walk(item, { ...context, follow, periodAfter });
			const facts = factsOf(item);
			follow = facts.nullable ? normalise([...facts.first, ...follow]) : facts.first;
			literalAfter = onlyChar(item) + (onlyChar(item) === '' ? '' : literalAfter);
		}
	}

	#walkChoice(items: readonly RegexNode[], context: Context): void {
		const starts = items.map(item => startOf(factsOf(item), context.follow));

		if (!pairwiseDisjoint(starts)) {
			this.#multiply(items.length, context);
		}

		for (const item of items.toReversed()) {
			this.walk(item, { ...context, periodAfter: 1 });
		}
	}

	#walkRepeat(node: RegexNode & { kind: 'repeat' }, context: Context): void {
		const open = node.max === Infinity;
		const facts = factsOf(node.item);
		const ambiguous = node.min !== node.max && overlaps(facts.first, context.follow);

		// An empty iteration of a loop: one engine never ends, others stop it differently.
		if (facts.nullable && (node.max > 1 || node.min === 0)) {
			this.unsafe = true;
			return;
		}

		// JavaScript resets a group in each iteration of a loop around it; Java and RE2 keep its
		// match.
		this.unsafe ||= node.max > 1 && mayForget(node.item);

		if (open) {
			this.#countOpenLoop(ambiguous, context);
		} else if (ambiguous) {
			this.#multiply(node.max - node.min + 1, context);
		}

		this.walk(node.item, {
			follow: node.max > 1 ? normalise([...facts.first, ...context.follow]) : context.follow,
			power: open ? context.power : context.power * Math.max(node.max, 1),
			insideOpen: context.insideOpen || open,
			periodAfter: 1,
		});
	}

	#countOpenLoop(ambiguous: boolean, context: Context): void {
		if (context.insideOpen) {
			this.unsafe ||= ambiguous;
			return;
		}

		const copies = Math.min(context.power, 8);

		for (let index = 0; index < copies; index++) {
			this.openLoops.push({ ambiguous, periodAfter: context.periodAfter });
		}
	}

	#multiply(ways: number, context: Context): void {
		this.unsafe ||= context.insideOpen;
		this.factor *= ways ** context.power;
	}
}

const factsByNode = new WeakMap<RegexNode, Facts>();

function factsOf(node: RegexNode): Facts {
	const known = factsByNode.get(node);

	if (known) {
		return known;
	}

	const facts = readFacts(node);
	factsByNode.set(node, facts);
	return facts;
}

function readFacts(node: RegexNode): Facts {
	switch (node.kind) {
		case 'set':
			return {
				first: node.properties.length > 0 ? everything : node.ranges,
				nullable: false,
			};
		case 'assertion':
			return { first: [], nullable: true };
		case 'group':
			return factsOf(node.item);
		case 'repeat': {
			const { first, nullable } = factsOf(node.item);
			return { first, nullable: nullable || node.min === 0 };
		}
		case 'choice': {
			const facts = node.items.map(factsOf);
			return {
				first: normalise(facts.flatMap(({ first }) => first)),
				nullable: facts.some(({ nullable }) => nullable),
			};
		}
		case 'sequence': {
			let facts: Facts = { first: [], nullable: true };

			for (const item of node.items.toReversed()) {
				const { first, nullable } = factsOf(item);
				facts = nullable
					? { first: normalise([...first, ...facts.first]), nullable: facts.nullable }
					: { first, nullable: false };
			}

			return facts;
		}
	}
}

/** Whether an iteration of a loop may skip a capturing group. */
function mayForget(node: RegexNode): boolean {
	switch (node.kind) {
		case 'set':
		case 'assertion':
			return false;
		case 'group':
			return mayForget(node.item);
		case 'sequence':
			return node.items.some(mayForget);
		case 'choice':
			return node.items.some(hasGroup);
		case 'repeat':
			return node.min === 0 ? hasGroup(node.item) : mayForget(node.item);
	}
}

function hasGroup(node: RegexNode): boolean {
	switch (node.kind) {
		case 'set':
		case 'assertion':
			return false;
		case 'group':
			return true;
		case 'sequence':
		case 'choice':
			return node.items.some(hasGroup);
		case 'repeat':
			return hasGroup(node.item);
	}
}

function startOf(facts: Facts, follow: Ranges): Ranges {
	return facts.nullable ? normalise([...facts.first, ...follow]) : facts.first;
}

function pairwiseDisjoint(sets: readonly Ranges[]): boolean {
	return sets.every((set, index) => sets.slice(index + 1).every(other => !overlaps(set, other)));
}

function startsAtTextStart(node: RegexNode): boolean {
	switch (node.kind) {
		case 'assertion':
			return node.assertion === 'text-start';
		case 'group':
			return startsAtTextStart(node.item);
		case 'sequence':
			return node.items[0] !== undefined && startsAtTextStart(node.items[0]);
		case 'choice':
			return node.items.every(startsAtTextStart);
		case 'set':
		case 'repeat':
			return false;
	}
}

/** The literal text with which every match starts, as far as one sequence shows it. */
function literalStart(node: RegexNode): string {
	if (node.kind !== 'sequence') {
		return onlyChar(node);
	}

	let literal = '';

	for (const item of node.items) {
		const char = onlyChar(item);

		if (char === '') {
			break;
		}

		literal += char;
	}

	return literal;
}

/** The only character that a part can match; undefined when there are several. */
function onlyChar(node: RegexNode): string {
	const range = node.kind === 'set' && node.properties.length === 0 ? node.ranges : [];
	return range.length === 1 && range[0]![0] === range[0]![1]
		? String.fromCodePoint(range[0]![0])
		: '';
}

/** The smallest distance at which a text can occur again: `"abab"` after 2, `"abc"` after 3. */
function period(text: string): number {
	for (let shift = 1; shift < text.length; shift++) {
		if (text.startsWith(text.slice(shift))) {
			return shift;
		}
	}

	return Math.max(text.length, 1);
}
