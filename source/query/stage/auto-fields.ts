import { textOf } from '../comparison.ts';
import { combine } from '../frame/combine.ts';
import { lazy, type Frame } from '../frame/frame.ts';
import { eachRow } from '../frame/rows.ts';
import { codeAt, memoByCode } from '../frame/vector.ts';
import type { Field } from '../syntax/tree.ts';
import type { Value } from '../value.ts';
import type { StageContext } from './stage-context.ts';
import type { RowStep } from './stage-spec.ts';

/** Fields that one such stage makes. */
const autoFieldsMax = 100;

/** Lower-case name → a field that a text has. */
export type FoundFields = ReadonlyMap<string, { readonly name: string; readonly value: Value }>;

/** How a stage finds fields whose names only the texts show. */
export interface AutoFields {
	/** For the warning: `json auto`. */
	readonly stage: string;
	/** Undefined: the whole event. */
	readonly field: Field | undefined;
	/** Lower-case key → its name. These fields are made in any case. */
	readonly named: ReadonlyMap<string, string>;
	find(text: string): FoundFields;
}

/** Makes a field of everything that is found. Rows in which nothing is are kept. */
export function autoFieldsStep(auto: AutoFields, context: StageContext): RowStep {
	const names: string[] = [];
	return {
		run: frame => {
			const made = makeFields(frame, auto);
			if (made.cut) {
				context.warn(`${auto.stage} makes ${autoFieldsMax} fields at most; the record has more`);
			}

			for (const name of made.names) {
				if (!names.some(known => known.toLowerCase() === name.toLowerCase())) {
					names.push(name);
				}
			}

			return frame;
		},
		made: () => names,
	};
}

const nothing: FoundFields = new Map();

/** @returns the names made, in order of appearance, and whether there were more than fit */
function makeFields(
	frame: Frame,
	auto: AutoFields,
): { readonly names: readonly string[]; readonly cut: boolean } {
	const source = frame.field(auto.field?.name ?? '_raw').get();
	const flat = memoByCode(source.size, code => {
		const text = source.value(code);
		return text === null ? nothing : auto.find(textOf(text));
	});
	const named = new Map([...auto.named.values()].map(name => [name.toLowerCase(), name]));
	const spelled = new Map(named);
	let cut = false;
	eachRow(frame.rows, frame.rowCount, row => {
		for (const [key, { name }] of flat(codeAt(source, row))) {
			if (!spelled.has(key)) {
				if (spelled.size < autoFieldsMax) {
					spelled.set(key, name);
				} else {
					cut = true;
				}
			}
		}
	});
	for (const [key, name] of spelled) {
		// Which other names there are differs from segment to segment: a record without one of them
		// still has what it had before.
		const before = frame.has(name) || !named.has(key) ? frame.field(name) : undefined;
		frame.define(
			name,
			lazy(() => {
				if (before === undefined) {
					const value = (code: number): Value => flat(code).get(key)?.value ?? null;
					return { codes: source.codes, size: source.size, repeats: source.repeats, value };
				}

				const previous = before.get();
				const both = combine([source, previous], frame.rows, frame.rowCount);
				return {
					codes: both.codes,
					size: both.size,
					repeats: both.repeats,
					value: code => {
						const leaf = flat(both.part(code, 0)).get(key);
						return leaf === undefined ? previous.value(both.part(code, 1)) : leaf.value;
					},
				};
			}),
		);
	}

	return { names: [...spelled.values()], cut };
}
