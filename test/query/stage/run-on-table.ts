import { check } from '../../../source/query/check/check.ts';
import { MemoryBudget } from '../../../store/index.ts';
import { createPartialCache } from '../../../source/query/engine/partial-cache.ts';
import { runPlan } from '../../../source/query/engine/run-plan.ts';
import { StageCounts, type RunState } from '../../../source/query/engine/run-state.ts';
import { stageContext } from '../../../source/query/engine/run-context.ts';
import { createSegmentCache } from '../../../source/query/engine/segment-source.ts';
import { runTableStages } from '../../../source/query/engine/table-run.ts';
import { WarningLog } from '../../../source/query/engine/warning-log.ts';
import type { Table, TableContext } from '../../../source/query/frame/table.ts';
import { parse } from '../../../source/query/language/parse.ts';
import { plan } from '../../../source/query/plan/plan.ts';
import { lookupsOf } from '../../cases/lookups.ts';

/** Runs the stages of a text on a table, as the engine does after an aggregate by `x`. */
export async function runOnTable(
	text: string,
	table: Table,
	context: TableContext,
): Promise<{ readonly table: Table; readonly keys: readonly string[] }> {
	const { query, faults } = parse(`* | count by x ${text}`);
	const wrong = [...faults, ...check(query)].filter(({ severity }) => severity === 'fault');
	if (wrong.length > 0) {
		throw new Error(wrong.map(({ message }) => message).join('; '));
	}

	return runTableStages(
		plan(query),
		0,
		{ kind: 'table', table, keys: context.keys },
		table.rows.length,
		stateOf(context),
	);
}

const noCounts = {
	recordCount: 0,
	duplicateCount: 0,
	conflictCount: 0,
	sealedSegmentCount: 0,
	openRowCount: 0,
	usedBytes: 0,
};

function stateOf(context: TableContext): RunState {
	const memory = new MemoryBudget(1e7);
	return {
		parts: {
			derived: new Map(),
			segmentCache: createSegmentCache(memory),
			partials: createPartialCache(memory),
			usualFields: [],
			partialStore: undefined,
			pause: () => Promise.resolve(),
		},
		snapshot: { segments: [], version: 0, counts: noCounts },
		context: {
			...stageContext(context, lookupsOf({}), message => context.warn(message), context.spending),
			timeslice: context.timeslice,
		},
		warnings: new WarningLog([]),
		counts: new StageCounts(),
		scanned: { segmentCount: 0, prunedSegmentCount: 0, recordCount: 0 },
		rowsMax: 10_000,
		signal: undefined,
		learned: new Map(),
		runPlan,
	};
}
