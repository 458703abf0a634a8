import type { Stage } from '../../source/query/stage/index.ts';
import type { Expression, Field } from '../../source/query/syntax/tree.ts';

/** Every field that stands anywhere in a tree, found without knowing what its nodes mean. */
function fieldsIn(node: unknown): Field[] {
	if (typeof node !== 'object' || node === null) {
		return [];
	}

	return 'kind' in node && node.kind === 'field'
		? [(node as Extract<Expression, { kind: 'field' }>).field]
		: Object.values(node).flatMap(fieldsIn);
}

/** Every field that a stage reads. */
export function readsOf(stage: Stage): readonly Field[] {
	switch (stage.kind) {
		case 'parse':
		case 'parse-regex':
		case 'json':
		case 'json-auto':
		case 'parse-xml':
		case 'keyvalue':
		case 'keyvalue-auto':
			return stage.field === undefined ? [] : [stage.field];
		case 'where':
			return fieldsIn(stage.condition);
		case 'assign':
			return fieldsIn(stage.expression);
		case 'split':
		case 'csv':
		case 'withtime':
		case 'bin':
		case 'predict':
		case 'geoip':
		case 'threatip':
		case 'threatlookup':
			return [stage.field];
		case 'fields':
		case 'dedup':
		case 'count-frequent':
			return stage.fields;
		case 'sort':
			return stage.keys.map(key => key.field);
		case 'top':
			return [...stage.fields, ...stage.by.map(key => key.field)];
		case 'topk':
			return [...stage.fields, ...stage.by];
		case 'aggregate':
			return [...stage.aggregates.flatMap(call => call.args), ...stage.by];
		case 'transpose':
			return [...stage.rows, ...stage.columns];
		case 'outlier':
		case 'baseline':
		case 'total':
		case 'accum':
		case 'diff':
		case 'backshift':
		case 'smooth':
		case 'rollingstd':
			return [stage.field, ...stage.by];
		case 'fillmissing':
			return [
				...stage.sources.flatMap(source => (source.field === undefined ? [] : [source.field])),
				...stage.defaults.map(given => given.field),
			];
		case 'transaction':
			return [...stage.on, ...stage.states.flatMap(({ field }) => field ?? [])];
		case 'merge':
			return stage.merges.map(({ field }) => field);
		case 'rare':
		case 'first-seen':
		case 'sequence':
			return stage.by;
		case 'transactionize':
		case 'merge-transactions':
			return [...stage.fields, ...stage.merges.map(({ field }) => field)];
		case 'logcompare':
			return stage.field === undefined ? [] : [stage.field];
		case 'logreduce':
			return [...(stage.field === undefined ? [] : [stage.field]), ...stage.values, ...stage.by];
		// A side of a join belongs to its pipeline, and one side of a lookup to its table.
		case 'lookup':
		case 'join':
		case 'timeslice':
		case 'sessionize':
		case 'follow':
		case 'limit':
		case 'compare':
		case 'mask':
		case 'fieldsummary':
		case 'unsupported':
		case 'broken':
			return [];
	}
}
