import { quoteName } from '../syntax/escape.ts';
import { printField } from '../syntax/print-expression.ts';
import type { AggregateCall, Field, StageNode } from '../syntax/tree.ts';
import { afterFields } from './stage-completion.ts';
import { tableOf } from './schema.ts';
import { namedColumns } from './titled-columns.ts';
import { readAggregates } from './read-aggregates.ts';
import type { StageSpec } from './stage-spec.ts';
import { byFields, plainNames } from './stage-text.ts';

export interface AggregateStage extends StageNode {
	readonly kind: 'aggregate';
	readonly aggregates: readonly AggregateCall[];
	readonly by: readonly Field[];
}

const titlesOf = (stage: AggregateStage) => stage.aggregates.flatMap(call => call.titles);

/** `agg [as n] {, agg [as n]} [[group] by k1, k2]` */
export const aggregate: StageSpec<AggregateStage> = {
	kind: 'aggregate',
	help: undefined,
	read: reader => ({ kind: 'aggregate', ...readAggregates(reader) }),
	print: stage => `${stage.aggregates.map(printCall).join(', ')}${byFields(stage.by)}`,
	name: stage =>
		[stage.aggregates[0]?.name ?? 'count', ...(stage.by.length > 0 ? ['by'] : [])].join(' '),
	explain: stage => explainGroups(stage.aggregates, stage.by),
	reads: stage => [...stage.aggregates.flatMap(call => call.args), ...stage.by],
	makes: stage => tableOf([...stage.by.map(key => key.name), ...titlesOf(stage)]),
	columns: ({ by, aggregates }) => [
		...namedColumns(by),
		...aggregates.flatMap(call =>
			call.titles.map(name => ({ name, span: call.span, takesAs: true })),
		),
	],
	// The result of an aggregate is a number, or a value of its field.
	sortsAsText: (stage, field) =>
		stage.by.some(key => key.name.toLowerCase() === field.name.toLowerCase()) ? undefined : false,
	run: {
		class: 'group',
		group: stage => ({
			calls: stage.aggregates,
			by: stage.by,
			limit: undefined,
			sort: undefined,
		}),
		limitIsOurs: false,
	},
	complete: { operands: 'fields', opens: [], follows: afterFields },
	drill: { made: stage => titlesOf(stage).map(title => title.toLowerCase()), dropsRows: false },
};

/** Calls and keys as `explain` shows them. */
export function explainGroups(calls: readonly AggregateCall[], by: readonly Field[]): string {
	const keys = by.length === 0 ? '' : ` by ${plainNames(by)}`;
	return calls.map(explainCall).join(', ') + keys;
}

function explainCall({ name, args, numbers, titles }: AggregateCall): string {
	const inside = [...args.map(field => field.name), ...numbers.map(String)].join(', ');
	return `${name}${inside === '' ? '' : `(${inside})`} as ${titles.join(', ')}`;
}

function printCall(call: AggregateCall): string {
	const inside = [...call.args.map(printField), ...call.numbers.map(String)].join(', ');
	const titles = call.titles.map(quoteName).join(', ');
	return `${call.name}${inside === '' ? '' : `(${inside})`} as ${titles}`;
}
