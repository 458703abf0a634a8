import type { StageNode } from '../syntax/tree.ts';
import { accum } from './accum.ts';
import { aggregate } from './aggregate.ts';
import { assign } from './assign.ts';
import { backshift } from './backshift.ts';
import { bin } from './bin.ts';
import { baseline } from './baseline.ts';
import { broken } from './broken.ts';
import { compare } from './compare.ts';
import { countFrequent } from './count-frequent.ts';
import { csv } from './csv.ts';
import { dedup } from './dedup.ts';
import { diff } from './diff.ts';
import { fields } from './fields.ts';
import { fillmissing } from './fillmissing.ts';
import { firstSeen } from './first-seen.ts';
import { follow } from './follow.ts';
import { geoip } from './geoip.ts';
import { join } from './join.ts';
import { jsonAuto } from './json-auto.ts';
import { json } from './json.ts';
import { keyvalueAuto } from './keyvalue-auto.ts';
import { keyvalue } from './keyvalue.ts';
import { limit } from './limit.ts';
import { fieldsummary } from './fieldsummary.ts';
import { logcompare } from './logcompare.ts';
import { logreduce } from './logreduce.ts';
import { lookup } from './lookup.ts';
import { mask } from './mask.ts';
import { merge } from './merge.ts';
import { outlier } from './outlier.ts';
import { parseRegex } from './parse-regex.ts';
import { parseXmlStage } from './parse-xml.ts';
import { parse } from './parse.ts';
import { predict } from './predict.ts';
import { rare } from './rare.ts';
import { rollingstd } from './rollingstd.ts';
import { eventSchema } from './schema.ts';
import type { Schema } from './schema.ts';
import { sessionize } from './sessionize.ts';
import { sequence } from './sequence.ts';
import { smooth } from './smooth.ts';
import { sort } from './sort.ts';
import { split } from './split.ts';
import type { StageSpec } from './stage-spec.ts';
import { threatip } from './threatip.ts';
import { threatlookup } from './threatlookup.ts';
import { timeslice } from './timeslice.ts';
import { top } from './top.ts';
import { topk } from './topk.ts';
import { total } from './total.ts';
import { transaction } from './transaction.ts';
import { mergeTransactions, transactionize } from './transactionize.ts';
import { transpose } from './transpose.ts';
import { unsupported } from './unsupported.ts';
import { where } from './where.ts';
import { withtime } from './withtime.ts';

/** Every kind of stage, in the order of the manual. */
export const stageSpecs = [
	parse,
	parseRegex,
	json,
	jsonAuto,
	parseXmlStage,
	keyvalue,
	keyvalueAuto,
	split,
	csv,
	where,
	timeslice,
	fields,
	sort,
	limit,
	top,
	topk,
	dedup,
	withtime,
	bin,
	rare,
	firstSeen,
	transactionize,
	countFrequent,
	logreduce,
	logcompare,
	fieldsummary,
	merge,
	sequence,
	transaction,
	sessionize,
	transpose,
	outlier,
	total,
	accum,
	diff,
	backshift,
	smooth,
	rollingstd,
	fillmissing,
	compare,
	baseline,
	predict,
	join,
	lookup,
	geoip,
	threatip,
	threatlookup,
	follow,
	assign,
	aggregate,
	mask,
	mergeTransactions,
	unsupported,
	broken,
] as const;

type NodeOf<Spec> = Spec extends StageSpec<infer Node> ? Node : never;

/** A stage of any kind, distinguished by its `kind`. */
export type Stage = NodeOf<(typeof stageSpecs)[number]>;

const byKind: ReadonlyMap<string, StageSpec> = new Map(
	stageSpecs.map(spec => [spec.kind, spec as StageSpec]),
);

/** The descriptor of a stage. */
export function specOf(stage: StageNode): StageSpec {
	const spec = byKind.get(stage.kind);
	if (spec === undefined) {
		throw new TypeError(`no stage is of the kind "${stage.kind}"`);
	}

	return spec;
}

/** Whether it is an extraction. Neighbouring extractions share which rows they matched. */
export function isExtraction({ run }: StageSpec): boolean {
	return run.class === 'rows' && run.extraction !== undefined;
}

/** The schema before each stage; the last entry is the one after the last stage. */
export function schemasOf(stages: readonly StageNode[]): Schema[] {
	const schemas: Schema[] = [eventSchema];
	for (const stage of stages) {
		schemas.push(specOf(stage).makes(stage, schemas.at(-1) as Schema));
	}

	return schemas;
}
