import { reader as columnReader, readers } from '../frame/columns.ts';
import type { Table, TableContext } from '../frame/table.ts';
import { StageSpending } from '../spending.ts';
import type { Reader } from '../syntax/reader.ts';
import type { StageNode } from '../syntax/tree.ts';
import { timeOf } from '../time/time-of.ts';
import type { Value } from '../value.ts';
import { tableOf } from './schema.ts';
import { afterFields, words } from './stage-completion.ts';
import type { Body, Pipelines, StageSpec } from './stage-spec.ts';
import { plainNames } from './stage-text.ts';
import { gatherRows } from './transactions/gather-rows.ts';
import {
	mergeColumns,
	mergeText,
	mergeValues,
	readMergeList,
	type Merge,
} from './transactions/merge.ts';

export interface MergeStage extends StageNode {
	readonly kind: 'merge';
	readonly merges: readonly Merge[];
}

const fieldsOf = ({ merges }: MergeStage) => merges.map(({ field }) => field);

/** Of events the time of the first one stands before the fields, unless one of them is named so. */
function columnsOf({ merges }: MergeStage, isOfEvents: boolean): readonly string[] {
	const named = merges.map(({ as }) => as);
	const isTimed = named.some(name => name.toLowerCase() === '_messagetime');
	return isOfEvents && !isTimed ? ['_messageTime', ...named] : named;
}

export const merge: StageSpec<MergeStage> = {
	kind: 'merge',
	help: {
		name: 'merge',
		group: 'aggregate',
		takes: 'any',
		tier: 'later',
		syntax: 'merge f [takeFirst|takeLast|takeDistinct|join with ", "] [as x][, …]',
		help: 'makes one row of all: of each field the oldest or newest value, or all of them as one text; of a table in the order of its rows',
		snippet: 'merge eventName takeDistinct, _messageTime takeLast',
		keywords: ['takefirst', 'takelast', 'takedistinct', 'join', 'with'],
		example:
			'ConsoleLogin | merge sourceIPAddress takeDistinct as addresses, _messageTime takeLast as latest',
	},
	read: readMerge,
	print: stage => mergeText(stage.merges),
	name: () => 'merge',
	explain: stage => plainNames(fieldsOf(stage)),
	reads: fieldsOf,
	columns: ({ merges }) => mergeColumns(merges),
	makes: (stage, before) => tableOf(columnsOf(stage, before.kind === 'rows')),
	run: {
		class: 'pipelines',
		inner: () => [],
		startsAnew: true,
		keys: () => [],
		run: mergeAll,
	},
	complete: {
		operands: 'fields',
		opens: ['merge'],
		follows: [...afterFields, ...words(['takeFirst', 'takeLast', 'takeDistinct', 'join with'])],
	},
	drill: { made: () => [], dropsRows: true },
};

function readMerge(reader: Reader): Body<MergeStage> {
	return { kind: 'merge', merges: readMergeList(reader, reader.peek().kind === 'end') };
}

async function mergeAll(
	before: Table,
	stage: MergeStage,
	context: TableContext,
	pipelines: Pipelines,
): Promise<Table> {
	const isOfEvents = before.columns.length === 0;
	const table = isOfEvents ? await oldestFirst(stage, context, pipelines) : before;
	const columns = columnsOf(stage, isOfEvents);
	const [first] = table.rows;
	if (first === undefined) {
		return { columns, rows: [] };
	}

	const reads = readers(table.columns, fieldsOf(stage));
	const spending = new StageSpending(context.spending, stage.span);
	const merged = stage.merges.map((one, index): Value => {
		const read = reads[index] as (typeof reads)[number];
		return mergeValues(
			one,
			table.rows.map(row => read(row)),
			spending,
		);
	});
	const time =
		columns.length > merged.length
			? [timeOf(columnReader(table.columns, '_messageTime')(first)) ?? null]
			: [];
	return { columns, rows: [[...time, ...merged]] };
}

async function oldestFirst(
	stage: MergeStage,
	context: TableContext,
	pipelines: Pipelines,
): Promise<Table> {
	const wanted = fieldsOf(stage).map(({ name }) => name);
	const { columns, events } = await gatherRows('merge', stage.span, wanted, context, pipelines);
	const ordered = events.toSorted((a, b) => a.timeMs - b.timeMs);
	return { columns, rows: ordered.map(({ row }) => row) };
}
