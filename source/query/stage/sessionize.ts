import { textOf } from '../comparison.ts';
import { reader as columnReader } from '../frame/columns.ts';
import type { Table, TableContext } from '../frame/table.ts';
import { rowBytes, StageSpending } from '../spending.ts';
import type { Field } from '../syntax/tree.ts';
import { tableOf } from './schema.ts';
import { words } from './stage-completion.ts';
import type { Pipelines, StageSpec } from './stage-spec.ts';
import { plainNames } from './stage-text.ts';
import { namedColumns, ownColumns } from './titled-columns.ts';
import { gatherRows } from './transactions/gather-rows.ts';
import { sessionsMax, sessionsOf } from './transactions/sessions.ts';
import {
	namesOf,
	printSessionize,
	readSessionize,
	type SessionizeStage,
} from './transactions/sessionize-syntax.ts';

/** Each name once, as it is spelled first. */
function madeBy({ patterns }: SessionizeStage): readonly Field[] {
	const names = new Map<string, Field>();
	for (const field of patterns.flatMap(namesOf)) {
		const key = field.name.toLowerCase();
		names.set(key, names.get(key) ?? field);
	}

	return [...names.values()];
}

const columnsOf = (stage: SessionizeStage) => [
	'_messageTime',
	...madeBy(stage).map(({ name }) => name),
	'_raw',
];

export const sessionize: StageSpec<SessionizeStage> = {
	kind: 'sessionize',
	help: {
		name: 'sessionize',
		group: 'aggregate',
		takes: 'rows',
		tier: 'later',
		syntax: 'sessionize "a * b" as (x), "c $x d *" as (y)[, …]',
		help: 'joins events in which patterns find the same values: a row a session with them, the time of its first event and all its events as _raw',
		snippet: String.raw`sessionize "\"accessKeyId\":\"*\"" as (key), "AccessDenied*\"accessKeyId\":\"$key\"" as (between)`,
		keywords: ['as'],
		example: String.raw`| sessionize "CreateAccessKey*\"accessKeyId\":\"*\"" as (before, key), "ListBuckets*\"accessKeyId\":\"$key\"" as (between)`,
	},
	read: readSessionize,
	print: printSessionize,
	name: () => 'sessionize',
	explain: stage => plainNames(madeBy(stage)),
	reads: () => [],
	makes: stage => tableOf(columnsOf(stage)),
	columns: stage => [
		...ownColumns(['_messageTime']),
		...namedColumns(madeBy(stage)),
		...ownColumns(['_raw']),
	],
	run: {
		class: 'pipelines',
		inner: () => [],
		startsAnew: true,
		keys: stage => madeBy(stage).map(({ name }) => name),
		run: runSessionize,
	},
	complete: { operands: 'fields', opens: [], follows: words(['as']) },
	drill: {
		made: stage => columnsOf(stage).map(title => title.toLowerCase()),
		dropsRows: true,
	},
};

async function runSessionize(
	_: Table,
	stage: SessionizeStage,
	context: TableContext,
	pipelines: Pipelines,
): Promise<Table> {
	const columns = columnsOf(stage);
	const gathered = await gatherRows('sessionize', stage.span, ['_raw'], context, pipelines);
	const raw = columnReader(gathered.columns, '_raw');
	const events = gathered.events
		.map(({ row, timeMs }) => ({ timeMs, text: textOf(raw(row) ?? '') }))
		.sort((a, b) => a.timeMs - b.timeMs);
	const sessions = sessionsOf(
		events.map(({ text }) => text),
		stage.patterns,
		() => {
			context.warn(`sessionize makes ${sessionsMax} sessions and stops there`);
		},
		new StageSpending(context.spending, stage.span),
	);
	const rows = sessions.map(session => {
		// Events are in the order of time, so their indexes are too.
		const own = session.events
			.toSorted((a, b) => a - b)
			.map(index => events[index] as (typeof events)[number]);
		const text = own.map(event => event.text).join('\n');
		context.spending.add(rowBytes(columns.length) + 2 * text.length, stage.span);
		const values = madeBy(stage).map(({ name }) => session.values.get(name.toLowerCase()) ?? null);
		return [own[0]?.timeMs ?? null, ...values, text];
	});
	return { columns, rows };
}
