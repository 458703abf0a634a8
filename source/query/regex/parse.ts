import { letterClasses } from './classes.ts';
import { ClassReader } from './parse-class.ts';
import { type Flags, PatternFault, type Source } from './source.ts';
import { readEscapedPoint } from './escape.ts';
import {
	type Assertion,
	complement,
	foldCase,
	type Ranges,
	type RegexNode,
	type RegexTree,
	setOf,
} from './node.ts';

/** Nesting of groups. */
const depthMax = 100;
/** As in RE2. */
const repeatMax = 1_000;

const empty: RegexNode = { kind: 'sequence', items: [] };
const lineFeed: Ranges = [[0x0a, 0x0a]];
const flagLetters = 'imsxud';

/**
 * Reads a pattern in Java or RE2 syntax. Case-insensitive parts come out as sets with both cases,
 * and dots, anchors and classes with one meaning, so that no flag is left for the engines.
 *
 * @throws PatternFault for what the syntax does not allow or no linear engine can do
 */
export function parseRegex(text: string, flags: string): RegexTree {
	const reader = new RegexReader({ text, position: 0 });
	const root = reader.readAll(readFlags(flags));
	return { root, groupCount: reader.groupCount, names: reader.names };
}

function readFlags(letters: string): Flags {
	let flags: Flags = { ignoreCase: false, multiline: false, dotAll: false, extended: false };

	for (const letter of letters.replaceAll('g', '')) {
		flags = withFlag(flags, letter, true);
	}

	return flags;
}

function withFlag(flags: Flags, letter: string, on: boolean): Flags {
	switch (letter) {
		case 'i':
			return { ...flags, ignoreCase: on };
		case 'm':
			return { ...flags, multiline: on };
		case 's':
			return { ...flags, dotAll: on };
		case 'x':
			return { ...flags, extended: on };
		case 'u':
		case 'd':
			return flags;
		default:
			throw new PatternFault(`the regex flag "${letter}" is not known; i, m, s and x are`);
	}
}

class RegexReader {
	groupCount = 0;
	readonly names: { name: string; index: number }[] = [];
	private readonly source: Source;
	private depth = 0;

	constructor(source: Source) {
		this.source = source;
	}

	readAll(flags: Flags): RegexNode {
		const root = this.readChoice(flags);

		if (this.source.position < this.source.text.length) {
			throw new PatternFault('the regex has a ")" without a "("');
		}

		return root;
	}

	private readChoice(flags: Flags): RegexNode {
		const items: RegexNode[] = [];
		let current = flags;

		do {
			const [item, after] = this.readSequence(current);
			items.push(item);
			current = after;
		} while (this.take('|'));

		return items.length === 1 ? items[0]! : { kind: 'choice', items };
	}

	/** A bare `(?i)` holds to the end of its group, over `|` too: hence the flags come back. */
	private readSequence(start: Flags): [RegexNode, Flags] {
		const items: RegexNode[] = [];
		let flags = start;

		for (;;) {
			if (flags.extended) {
				this.skipBlanks();
			}

			const char = this.source.text[this.source.position];

			if (char === undefined || char === '|' || char === ')') {
				break;
			}

			const bareFlags = this.takeBareFlags(flags);

			if (bareFlags) {
				flags = bareFlags;
				continue;
			}

			if (this.take('\\Q')) {
				items.push(...this.readQuoted(flags));
				continue;
			}

			items.push(this.readRepeated(this.readAtom(flags), flags));
		}

		return [items.length === 1 ? items[0]! : { kind: 'sequence', items }, flags];
	}

	private readAtom(flags: Flags): RegexNode {
		const { text } = this.source;
		const char = text[this.source.position]!;

		switch (char) {
			case '(':
				return this.readGroup(flags);
			case '[':
				return new ClassReader(this.source, flags).read();
			case '.':
				this.source.position++;
				return setOf(flags.dotAll ? complement([]) : complement(lineFeed));
			case '^':
				this.source.position++;
				return assertion(flags.multiline ? 'line-start' : 'text-start');
			case '$':
				this.source.position++;
				return assertion(flags.multiline ? 'line-end' : 'text-end');
			case '\\':
				return this.readEscape(flags);
			case '*':
			case '+':
			case '?':
				throw new PatternFault(`the regex has "${char}" with nothing before it to repeat`);
			default: {
				const point = text.codePointAt(this.source.position)!;
				this.source.position += point > 0xffff ? 2 : 1;
				return literal(point, flags);
			}
		}
	}

	private readGroup(flags: Flags): RegexNode {
		this.source.position++;
		this.depth++;

		if (this.depth > depthMax) {
			throw new PatternFault(`the regex nests groups deeper than ${depthMax}`);
		}

		const [inner, index] = this.readGroupHead(flags);
		const item = this.readChoice(inner);

		if (!this.take(')')) {
			throw new PatternFault('the regex has a "(" without a ")"');
		}

		this.depth--;
		return index === undefined ? item : { kind: 'group', index, item };
	}

	/** What follows `(`: the flags inside, and the index when the group captures. */
	private readGroupHead(flags: Flags): [Flags, number | undefined] {
		if (!this.take('?')) {
			return [flags, ++this.groupCount];
		}

		for (const [opening, what] of lookAround) {
			if (this.take(opening)) {
				throw new PatternFault(
					`${what} "(?${opening}" is not supported: it cannot run in linear time`,
				);
			}
		}

		if (this.take('P<') || this.take('<')) {
			return [flags, this.readName()];
		}

		const inner = this.readFlagLetters(flags);

		if (!inner || !this.take(':')) {
			const found = this.source.text.slice(this.source.position, this.source.position + 3);
			throw new PatternFault(`the regex has a group "(?${found}" of an unknown kind`);
		}

		return [inner, undefined];
	}

	private readName(): number {
		const end = this.source.text.indexOf('>', this.source.position);
		const name = this.source.text.slice(this.source.position, Math.max(end, 0));

		if (!/^[A-Za-z_]\w*$/.test(name)) {
			throw new PatternFault('a group name is a letter, then letters, digits and _, then ">"');
		}

		if (this.names.some(known => known.name === name)) {
			throw new PatternFault(`two groups of the regex are named "${name}"`);
		}

		this.source.position = end + 1;
		const index = ++this.groupCount;
		this.names.push({ name, index });
		return index;
	}

	private takeBareFlags(flags: Flags): Flags | undefined {
		const start = this.source.position;

		if (!this.take('(?')) {
			return undefined;
		}

		const changed = this.readFlagLetters(flags);

		if (changed && this.source.position > start + 2 && this.take(')')) {
			return changed;
		}

		this.source.position = start;
		return undefined;
	}

	/** Undefined when what stands here is no list of flags. */
	private readFlagLetters(flags: Flags): Flags | undefined {
		let changed = flags;
		let on = true;

		for (;;) {
			const char = this.source.text[this.source.position];

			if (char === ')' || char === ':') {
				return changed;
			}

			if (char === '-' && on) {
				on = false;
			} else if (char !== undefined && flagLetters.includes(char)) {
				changed = withFlag(changed, char, on);
			} else {
				return undefined;
			}

			this.source.position++;
		}
	}

	private readQuoted(flags: Flags): RegexNode[] {
		const end = this.source.text.indexOf('\\E', this.source.position);
		const quoted = this.source.text.slice(this.source.position, end < 0 ? undefined : end);
		this.source.position = end < 0 ? this.source.text.length : end + 2;
		const items: RegexNode[] = [...quoted].map(char => literal(char.codePointAt(0)!, flags));
		const last = items.pop();
		return last ? [...items, this.readRepeated(last, flags)] : [];
	}

	private readEscape(flags: Flags): RegexNode {
		const letter = this.source.text[this.source.position + 1];
		const found = letter === undefined ? undefined : escapedAssertions.get(letter);

		if (found) {
			this.source.position += 2;
			return assertion(found);
		}

		if (letter === 'R') {
			this.source.position += 2;
			return anyLineBreak;
		}

		if (letter !== undefined && (/[1-9k]/.test(letter) || letter === 'G')) {
			const what = letter === 'G' ? 'the anchor' : 'the back-reference';
			throw new PatternFault(
				`${what} "\\${letter}" is not supported: it cannot run in linear time`,
			);
		}

		if (letter === 'p' || letter === 'P') {
			return new ClassReader(this.source, flags).readLoneProperty();
		}

		const ranges = letter === undefined ? undefined : letterClasses.get(letter);

		if (ranges) {
			this.source.position += 2;
			return setOf(ranges);
		}

		return literal(readEscapedPoint(this.source), flags);
	}

	private readRepeated(item: RegexNode, flags: Flags): RegexNode {
		if (flags.extended) {
			this.skipBlanks();
		}

		const bounds = this.readBounds();

		if (!bounds) {
			return item;
		}

		const [min, max] = bounds;
		// A possessive quantifier only cuts off backtracking, which a linear engine does not do.
		const lazy = this.take('?');

		if (!lazy) {
			this.take('+');
		}

		if (this.readBounds()) {
			throw new PatternFault('the regex repeats a repetition; put the inner one in (?: )');
		}

		if (item.kind === 'assertion') {
			return min === 0 ? empty : item;
		}

		return { kind: 'repeat', item, min, max, lazy };
	}

	private readBounds(): [number, number] | undefined {
		if (this.take('*')) {
			return [0, Infinity];
		}

		if (this.take('+')) {
			return [1, Infinity];
		}

		if (this.take('?')) {
			return [0, 1];
		}

		const counted = /^\{(\d{1,9})(,?)(\d{0,9})\}/.exec(
			this.source.text.slice(this.source.position, this.source.position + 24),
		);

		if (!counted) {
			return undefined;
		}

		const min = Number(counted[1]);
		const open = counted[3] === '';
		const max = counted[2] === '' ? min : open ? Infinity : Number(counted[3]);

		if (counted[2] === '' && !open) {
			return undefined;
		}

		if (min > repeatMax || (max !== Infinity && max > repeatMax) || max < min) {
			throw new PatternFault(`"${counted[0]}" must be from 0 to ${repeatMax}, the smaller first`);
		}

		this.source.position += counted[0].length;
		return [min, max];
	}

	private skipBlanks(): void {
		const blanks = /^(?:\s|#[^\n]*)+/.exec(this.source.text.slice(this.source.position));
		this.source.position += blanks?.[0].length ?? 0;
	}

	private take(text: string): boolean {
		const there = this.source.text.startsWith(text, this.source.position);
		this.source.position += there ? text.length : 0;
		return there;
	}
}

const lookAround = [
	['=', 'look-ahead'],
	['!', 'look-ahead'],
	['<=', 'look-behind'],
	['<!', 'look-behind'],
	['>', 'the atomic group'],
] as const;

const escapedAssertions: ReadonlyMap<string, Assertion> = new Map([
	['A', 'text-start'],
	['z', 'text-end'],
	['Z', 'last-line-end'],
	['b', 'word'],
	['B', 'not-word'],
]);

/** `\R`: a carriage return with its line feed counts as one break. */
const anyLineBreak: RegexNode = {
	kind: 'choice',
	items: [
		{ kind: 'sequence', items: [setOf([[0x0d, 0x0d]]), setOf(lineFeed)] },
		setOf([
			[0x0a, 0x0d],
			[0x85, 0x85],
			[0x2028, 0x2029],
		]),
	],
};

function assertion(kind: Assertion): RegexNode {
	return { kind: 'assertion', assertion: kind };
}

function literal(point: number, flags: Flags): RegexNode {
	return setOf(flags.ignoreCase ? foldCase([[point, point]]) : [[point, point]]);
}
