import type { Span } from '../value.ts';
import { Scanner } from './scanner.ts';
import type { Meter } from './scanner.ts';

interface Substitution {
	/** Offset of the value in the new text. */
	readonly at: number;
	readonly length: number;
	/** Start of `{{name}}` in the text as typed. */
	readonly typedStart: number;
	readonly typedEnd: number;
}

/** A text with its parameters filled in that can map offsets back to the typed text. */
export class FilledText {
	readonly typed: string;
	readonly text: string;
	readonly #substitutions: readonly Substitution[];
	/** Offsets of parameters that hold nothing but `*`. */
	readonly #stars: ReadonlySet<number>;

	constructor(typed: string, text: string, substitutions: readonly Substitution[]) {
		this.typed = typed;
		this.text = text;
		this.#substitutions = substitutions;
		const stars = substitutions.filter(({ at, length }) => length === 1 && text[at] === '*');
		this.#stars = new Set(stars.map(({ at }) => at));
	}

	/** Whether a parameter stands here that was given no value but `*`. */
	isStar(offset: number): boolean {
		return this.#stars.has(offset);
	}

	/** Whether such a parameter stands in `[start, end)`. */
	hasStar(start: number, end: number): boolean {
		return [...this.#stars].some(at => start <= at && at < end);
	}

	/** The typed span of `[start, end)`; inside a value it is the whole `{{name}}`. */
	span(start: number, end: number): Span {
		const typedStart = this.#typed(start, 'typedStart');
		return { start: typedStart, end: Math.max(typedStart, this.#typed(end, 'typedEnd')) };
	}

	#typed(offset: number, edge: 'typedStart' | 'typedEnd'): number {
		const substitutions = this.#substitutions;
		let low = 0;
		let high = substitutions.length;
		while (low < high) {
			const middle = (low + high) >> 1;
			const at = (substitutions[middle] as Substitution).at;
			if (edge === 'typedStart' ? at <= offset : at < offset) {
				low = middle + 1;
			} else {
				high = middle;
			}
		}

		const before = substitutions[low - 1];
		if (before === undefined) {
			return offset;
		}

		const after = offset - (before.at + before.length);
		const inside = edge === 'typedStart' ? after < 0 : after <= 0;
		return inside ? before[edge] : before.typedEnd + after;
	}
}

const reference = /\{\{\s*([A-Za-z0-9_.-](?:[A-Za-z0-9_. -]{0,98}[A-Za-z0-9_.-])?)\s*\}\}/y;

/** What stands before a regex that begins with a parameter: any text is `.*` there. */
const regexStart = /\bmatches\s*\/$/i;

/**
 * Replaces every `{{name}}`; a missing one becomes `*`. Inside a string a value cannot end the
 * string: its quotes and backslashes are escaped.
 */
export function fillParams(
	typed: string,
	params: Readonly<Record<string, string>>,
	meter: Meter,
): FilledText {
	if (!typed.includes('{{')) {
		return new FilledText(typed, typed, []);
	}

	const scanner = new Scanner(typed, meter);
	const substitutions: Substitution[] = [];
	const parts: string[] = [];
	let length = 0;
	let copied = 0;
	let stringEnd = 0;
	for (let at = 0; at < typed.length; at++) {
		meter.steps++;
		const character = typed[at];
		if (character === '"' && at >= stringEnd) {
			stringEnd = scanner.string(at).end;
		} else if (character === '{' && typed[at + 1] === '{') {
			reference.lastIndex = at;
			const found = reference.exec(typed);
			if (found === null) {
				continue;
			}

			const name = found[1] as string;
			const any = regexStart.test(typed.slice(Math.max(0, at - 30), at)) ? '.*' : '*';
			const given = Object.hasOwn(params, name) ? (params[name] as string) : any;
			const value = at < stringEnd ? given.replace(/["\\]/g, '\\$&') : given;
			const before = typed.slice(copied, at);
			parts.push(before, value);
			length += before.length;
			const typedEnd = at + found[0].length;
			substitutions.push({ at: length, length: value.length, typedStart: at, typedEnd });
			length += value.length;
			copied = typedEnd;
			at = typedEnd - 1;
		}
	}

	parts.push(typed.slice(copied));
	return new FilledText(typed, parts.join(''), substitutions);
}
