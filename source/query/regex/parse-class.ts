import { letterClasses, namedClasses, unicodeProperty } from './classes.ts';
import { readEscapedPoint } from './escape.ts';
import { type CharSet, complement, foldCase, normalise, type Ranges, setOf } from './node.ts';
import { type Flags, PatternFault, type Source } from './pattern-source.ts';

type Property = CharSet['properties'][number];

/** Reads `[…]` and `\p{…}`; the shared source moves to the end of what was read. */
export class ClassReader {
	readonly #source: Source;
	readonly #flags: Flags;
	readonly #ranges: (readonly [number, number])[] = [];
	readonly #properties: Property[] = [];

	constructor(source: Source, flags: Flags) {
		this.#source = source;
		this.#flags = flags;
	}

	read(): CharSet {
		this.#source.position++;
		const negated = this.#take('^');
		let first = true;

		// A "]" directly after the opening is a character of the class.
		while (first || this.#current() !== ']') {
			if (this.#current() === undefined) {
				throw new PatternFault('the regex has a "[" without a "]"');
			}

			this.#readItem();
			first = false;
		}

		this.#source.position++;
		return this.#finish(negated);
	}

	/** `\p{Lu}` outside a class. */
	readLoneProperty(): CharSet {
		this.#readProperty();
		return this.#finish(false);
	}

	#finish(negated: boolean): CharSet {
		const plain = normalise(this.#ranges);
		const ranges = this.#flags.ignoreCase ? foldCase(plain) : plain;

		if (this.#properties.length === 0) {
			return setOf(negated ? complement(ranges) : ranges);
		}

		return { kind: 'set', ranges, properties: this.#properties, negated };
	}

	#readItem(): void {
		if (this.#readWholeClass()) {
			return;
		}

		const first = this.#readPoint();

		if (this.#current() !== '-' || [undefined, ']'].includes(this.#current(1))) {
			this.#ranges.push([first, first]);
			return;
		}

		this.#source.position++;

		if (this.#readWholeClass()) {
			this.#ranges.push([first, first], [0x2d, 0x2d]);
			return;
		}

		const last = this.#readPoint();

		if (last < first) {
			throw new PatternFault(
				`the range "${String.fromCodePoint(first)}-${String.fromCodePoint(last)}" runs backwards`,
			);
		}

		this.#ranges.push([first, last]);
	}

	/** `[:alpha:]`, `\d`, `\p{L}`, `\Q…\E` inside a class. */
	#readWholeClass(): boolean {
		const posix = /^\[:(\^?)(\w+):\]/.exec(this.#rest());

		if (posix) {
			const known = namedClasses.get(posix[2]!.toLowerCase());

			if (!known) {
				throw new PatternFault(`there is no class "${posix[0]}"`);
			}

			this.#ranges.push(...(posix[1] === '' ? known : complement(known)));
			this.#source.position += posix[0].length;
			return true;
		}

		if (this.#current() !== '\\') {
			return false;
		}

		const letter = this.#current(1) ?? '';
		const known = letterClasses.get(letter);

		if (known) {
			this.#ranges.push(...known);
			this.#source.position += 2;
			return true;
		}

		if (letter === 'p' || letter === 'P') {
			this.#readProperty();
			return true;
		}

		return letter === 'Q' && this.#readQuoted();
	}

	#readQuoted(): boolean {
		const end = this.#source.text.indexOf('\\E', this.#source.position);
		const stop = end < 0 ? this.#source.text.length : end;

		for (const char of this.#source.text.slice(this.#source.position + 2, stop)) {
			this.#ranges.push([char.codePointAt(0)!, char.codePointAt(0)!]);
		}

		this.#source.position = end < 0 ? stop : end + 2;
		return true;
	}

	#readProperty(): void {
		const match = /^\\([pP])(?:\{(\^?)(\w+)\}|(\w))/.exec(this.#rest());

		if (!match) {
			throw new PatternFault('"\\p" needs a property: \\p{Lu}');
		}

		const name = match[3] ?? match[4]!;
		const negated = (match[1] === 'P') !== (match[2] === '^');
		const posix: Ranges | undefined = namedClasses.get(name.toLowerCase());
		this.#source.position += match[0].length;

		if (posix) {
			this.#ranges.push(...(negated ? complement(posix) : posix));
			return;
		}

		const property = unicodeProperty(name);

		if (!property) {
			throw new PatternFault(`there is no character property "${name}"`);
		}

		this.#properties.push({ name: property, negated });
	}

	#readPoint(): number {
		if (this.#current() === '\\') {
			if (this.#current(1) === 'b') {
				this.#source.position += 2;
				return 0x08;
			}

			return readEscapedPoint(this.#source);
		}

		const point = this.#source.text.codePointAt(this.#source.position);

		if (point === undefined) {
			throw new PatternFault('the regex has a "[" without a "]"');
		}

		this.#source.position += point > 0xffff ? 2 : 1;
		return point;
	}

	#current(offset = 0): string | undefined {
		return this.#source.text[this.#source.position + offset];
	}

	#rest(): string {
		return this.#source.text.slice(this.#source.position, this.#source.position + 64);
	}

	#take(text: string): boolean {
		const there = this.#source.text.startsWith(text, this.#source.position);
		this.#source.position += there ? text.length : 0;
		return there;
	}
}
