import type { Stage } from '../syntax/tree.ts';

const rowKinds = [
	'parse',
	'parse-regex',
	'json',
	'json-auto',
	'split',
	'where',
	'assign',
	'timeslice',
	'fields',
	'withtime',
	'lookup',
	'geoip',
	'threatip',
	'threatlookup',
] as const satisfies readonly Stage['kind'][];

const orderedKinds = ['sort', 'limit', 'topk', 'dedup'] as const satisfies readonly Stage['kind'][];

/** Looks at one record at a time. */
export type RowStage = Extract<Stage, { readonly kind: (typeof rowKinds)[number] }>;

/** Needs the records in their order. */
export type OrderedStage = Extract<Stage, { readonly kind: (typeof orderedKinds)[number] }>;

export function isRowStage(stage: Stage): stage is RowStage {
	return (rowKinds as readonly string[]).includes(stage.kind);
}

export function isOrderedStage(stage: Stage): stage is OrderedStage {
	return (orderedKinds as readonly string[]).includes(stage.kind);
}
