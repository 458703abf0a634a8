import { keyField } from '../../findings/detect.ts';
import { leavesOf, matchedParts, truth, type MatchedPart } from '../../findings/matched.ts';
import type { Rule } from '../../findings/rule.ts';
import type { Engine, RecordRef } from '../../query/port.ts';
import { printExpression } from '../../query/syntax/print-expression.ts';
import { derivedFields } from '../../trail/derive.ts';

/** Before and after any record. */
const everMs = 8.64e15;

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
	const held = new Set<string>();
	await engine.match(
		{
			conditions: [...leaves.values()].map(when => ({ when, unless: [], fromMs: -everMs })),
			fields: [],
			keyField,
			within: { segmentId, fromRow: row, toRow: row + 1 },
			toMs: everMs,
			nowMs: nowMs(),
			timeZone: 'UTC',
		},
		{
			onMet: ({ condition, records }) => {
				if (records.length > 0) {
					held.add(texts[condition] ?? '');
				}
			},
		},
	);
	const holds = (text: string) => held.has(text);
	const parts = conditions
		.filter(condition => truth(condition, holds))
		.flatMap(condition => matchedParts(condition, holds, inputsOf));
	return [...new Map(parts.map(part => [part.text, part])).values()];
}

const inputsByName = new Map(
	derivedFields.map(({ name, inputs }) => [name.toLowerCase(), inputs.flatMap(pathOf)]),
);

/** The paths of a record that a field is made of. */
function inputsOf(field: string): readonly string[] {
	return inputsByName.get(field.toLowerCase()) ?? [field];
}

function pathOf(input: string): readonly string[] {
	const [, member] = /^member:([^=]*)=/.exec(input) ?? [];
	return input.startsWith('meta:') ? [] : [member ?? input];
}
