import { compareText, textOf } from '../comparison.ts';
import type { Vector } from '../frame/vector.ts';
import { textLengthMax, TooLarge } from '../spending.ts';
import type { Value } from '../value.ts';
import type { Accumulator, GroupedRows } from './accumulator.ts';
import { eachGrouped } from './accumulator.ts';
import { defineAggregate } from './aggregate-spec.ts';

/** Distinct values that are shown. */
const valuesMax = 100;
/** When there are more, the list is cut back to those that would be shown. */
const keptValuesMax = 1000;

/** `values(f)`: distinct texts in code-point order, joined by line feeds. */
export class ValueList implements Accumulator {
	readonly #groups: (Set<string> | undefined)[] = [];
	/** Characters of all texts. */
	#length = 0;
	/** Whether a group had more values than are shown. */
	#cut = false;

	add(grouped: GroupedRows, [field]: readonly Vector[]): void {
		const vector = field as Vector;
		// One entry per group and code, because most rows repeat a pair.
		const seen = new Set<number>();
		eachGrouped(grouped, (row, group) => {
			const code = vector.codes[row] as number;
			const pair = group * vector.size + code;
			if (!seen.has(pair)) {
				seen.add(pair);
				const value = vector.value(code);
				if (value !== null) {
					this.#put(group, textOf(value));
				}
			}
		});
	}

	merge(other: ValueList, mapping: Int32Array): void {
		this.#cut ||= other.#cut;
		for (let group = 0; group < mapping.length; group++) {
			const target = mapping[group] as number;
			if (target >= 0) {
				for (const text of other.#groups[group] ?? []) {
					this.#put(target, text);
				}
			}
		}
	}

	result(group: number): readonly Value[] {
		const texts = this.#groups[group];
		if (texts === undefined) {
			return [null];
		}

		const shown = this.#shown(texts);
		if (lengthOf(shown) > textLengthMax) {
			throw TooLarge.text();
		}

		return [shown.join('\n')];
	}

	warning(): string | undefined {
		return this.#cut
			? `values lists ${valuesMax} distinct values of a group; there are more`
			: undefined;
	}

	/** Its values are as many as the rows, or depend on their order. */
	save(): undefined {
		return undefined;
	}

	get bytes(): number {
		return (
			this.#groups.reduce((sum, texts) => sum + 64 + (texts?.size ?? 0) * 64, 64) + this.#length
		);
	}

	#put(group: number, text: string): void {
		const texts = (this.#groups[group] ??= new Set<string>());
		const { size } = texts;
		texts.add(text);
		this.#length += texts.size > size ? text.length : 0;
		if (texts.size > keptValuesMax) {
			const shown = this.#shown(texts);
			this.#length += lengthOf(shown) - lengthOf(texts);
			this.#groups[group] = new Set(shown);
		}
	}

	#shown(texts: ReadonlySet<string>): readonly string[] {
		this.#cut ||= texts.size > valuesMax;
		return [...texts].sort(compareText).slice(0, valuesMax);
	}
}

function lengthOf(texts: Iterable<string>): number {
	let length = 0;
	for (const text of texts) {
		length += text.length;
	}

	return length;
}

export const values = defineAggregate({
	name: 'values',
	readsNumbers: false,
	givesNumbers: false,
	title: '_values',
	tier: 'should',
	help: 'the different values of f in order, a line each, 100 at most',
	example: '| values(awsRegion) as regions by userIdentity.arn',
	start: () => new ValueList(),
	restore: undefined,
});
