import { printField } from '../syntax/print-expression.ts';
import type { Field, StageNode } from '../syntax/tree.ts';
import { afterFields } from './stage-completion.ts';
import { enrichRun, fixedKey } from './enrichment.ts';
import { adding } from './schema.ts';
import type { StageSpec } from './stage-spec.ts';

export interface ThreatipStage extends StageNode {
	readonly kind: 'threatip';
	readonly field: Field;
}

export const threatSource = 'sumo://threat/cs';

/** What the reference product calls the columns of the table of indicators. */
export const threatOutputs = [
	{ column: 'actor', as: 'actor' },
	{ column: 'threatlevel', as: 'malicious_confidence' },
	{ column: 'raw', as: 'raw_threat' },
	{ column: 'type', as: 'type' },
] as const;

const names = threatOutputs.map(({ as }) => as);

export const threatip: StageSpec<ThreatipStage> = {
	kind: 'threatip',
	help: {
		name: 'threatip',
		group: 'enrich',
		takes: 'any',
		tier: 'must',
		syntax: 'threatip f',
		help: 'adds actor, malicious_confidence, raw_threat and type of an address',
		snippet: 'threatip sourceIPAddress',
		keywords: [],
		example: '| threatip sourceIPAddress | where malicious_confidence = "high" | count by actor',
	},
	read: reader => ({ kind: 'threatip', field: reader.field() }),
	print: stage => `threatip ${printField(stage.field)}`,
	name: () => 'threatip',
	explain: stage => stage.field.name,
	reads: stage => [stage.field],
	makes: (_, before) => adding(before, names),
	run: enrichRun((stage, lookups, warn) =>
		fixedKey(threatSource, stage.field.name, threatOutputs, lookups, warn),
	),
	complete: { operands: 'fields', opens: ['threatip'], follows: afterFields },
	drill: { made: () => names, dropsRows: false },
};
