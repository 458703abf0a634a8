import { textOf } from '../comparison.ts';
import { reader as columnReader, readers } from '../frame/columns.ts';
import { defineByPlace, pickPlaces, placeValues, type OrderedRows } from '../frame/ordered-rows.ts';
import type { Table, TableContext } from '../frame/table.ts';
import { rowBytes, StageSpending, wholeRowBytes } from '../spending.ts';
import type { Field } from '../syntax/tree.ts';
import { timeOf } from '../time/time-of.ts';
import type { Value } from '../value.ts';
import { adding, tableOf } from './schema.ts';
import { afterFields, words } from './stage-completion.ts';
import type { StageContext } from './stage-context.ts';
import type { Pipelines, StageCheck, StageSpec } from './stage-spec.ts';
import { plainNames } from './stage-text.ts';
import { groupRows, type Transaction } from './transactions/group-rows.ts';
import { mergeColumns, mergeValues } from './transactions/merge.ts';
import { namedColumns } from './titled-columns.ts';
import { gatherRows, tellUntimed, type GatheredEvent } from './transactions/gather-rows.ts';
import {
	printTransactionize,
	readTransactionize,
	type TransactionizeStage,
} from './transactions/transactionize-syntax.ts';

const optionWords = [
	'maxSpan=',
	'maxPause=',
	'maxLogs=',
	'startsWith=',
	'endsWith=',
	'keepOrphans=',
];

const titlesOf = ({ as }: TransactionizeStage) => [
	as,
	`${as}_duration`,
	`${as}_size`,
	`${as}_orphaned`,
];
const mergedTitles = (stage: TransactionizeStage) => {
	const named = stage.merges.map(({ as }) => as);
	const isTimed = named.some(name => name.toLowerCase() === '_messagetime');
	return [...(isTimed ? [] : ['_messageTime']), ...titlesOf(stage).slice(0, 3), ...named];
};

const shared = {
	read: readTransactionize,
	print: printTransactionize,
	name: () => 'transactionize',
	explain: (stage: TransactionizeStage) => plainNames(stage.fields),
	reads: (stage: TransactionizeStage) => [
		...stage.fields,
		...stage.merges.map(({ field }) => field),
	],
	check: (stage: TransactionizeStage, checking: StageCheck) => {
		// Later stages would take the numbers for times.
		if (stage.as.toLowerCase() === '_messagetime') {
			const message = '_messageTime is the time of events, and no number of a transaction';
			checking.add('fault', message, 'write as group_number, or leave as out');
		}
	},
	complete: {
		operands: 'fields',
		opens: ['transactionize', 'merge'],
		follows: [...afterFields, ...words([...optionWords, '(merge'])],
		offers: ({ last }) =>
			last.word === '=' || last.text === '=' ? words(['15m', '1h', 'true', 'false']) : undefined,
	},
	drill: {
		made: (stage: TransactionizeStage) => titlesOf(stage).map(title => title.toLowerCase()),
		dropsRows: true,
	},
} satisfies Partial<StageSpec<TransactionizeStage>>;

export const transactionize: StageSpec<TransactionizeStage> = {
	...shared,
	kind: 'transactionize',
	help: {
		name: 'transactionize',
		group: 'rows',
		takes: 'rows',
		tier: 'later',
		syntax:
			'transactionize a, b [as g] [maxSpan=1h] [maxPause=5m] [maxLogs=n] [startsWith="…"] [endsWith="…"] [keepOrphans=false] [(merge f takeFirst, g join with ", ")]',
		help: 'groups events that have one of the fields in common, also by way of others; makes _group, _group_duration in ms, _group_size and _group_orphaned, and with merge one row of each group',
		snippet: 'transactionize userIdentity.accessKeyId, sourceIPAddress',
		keywords: [
			...optionWords.map(word => word.slice(0, -1).toLowerCase()),
			...['strict', 'merge', 'takefirst', 'takelast', 'takedistinct', 'join', 'with'],
		],
		example:
			'| transactionize userIdentity.arn maxPause=30m (merge userIdentity.arn takeFirst as who, eventName takeDistinct)',
	},
	makes: (stage, before) => adding(before, titlesOf(stage)),
	run: { class: 'order', run: groupOrdered, made: titlesOf },
};

/** The same with one row a transaction; read by `transactionize`. */
export const mergeTransactions: StageSpec<TransactionizeStage> = {
	...shared,
	kind: 'merge-transactions',
	help: undefined,
	makes: stage => tableOf(mergedTitles(stage)),
	columns: stage => [
		...namedColumns(
			titlesOf(stage)
				.slice(0, 3)
				.map(name => ({ name, span: stage.span })),
		),
		...mergeColumns(stage.merges),
	],
	run: {
		class: 'pipelines',
		inner: () => [],
		startsAnew: true,
		keys: stage => [stage.as],
		run: mergeGroups,
	},
};

/** Whether the text of records decides. */
function readsText({ startsWith, endsWith }: TransactionizeStage): boolean {
	return startsWith !== undefined || endsWith !== undefined;
}

function groupOrdered(
	ordered: OrderedRows,
	stage: TransactionizeStage,
	context: StageContext,
): OrderedRows {
	const { spending } = context;
	const names = [
		'_messageTime',
		...(readsText(stage) ? ['_raw'] : []),
		...stage.fields.map(({ name }) => name),
	];
	const before = spending.used;
	const values = placeValues(ordered, names);
	const own = new StageSpending(spending, stage.span);
	const rows = values.map(row => {
		own.add(wholeRowBytes(row));
		return rowFrom(row, stage);
	});
	const untimed = rows.filter(({ timeMs }) => timeMs === undefined).length;
	tellUntimed('transactionize', untimed, context);
	const groups = groupRows(rows, stage, own);
	const groupOf = new Array<Transaction | undefined>(values.length);
	for (const group of groups) {
		for (const index of group.rows) {
			groupOf[index] = group;
		}
	}

	const columns: readonly ((group: Transaction | undefined) => Value)[] = [
		group => group?.number ?? null,
		group => group?.durationMs ?? null,
		group => group?.rows.length ?? null,
		group => group === undefined,
	];
	for (const [index, title] of titlesOf(stage).entries()) {
		defineByPlace(ordered, title, Array.from(groupOf, columns[index] as (typeof columns)[number]));
	}

	// The groups and what they were made of are garbage now; the columns have their numbers.
	spending.dropTo(before);
	spending.add(groupOf.length * rowBytes(columns.length), stage.span);
	const kept = [...groupOf.keys()].filter(index => {
		const group = groupOf[index];
		return group === undefined ? stage.keepOrphans : !group.isCut;
	});
	return kept.length === groupOf.length ? ordered : pickPlaces(ordered, kept);
}

function rowFrom([time, ...rest]: readonly Value[], stage: TransactionizeStage) {
	const [text, ids] = readsText(stage) ? [rest[0] ?? '', rest.slice(1)] : ['', rest];
	return { timeMs: timeOf(time ?? null), ids, text: textOf(text) };
}

async function mergeGroups(
	_: Table,
	stage: TransactionizeStage,
	context: TableContext,
	pipelines: Pipelines,
): Promise<Table> {
	const { merges, fields } = stage;
	const wanted: readonly Field[] = [...fields, ...merges.map(({ field }) => field)];
	const names = [...(readsText(stage) ? ['_raw'] : []), ...wanted.map(({ name }) => name)];
	const gathered = await gatherRows('transactionize', stage.span, names, context, pipelines);
	const { events } = gathered;
	const spending = new StageSpending(context.spending, stage.span);
	const text = columnReader(gathered.columns, '_raw');
	const ids = readers(gathered.columns, fields);
	const groups = groupRows(
		events.map(({ row, timeMs }) => ({
			timeMs,
			ids: ids.map(read => read(row)),
			text: readsText(stage) ? textOf(text(row)) : '',
		})),
		stage,
		spending,
	);
	const kept = groups.filter(({ isCut }) => !isCut);
	const orphanCount = events.length - groups.reduce((sum, { rows }) => sum + rows.length, 0);
	if (orphanCount > 0 && stage.keepOrphans) {
		context.warn(
			`transactionize merges no events without ${plainNames(fields)}: ${orphanCount} are left out`,
		);
	}

	const columns = mergedTitles(stage);
	const reads = readers(
		gathered.columns,
		merges.map(({ field }) => field),
	);
	const rows = kept.map(group => {
		const members = group.rows.map(index => events[index] as GatheredEvent);
		const merged = merges.map((merge, index) => {
			return mergeValues(
				merge,
				members.map(({ row }) => (reads[index] as (typeof reads)[number])(row)),
				spending,
			);
		});
		const first = members[0]?.timeMs ?? null;
		return [
			...(columns[0] === '_messageTime' && columns.length === merges.length + 4 ? [first] : []),
			group.number,
			group.durationMs,
			members.length,
			...merged,
		];
	});
	return { columns, rows };
}
