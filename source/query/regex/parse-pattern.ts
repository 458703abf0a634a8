import { ClassReader } from './parse-class.ts';
import { assertion, literal, readEscape } from './parse-escape.ts';
import { readFlagLetters, readFlags } from './flags.ts';
import { complement, lineFeed, type Look, type RegexNode, type RegexTree, setOf } from './node.ts';
import { readBounds } from './parse-bounds.ts';
import { type Flags, PatternFault, type Source, take } from './pattern-source.ts';

/** Largest nesting of groups. */
const depthMax = 100;

const empty: RegexNode = { kind: 'sequence', items: [] };

/**
 * Reads a pattern in Java or RE2 syntax. Case-insensitive parts become sets with both cases, and
 * dots, anchors and classes are resolved, so that the engines need no flags.
 *
 * @throws PatternFault for what the syntax does not allow or a linear engine cannot do
 */
export function parseRegex(text: string, flags: string): RegexTree {
	const reader = new RegexReader({ text, position: 0 });
	const root = reader.readAll(readFlags(flags));
	const { looks, groupCount, names } = reader;
	return { root, looks, groupCount, names };
}

class RegexReader {
	looks = false;
	groupCount = 0;
	readonly names: { name: string; index: number }[] = [];
	readonly #source: Source;
	#depth = 0;

	constructor(source: Source) {
		this.#source = source;
	}

	readAll(flags: Flags): RegexNode {
		const root = this.#readChoice(flags);

		if (this.#source.position < this.#source.text.length) {
			throw new PatternFault('the regex has a ")" without a "("');
		}

		return root;
	}

	#readChoice(flags: Flags): RegexNode {
		const items: RegexNode[] = [];
		let current = flags;

		do {
			const [item, after] = this.#readSequence(current);
			items.push(item);
			current = after;
		} while (take(this.#source, '|'));

		return items.length === 1 ? items[0]! : { kind: 'choice', items };
	}

	/**
	 * A bare `(?i)` is valid to the end of its group, also after `|`, so the flags are returned.
	 */
	#readSequence(start: Flags): [RegexNode, Flags] {
		const items: RegexNode[] = [];
		let flags = start;

		for (;;) {
			if (flags.extended) {
				this.#skipBlanks();
			}

			const char = this.#source.text[this.#source.position];

			if (char === undefined || char === '|' || char === ')') {
				break;
			}

			const bareFlags = this.#takeBareFlags(flags);

			if (bareFlags) {
				flags = bareFlags;
				continue;
			}

			if (take(this.#source, '\\Q')) {
				items.push(...this.#readQuoted(flags));
				continue;
			}

			items.push(this.#readRepeated(this.#readAtom(flags), flags));
		}

		return [items.length === 1 ? items[0]! : { kind: 'sequence', items }, flags];
	}

	#readAtom(flags: Flags): RegexNode {
		const { text } = this.#source;
		const char = text[this.#source.position]!;

		switch (char) {
			case '(':
				return this.#readGroup(flags);
			case '[':
				return new ClassReader(this.#source, flags).read();
			case '.':
				this.#source.position++;
				return setOf(flags.dotAll ? complement([]) : complement(lineFeed));
			case '^':
				this.#source.position++;
				return assertion(flags.multiline ? 'line-start' : 'text-start');
			case '$':
				this.#source.position++;
				return assertion(flags.multiline ? 'line-end' : 'text-end');
			case '\\':
				return readEscape(this.#source, flags);
			case '*':
			case '+':
			case '?':
				throw new PatternFault(`the regex has "${char}" with nothing before it to repeat`);
			default: {
				const point = text.codePointAt(this.#source.position)!;
				this.#source.position += point > 0xffff ? 2 : 1;
				return literal(point, flags);
			}
		}
	}

	#readGroup(flags: Flags): RegexNode {
		this.#source.position++;
		this.#depth++;

		if (this.#depth > depthMax) {
			throw new PatternFault(`the regex nests groups deeper than ${depthMax}`);
		}

		const look = this.#takeLook();
		const [inner, index] = look ? [flags, undefined] : this.#readGroupHead(flags);
		const item = this.#readChoice(inner);

		if (!take(this.#source, ')')) {
			throw new PatternFault('the regex has a "(" without a ")"');
		}

		this.#depth--;

		if (look) {
			return { kind: 'assertion', assertion: { ...look, item } };
		}

		return index === undefined ? item : { kind: 'group', index, item };
	}

	/** `?=` and the like behind `(`. */
	#takeLook(): Omit<Look, 'item'> | undefined {
		const opening = lookAround.find(text => take(this.#source, text));

		if (!opening) {
			return undefined;
		}

		this.looks = true;
		return { behind: opening.startsWith('?<'), negated: opening.endsWith('!') };
	}

	/** What follows `(`: the flags inside, and the index when the group captures. */
	#readGroupHead(flags: Flags): [Flags, number | undefined] {
		if (!take(this.#source, '?')) {
			return [flags, ++this.groupCount];
		}

		if (take(this.#source, '>')) {
			throw new PatternFault(
				'the atomic group "(?>" is not supported: write (?: for it, and test what it finds',
			);
		}

		if (take(this.#source, 'P<') || take(this.#source, '<')) {
			return [flags, this.#readName()];
		}

		const inner = readFlagLetters(this.#source, flags);

		if (!inner || !take(this.#source, ':')) {
			const found = this.#source.text.slice(this.#source.position, this.#source.position + 3);
			throw new PatternFault(`the regex has a group "(?${found}" of an unknown kind`);
		}

		return [inner, undefined];
	}

	#readName(): number {
		const end = this.#source.text.indexOf('>', this.#source.position);
		const name = this.#source.text.slice(this.#source.position, Math.max(end, 0));

		if (!/^[A-Za-z_]\w*$/.test(name)) {
			throw new PatternFault('a group name is a letter, then letters, digits and _, then ">"');
		}

		if (this.names.some(known => known.name === name)) {
			throw new PatternFault(`two groups of the regex are named "${name}"`);
		}

		this.#source.position = end + 1;
		const index = ++this.groupCount;
		this.names.push({ name, index });
		return index;
	}

	#takeBareFlags(flags: Flags): Flags | undefined {
		const start = this.#source.position;

		if (!take(this.#source, '(?')) {
			return undefined;
		}

		const changed = readFlagLetters(this.#source, flags);

		if (changed && this.#source.position > start + 2 && take(this.#source, ')')) {
			return changed;
		}

		this.#source.position = start;
		return undefined;
	}

	#readQuoted(flags: Flags): RegexNode[] {
		const end = this.#source.text.indexOf('\\E', this.#source.position);
		const quoted = this.#source.text.slice(this.#source.position, end < 0 ? undefined : end);
		this.#source.position = end < 0 ? this.#source.text.length : end + 2;
		const items: RegexNode[] = [...quoted].map(char => literal(char.codePointAt(0)!, flags));
		const last = items.pop();
		return last ? [...items, this.#readRepeated(last, flags)] : [];
	}

	#readRepeated(item: RegexNode, flags: Flags): RegexNode {
		if (flags.extended) {
			this.#skipBlanks();
		}

		const bounds = readBounds(this.#source);

		if (!bounds) {
			return item;
		}

		const [min, max] = bounds;
		// A possessive quantifier only prevents backtracking, which a linear engine does not do.
		const lazy = take(this.#source, '?');

		if (!lazy) {
			take(this.#source, '+');
		}

		if (readBounds(this.#source)) {
			throw new PatternFault('the regex repeats a repetition; put the inner one in (?: )');
		}

		if (item.kind === 'assertion') {
			return min === 0 ? empty : item;
		}

		return { kind: 'repeat', item, min, max, lazy };
	}

	#skipBlanks(): void {
		const blanks = /^(?:\s|#[^\n]*)+/.exec(this.#source.text.slice(this.#source.position));
		this.#source.position += blanks?.[0].length ?? 0;
	}
}

const lookAround = ['?=', '?!', '?<=', '?<!'] as const;
