import { keyOfAll, textOf } from '../comparison.ts';
import { reader as columnReader, readers } from '../frame/columns.ts';
import { sortTable } from '../frame/rows-table.ts';
import type { Table, TableContext } from '../frame/table.ts';
import { rowBytes } from '../spending.ts';
import type { SortKey } from '../syntax/tree.ts';
import type { Value } from '../value.ts';
import { withinText } from './past/within.ts';
import { tableOf } from './schema.ts';
import { compareEvents, followSteps, type StepEvent } from './sequence/follow-steps.ts';
import { readSequence, type SequenceStage, type SequenceStep } from './sequence/sequence-syntax.ts';
import { afterFields, timeWidths, words } from './stage-completion.ts';
import type { Pipelines, StageSpec } from './stage-spec.ts';
import { byFields, plainNames } from './stage-text.ts';
import { fieldColumns, ownColumns } from './titled-columns.ts';
import { gatherRows } from './transactions/gather-rows.ts';

/** Combinations of keys that are followed at a time. */
export const followedKeysMax = 100_000;

const titlesOf = ({ steps }: SequenceStage) => [
	'_start',
	'_end',
	'_events',
	...steps.map((_, index) => `_step${index + 1}`),
];
const columnsOf = (stage: SequenceStage) => [
	...stage.by.map(({ name }) => name),
	...titlesOf(stage),
];
const innersOf = ({ steps, without }: SequenceStage) => [...steps, ...(without ? [without] : [])];

export const sequence: StageSpec<SequenceStage> = {
	kind: 'sequence',
	help: {
		name: 'sequence',
		group: 'aggregate',
		takes: 'rows',
		tier: 'later',
		syntax: 'sequence by f [within 1h] (search [| where …]) then (…) [then (…)] [without (…)]',
		help: 'a row for each time that events of one user, or of other keys, follow one another in this order, by the time of the event; without names what must not come between; makes _start, _end, _events with the IDs of the events, and _step1, _step2 … with their times',
		snippet: 'sequence by _user within 1h (eventName=ConsoleLogin) then (eventName=CreateUser)',
		keywords: ['by', 'within', 'then', 'without'],
		example:
			'| sequence by _user within 1h (eventName=ConsoleLogin) then (eventName=CreateUser) then (eventName=CreateAccessKey) without (eventName=DeleteUser)',
	},
	read: readSequence,
	print: (stage, { text }) => {
		const inner = (step: SequenceStep) => `(${text.slice(step.span.start, step.span.end)})`;
		const without = stage.without === undefined ? '' : ` without ${inner(stage.without)}`;
		const steps = stage.steps.map(inner).join(' then ');
		return `sequence${byFields(stage.by)}${withinText(stage.within)} ${steps}${without}`;
	},
	name: () => 'sequence',
	explain: ({ by, within, steps }) =>
		`${plainNames(by)}${withinText(within)}, ${steps.length} steps`,
	reads: stage => stage.by,
	makes: stage => tableOf(columnsOf(stage)),
	columns: stage => [...fieldColumns(stage.by), ...ownColumns(titlesOf(stage))],
	runsBeforeAgain: 'fault',
	run: {
		class: 'pipelines',
		inner: stage => innersOf(stage).map(({ stages }) => stages),
		searches: stage => innersOf(stage).map(({ search }) => search),
		startsAnew: true,
		keys: stage => stage.by.map(({ name }) => name),
		run: runSequence,
	},
	complete: {
		operands: 'expression',
		opens: ['by'],
		follows: [...afterFields, ...words(['within', 'then (', 'without ('])],
		offers: ({ isFirst, last }) =>
			last.word === 'within' ? words(timeWidths) : isFirst ? words(['by']) : undefined,
	},
	drill: { made: stage => titlesOf(stage).map(title => title.toLowerCase()), dropsRows: true },
};

interface Followed {
	readonly keys: readonly Value[];
	/** By the number of the record in the store and its time. */
	readonly events: Map<string, StepEvent>;
}

async function runSequence(
	_: Table,
	stage: SequenceStage,
	context: TableContext,
	pipelines: Pipelines,
): Promise<Table> {
	const followed = new Map<string, Followed>();
	for (const [index, step] of innersOf(stage).entries()) {
		await gatherStep(followed, stage, step, index, context, pipelines);
	}

	const rows: (readonly Value[])[] = [];
	for (const { keys, events } of followed.values()) {
		context.spending.work();
		const ordered = [...events.values()].sort(compareEvents);
		for (const found of followSteps(ordered, stage.steps.length, stage.within?.ms ?? Infinity)) {
			const times = found.map(({ timeMs }) => timeMs);
			const ids = found.map(({ id }) => id).join(', ');
			rows.push([...keys, times[0] ?? null, times.at(-1) ?? null, ids, ...times]);
		}
	}

	return sortTable({ columns: columnsOf(stage), rows }, sortKeysOf(stage));
}

/** The newest first. */
function sortKeysOf({ by, span }: SequenceStage): readonly SortKey[] {
	return [
		{ field: { name: '_end', span }, descending: true },
		...by.map(field => ({ field, descending: false })),
	];
}

/** Adds the events that can be one step, or with the last index must not come between. */
async function gatherStep(
	followed: Map<string, Followed>,
	stage: SequenceStage,
	step: SequenceStep,
	index: number,
	context: TableContext,
	pipelines: Pipelines,
): Promise<void> {
	const names = ['eventID', '_messageCount', ...stage.by.map(({ name }) => name)];
	const isStep = index < stage.steps.length;
	const what = isStep ? `sequence: step ${index + 1}` : 'sequence: without';
	const narrowed = { with: pipelines.narrowed(step) };
	const { columns, events } = await gatherRows(what, stage.span, names, context, narrowed);
	const id = columnReader(columns, 'eventID');
	const place = columnReader(columns, '_messageCount');
	const keysOf = readers(columns, stage.by);
	let lostCount = 0;
	let cutCount = 0;
	for (const { row, timeMs } of events) {
		context.spending.work();
		const keys = keysOf.map(read => read(row));
		if (keys.includes(null)) {
			lostCount++;
			continue;
		}

		const key = keyOfAll(keys);
		const known = followed.get(key);
		if (known === undefined && (index > 0 || followed.size === followedKeysMax)) {
			// Where nothing begins, nothing follows.
			cutCount += index === 0 ? 1 : 0;
			continue;
		}

		context.spending.add(rowBytes(keys.length + 12), stage.span);
		const one = known ?? { keys, events: new Map<string, StepEvent>() };
		followed.set(key, one);
		const number = `${textOf(place(row) ?? null)} ${timeMs}`;
		const before = one.events.get(number);
		one.events.set(number, {
			timeMs,
			id: textOf(id(row) ?? null),
			steps: isStep ? [...(before?.steps ?? []), index] : (before?.steps ?? []),
			breaks: !isStep,
		});
	}

	if (lostCount > 0) {
		context.warn(`${what} leaves out ${lostCount} events without ${plainNames(stage.by)}`);
	}

	if (cutCount > 0) {
		context.warn(`${what} follows ${followedKeysMax}; ${cutCount} events of others are left out`);
	}
}
