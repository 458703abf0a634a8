import { everMs, keyField } from '../../findings/detect.ts';
import { always } from '../../findings/expressions.ts';
import { leavesOf, matchedParts, truth, type MatchedPart } from '../../findings/matched.ts';
import type { Rule } from '../../findings/rule.ts';
import type { Engine, RecordRef } from '../../query/port.ts';
import { printExpression } from '../../query/syntax/print-expression.ts';
import type { DerivedField } from '../../query/port.ts';
import type { Expression } from '../../query/syntax/tree.ts';
import { fieldsOf } from '../../query/syntax/walk-expression.ts';
import type { Value } from '../../query/value.ts';
import { derivedFields } from '../../trail/derive.ts';

export interface MatchedPorts {
	readonly engine: Pick<Engine, 'match'>;
	rules(): Promise<readonly Rule[]>;
	nowMs(): number;
}

/** What of a record made it a hit of a rule; nothing when the rule or the record is gone, or it is no hit any more. */
export async function matchedIn(
	ruleId: string,
	{ segmentId, row }: RecordRef,
	{ engine, rules, nowMs }: MatchedPorts,
): Promise<readonly MatchedPart[]> {
	const rule = (await rules()).find(({ id }) => id === ruleId);
	const conditions = rule?.probes.map(({ condition }) => condition) ?? [];
	const leaves = new Map(
		conditions.flatMap(leavesOf).map(leaf => [printExpression(leaf), leaf] as const),
	);
	const texts = [...leaves.keys()];
	const derived = derivedOf(conditions);
	const paths = [...new Set(derived.flatMap(({ inputs }) => inputs.filter(isPath)))];
	const held = new Set<string>();
	let values = new Map<string, Value>();
	await engine.match(
		{
			conditions: [always, ...leaves.values()].map(when => ({
				...{ when, unless: [], fromMs: -everMs },
				fields: when === always ? paths : [],
			})),
			fields: [],
			keyField,
			within: { segmentId, fromRow: row, toRow: row + 1 },
			toMs: everMs,
			nowMs: nowMs(),
			timeZone: 'UTC',
		},
		{
			onMet: ({ condition, records }) => {
				const [record] = records;
				if (record !== undefined && condition === 0) {
					values = new Map(paths.map((path, index) => [path, record.values[index] ?? null]));
				} else if (record !== undefined) {
					held.add(texts[condition - 1] ?? '');
				}
			},
		},
	);
	const holds = (text: string) => held.has(text);
	const inputs = new Map(derived.map(one => [one.name.toLowerCase(), decisiveInputs(one, values)]));
	const inputsOf = (field: string) => inputs.get(field.toLowerCase()) ?? [field];
	const parts = conditions
		.filter(condition => truth(condition, holds))
		.flatMap(condition => matchedParts(condition, holds, inputsOf));
	return [...new Map(parts.map(part => [part.text, part])).values()];
}

/** The derived fields that conditions read. */
function derivedOf(conditions: readonly Expression[]): readonly DerivedField[] {
	const names = new Set(conditions.flatMap(fieldsOf).map(({ name }) => name.toLowerCase()));
	return derivedFields.filter(({ name }) => names.has(name.toLowerCase()));
}

/** Others are of the object that it came in, or of any member. */
function isPath(input: string): boolean {
	return !/^(?:meta|member):/.test(input);
}

/** Without one of these the field would be another one. */
function decisiveInputs(
	{ inputs, derive }: DerivedField,
	values: ReadonlyMap<string, Value>,
): readonly string[] {
	const all = inputs.map(input => values.get(input) ?? undefined);
	const value = derive(all);
	return inputs.filter((input, index) => {
		const isThere = isPath(input) && all[index] !== undefined;
		return isThere && derive(all.with(index, undefined)) !== value;
	});
}
