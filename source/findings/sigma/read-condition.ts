import { nearest } from '../../query/syntax/nearest.ts';
import type { Expression } from '../../query/syntax/tree.ts';
import type { FaultPath } from '../rule-fault.ts';
import { allOf, anyOf, notOf } from '../expressions.ts';
import { Refusal } from './refusal.ts';

/** Words of one condition. */
export const wordsMax = 2_000;
/** Parentheses and `not` inside of one another. */
export const depthMax = 100;

const token = /\s*(\(|\)|[^\s()]+)/y;

/**
 * `selection and not 1 of filter_*`, over search identifiers.
 *
 * @throws Refusal
 */
export function readSigmaCondition(
	text: string,
	selections: ReadonlyMap<string, Expression>,
	path: FaultPath,
): Expression {
	if (text.includes('|')) {
		throw new Refusal(
			path,
			'a condition with | counts, which was taken out of Sigma',
			'write a correlation rule for it',
		);
	}

	const reader = new ConditionReader(wordsOf(text, path), selections, path);
	const condition = reader.either(0);
	reader.end();
	return condition;
}

function wordsOf(text: string, path: FaultPath): readonly string[] {
	const words: string[] = [];
	token.lastIndex = 0;
	for (let found = token.exec(text); found !== null; found = token.exec(text)) {
		words.push(found[1] as string);
		if (words.length > wordsMax) {
			throw new Refusal(path, `the condition has more than ${wordsMax} words`);
		}
	}

	return words;
}

class ConditionReader {
	readonly #words: readonly string[];
	readonly #selections: ReadonlyMap<string, Expression>;
	readonly #path: FaultPath;
	#at = 0;

	constructor(
		words: readonly string[],
		selections: ReadonlyMap<string, Expression>,
		path: FaultPath,
	) {
		this.#words = words;
		this.#selections = selections;
		this.#path = path;
	}

	either(depth: number): Expression {
		const sides = [this.#both(depth)];
		while (this.#take('or')) {
			sides.push(this.#both(depth));
		}

		return anyOf(sides);
	}

	end(): void {
		const rest = this.#words[this.#at];
		if (rest !== undefined) {
			throw new Refusal(this.#path, `"${rest}" is not expected here`, 'join parts with and, or');
		}
	}

	#both(depth: number): Expression {
		const sides = [this.#one(depth)];
		while (this.#take('and')) {
			sides.push(this.#one(depth));
		}

		return allOf(sides);
	}

	#one(depth: number): Expression {
		if (depth > depthMax) {
			throw new Refusal(this.#path, `the condition is nested deeper than ${depthMax} levels`);
		}

		if (this.#take('not')) {
			return notOf(this.#one(depth + 1));
		}

		if (this.#take('(')) {
			const inner = this.either(depth + 1);
			if (!this.#take(')')) {
				throw new Refusal(this.#path, 'a parenthesis is not closed', 'close it with )');
			}

			return inner;
		}

		const word = this.#words[this.#at];
		if (word === undefined || /^(?:and|or|\))$/i.test(word)) {
			const found = word === undefined ? 'the condition ends' : `there is "${word}"`;
			throw new Refusal(this.#path, `${found} where a selection is expected`, this.#namesWords());
		}

		this.#at++;
		return this.#take('of') ? this.#quantified(word) : this.#selection(word);
	}

	#quantified(amount: string): Expression {
		const target = this.#words[this.#at];
		this.#at++;
		const found = this.#targets(target ?? '');
		switch (amount.toLowerCase()) {
			case '1':
			case 'any':
				return anyOf(found);
			case 'all':
				return allOf(found);
			default:
				throw new Refusal(
					this.#path,
					`"${amount} of" is not known`,
					'write 1 of, any of or all of',
				);
		}
	}

	/** `them` are all whose names do not begin with `_`. */
	#targets(target: string): readonly Expression[] {
		const isThem = target.toLowerCase() === 'them';
		const pattern = isThem
			? /^[^_]/
			: new RegExp(`^${target.replace(/[^\w*]/g, String.raw`\$&`).replaceAll('*', '.*')}$`);
		const found = [...this.#selections].filter(([name]) => pattern.test(name));
		if (found.length === 0) {
			throw new Refusal(this.#path, `no selection is called ${target || '…'}`, this.#namesWords());
		}

		return found.map(([, selection]) => selection);
	}

	#selection(name: string): Expression {
		const found = this.#selections.get(name);
		if (found === undefined) {
			const near = nearest(name, [...this.#selections.keys()]);
			throw new Refusal(
				this.#path,
				`there is no selection "${name}"`,
				near === undefined ? this.#namesWords() : `did you mean "${near}"?`,
			);
		}

		return found;
	}

	#namesWords(): string {
		return `selections are ${[...this.#selections.keys()].join(', ')}`;
	}

	#take(word: string): boolean {
		const isHere = this.#words[this.#at]?.toLowerCase() === word;
		this.#at += isHere ? 1 : 0;
		return isHere;
	}
}
