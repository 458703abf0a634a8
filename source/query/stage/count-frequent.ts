import type { Field, StageNode } from '../syntax/tree.ts';
import { afterFields } from './stage-completion.ts';
import { tableOf } from './schema.ts';
import type { StageSpec } from './stage-spec.ts';
import { listFields, plainNames } from './stage-text.ts';
import { fieldColumns, ownColumns } from './titled-columns.ts';

export interface CountFrequentStage extends StageNode {
	readonly kind: 'count-frequent';
	readonly fields: readonly Field[];
}

const title = '_approxcount';

/** Groups that are shown. */
const frequentRowsMax = 10_000;

export const countFrequent: StageSpec<CountFrequentStage> = {
	kind: 'count-frequent',
	help: {
		name: 'count_frequent',
		group: 'aggregate',
		takes: 'any',
		tier: 'should',
		syntax: 'count_frequent f, g',
		help: 'counts by the fields, most frequent first, as _approxcount, 10,000 rows at most',
		snippet: 'count_frequent eventName',
		keywords: [],
		example: '| count_frequent eventName, awsRegion',
	},
	read: reader => {
		reader.takeWord('by');
		return { kind: 'count-frequent', fields: reader.fields() };
	},
	print: stage => `count_frequent ${listFields(stage.fields)}`,
	name: () => 'count_frequent',
	explain: stage => plainNames(stage.fields),
	reads: stage => stage.fields,
	makes: stage => tableOf([...stage.fields.map(field => field.name), title]),
	columns: ({ fields }) => [...fieldColumns(fields), ...ownColumns([title])],
	run: {
		class: 'group',
		group: ({ fields, span }) => ({
			calls: [{ name: 'count', args: [], numbers: [], titles: [title], span }],
			by: fields,
			limit: frequentRowsMax,
			sort: undefined,
		}),
		limitIsOurs: true,
	},
	complete: { operands: 'fields', opens: ['count_frequent'], follows: afterFields },
	drill: { made: () => [title], dropsRows: false },
};
