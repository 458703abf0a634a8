import { keyOfAll, textOf } from '../comparison.ts';
import { reader as columnReader, readers, type Row } from '../frame/columns.ts';
import type { Table, TableContext } from '../frame/table.ts';
import { compileGlob } from '../glob.ts';
import { rowBytes } from '../spending.ts';
import type { Field } from '../syntax/tree.ts';
import type { Value } from '../value.ts';
import { tableOf } from './schema.ts';
import { words } from './stage-completion.ts';
import type { Pipelines, StageSpec, TitledColumn } from './stage-spec.ts';
import { plainNames } from './stage-text.ts';
import { fieldColumns, namedColumns, ownColumns } from './titled-columns.ts';
import { gatherRows, type Gathered } from './transactions/gather-rows.ts';
import {
	printTransaction,
	readTransaction,
	type State,
	type TransactionStage,
} from './transactions/transaction-syntax.ts';

/** Transactions of one stage. */
export const transactionsMax = 10_000;

const times = ['_start_time', '_end_time'];

function titledColumns({ on, states, results, span }: TransactionStage): readonly TitledColumn[] {
	const keys = fieldColumns(on);
	switch (results) {
		case 'transactions': {
			const named = states.map(({ as }) => ({ name: as, span }));
			return [...keys, ...namedColumns(named), ...ownColumns(times)];
		}

		case 'states':
			return ownColumns(['state', '_count', '_transactions']);
		case 'flow':
			return [...keys, ...ownColumns(['fromstate', 'tostate', 'latency', ...times])];
	}
}

const columnsOf = (stage: TransactionStage): readonly string[] =>
	titledColumns(stage).map(({ name }) => name);

export const transaction: StageSpec<TransactionStage> = {
	kind: 'transaction',
	help: {
		name: 'transaction',
		group: 'aggregate',
		takes: 'rows',
		tier: 'later',
		syntax:
			'transaction on f[, g] [fringe=10m] with "text" [in h] as a, with … | with states a, b [in h] [results by transactions|states|flow]',
		help: 'follows events with one id through states: a row a transaction with the count of each state, a row a state, or a row a step with fromstate, tostate and latency in ms',
		snippet:
			'transaction on userIdentity.arn with "*ConsoleLogin*" as login, with "*CreateUser*" as create',
		keywords: ['on', 'fringe', 'with', 'states', 'in', 'results', 'by', 'transactions', 'flow'],
		example:
			'| transaction on userIdentity.arn with states ConsoleLogin, CreateUser, CreateAccessKey in eventName results by flow | count, max(latency) by fromstate, tostate',
	},
	read: readTransaction,
	print: printTransaction,
	name: () => 'transaction',
	explain: stage => plainNames(stage.on),
	reads: readsOf,
	makes: stage => tableOf(columnsOf(stage)),
	columns: titledColumns,
	run: {
		class: 'pipelines',
		inner: () => [],
		startsAnew: true,
		keys: stage => (stage.results === 'states' ? ['state'] : stage.on.map(({ name }) => name)),
		run: runTransaction,
	},
	complete: {
		operands: 'fields',
		opens: ['on', 'in', 'states'],
		follows: words(['with', 'in', 'as', 'results by transactions', 'results by flow']),
		offers: ({ isFirst }) => (isFirst ? words(['on']) : undefined),
	},
	drill: {
		made: stage =>
			columnsOf(stage)
				.filter(title => !stage.on.some(({ name }) => name === title))
				.map(title => title.toLowerCase()),
		dropsRows: true,
	},
};

function readsOf({ on, states }: TransactionStage): readonly Field[] {
	return [...on, ...states.flatMap(({ field }) => field ?? [])];
}

interface Followed {
	readonly keys: readonly Value[];
	/** Oldest first. */
	readonly steps: { readonly state: number; readonly timeMs: number }[];
}

async function runTransaction(
	_: Table,
	stage: TransactionStage,
	context: TableContext,
	pipelines: Pipelines,
): Promise<Table> {
	const readsText = stage.states.some(({ field }) => field === undefined);
	const names = [...(readsText ? ['_raw'] : []), ...readsOf(stage).map(({ name }) => name)];
	const gathered = await gatherRows('transaction', stage.span, names, context, pipelines);
	const all = follow(gathered, stage, context);
	const kept = all.filter(one => !isFringe(one, stage, context));
	return { columns: columnsOf(stage), rows: resultRows(kept, stage) };
}

function follow(
	{ columns, events }: Gathered,
	stage: TransactionStage,
	context: TableContext,
): readonly Followed[] {
	const ids = readers(columns, stage.on);
	const tests = stage.states.map(state => stateTest(state, columns));
	const found = new Map<string, Followed>();
	let cutCount = 0;
	let lostCount = 0;
	for (const { row, timeMs } of events.toSorted((a, b) => a.timeMs - b.timeMs)) {
		context.spending.work();
		const state = tests.findIndex(test => test(row));
		if (state < 0) {
			continue;
		}

		const keys = ids.map(read => read(row));
		if (keys.includes(null)) {
			lostCount++;
			continue;
		}

		const key = keyOfAll(keys);
		const known = found.get(key);
		if (known === undefined && found.size === transactionsMax) {
			cutCount++;
			continue;
		}

		context.spending.add(rowBytes(known === undefined ? keys.length + 4 : 2), stage.span);
		const followed = known ?? { keys, steps: [] };
		followed.steps.push({ state, timeMs });
		found.set(key, followed);
	}

	if (cutCount > 0) {
		context.warn(
			`transaction follows ${transactionsMax}; ${cutCount} events of others are left out`,
		);
	}

	if (lostCount > 0) {
		context.warn(`transaction leaves out ${lostCount} events without ${plainNames(stage.on)}`);
	}

	return [...found.values()];
}

function stateTest({ pattern, field }: State, columns: readonly string[]): (row: Row) => boolean {
	const read = columnReader(columns, field?.name ?? '_raw');
	const glob = compileGlob(field === undefined ? `*${pattern}*` : pattern);
	return row => {
		const value = read(row);
		return value !== null && glob.test(textOf(value));
	};
}

function boundsOf({ steps }: Followed): readonly [number, number] {
	return [steps[0]?.timeMs ?? 0, steps.at(-1)?.timeMs ?? 0];
}

function isFringe(
	one: Followed,
	{ fringeMs }: TransactionStage,
	{ fromMs, toMs }: TableContext,
): boolean {
	const [firstMs, lastMs] = boundsOf(one);
	return fringeMs !== undefined && (lastMs < fromMs + fringeMs || firstMs > toMs - fringeMs);
}

function resultRows(
	all: readonly Followed[],
	stage: TransactionStage,
): readonly (readonly Value[])[] {
	const countOf = ({ steps }: Followed, state: number) =>
		steps.filter(step => step.state === state).length;
	switch (stage.results) {
		case 'transactions':
			return all.map(one => [
				...one.keys,
				...stage.states.map((_, state) => countOf(one, state)),
				...boundsOf(one),
			]);
		case 'states':
			return stage.states.map(({ as }, state) => {
				const counts = all.map(one => countOf(one, state));
				const events = counts.reduce((sum, count) => sum + count, 0);
				return [as, events, counts.filter(count => count > 0).length];
			});
		case 'flow':
			return all.flatMap(one =>
				one.steps.slice(1).map((to, index) => {
					const from = one.steps[index] ?? to;
					return [
						...one.keys,
						stage.states[from.state]?.as ?? null,
						stage.states[to.state]?.as ?? null,
						to.timeMs - from.timeMs,
						from.timeMs,
						to.timeMs,
					];
				}),
			);
	}
}
