import type { AggregateCall, Field, SortKey, StageNode } from '../syntax/tree.ts';
import { afterFields } from './stage-completion.ts';
import { limitRows } from './limit.ts';
import { readRowCount, readSortKeys } from './read-parts.ts';
import { tableOf } from './schema.ts';
import { sortRows } from './sort.ts';
import type { Grouping, StageSpec } from './stage-spec.ts';
import { listFields, listKeys, plainNames } from './stage-text.ts';
import { fieldColumns, ownColumns } from './titled-columns.ts';

/** Before an aggregate it counts by `fields`, after one it sorts by them. `by` overrides the order. */
export interface TopStage extends StageNode {
	readonly kind: 'top';
	readonly count: number;
	readonly fields: readonly Field[];
	readonly by: readonly SortKey[];
}

export const top: StageSpec<TopStage> = {
	kind: 'top',
	help: {
		name: 'top',
		group: 'rows',
		takes: 'any',
		tier: 'must',
		syntax: 'top n f[, g] [by k [asc], …]',
		help: 'the n most frequent values; after an aggregate the n largest rows',
		snippet: 'top 10 eventName',
		keywords: ['asc', 'desc'],
		example: '| top 10 eventName',
	},
	read: reader => {
		const count = readRowCount(reader, 'top');
		const fields = reader.fields();
		const by = reader.takeWord('by') === undefined ? [] : readSortKeys(reader);
		return { kind: 'top', count, fields, by };
	},
	print: stage => {
		const order = stage.by.length === 0 ? '' : ` by ${listKeys(stage.by)}`;
		return `top ${stage.count} ${listFields(stage.fields)}${order}`;
	},
	name: () => 'top',
	explain: stage => {
		const by = stage.by.map(({ field }) => field);
		return [plainNames(stage.fields), ...(by.length === 0 ? [] : [`by ${plainNames(by)}`])].join(
			' ',
		);
	},
	reads: stage => [...stage.fields, ...stage.by.map(key => key.field)],
	makes: (stage, before) => {
		const { calls, by } = group(stage);
		return before.kind === 'table'
			? before
			: tableOf([...by.map(field => field.name), ...calls.flatMap(call => call.titles)]);
	},
	columns: ({ fields, by }, before) =>
		before.kind === 'table'
			? []
			: [...fieldColumns(fields), ...(by.length === 0 ? ownColumns(['_count']) : [])],
	check: ({ fields, by }, checking) => {
		const names = fields.map(({ name }) => name.toLowerCase());
		const again = by.find(({ field }) => names.includes(field.name.toLowerCase()));
		if (checking.schema.kind === 'rows' && again !== undefined) {
			const { name, span } = again.field;
			const next = `leave by ${name} out, or count by ${name} | top 10 ${name} by ${name}`;
			checking.add('fault', `top: ${name} is counted, and orders nothing`, next, span);
		}
	},
	keepsByPlace: true,
	run: {
		class: 'group',
		group,
		limitIsOurs: false,
		onTable: (ordered, stage) => {
			const keys =
				stage.by.length > 0 ? stage.by : stage.fields.map(field => ({ field, descending: true }));
			return limitRows(sortRows(ordered, keys), Math.max(0, stage.count));
		},
	},
	complete: { operands: 'fields', opens: [], follows: afterFields },
	drill: { made: () => ['_count'], dropsRows: true },
};

/** `top n f` counts by f; `by k` asks for the largest k of each f instead. */
function group(stage: TopStage): Grouping {
	const wanted = stage.by.filter(key => key.field.name.toLowerCase() !== '_count');
	const calls =
		wanted.length === 0
			? [call('count', [], '_count', stage)]
			: wanted.map(({ field }) => call('max', [field], field.name, stage));
	return {
		calls,
		by: stage.fields,
		limit: stage.count,
		sort: stage.by.length === 0 ? undefined : stage.by,
	};
}

function call(
	name: string,
	args: readonly Field[],
	title: string,
	{ span }: TopStage,
): AggregateCall {
	return { name, args, numbers: [], titles: [title], span };
}
