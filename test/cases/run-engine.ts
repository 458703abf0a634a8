import type { Engine, StoredRecord } from '../../source/query/port.ts';
import { createLocalEngine } from '../../source/query/engine/index.ts';
import type { Value } from '../../source/query/value.ts';
import { fieldOf } from '../naive/record.ts';
import { type CaseStore, storeOf } from './case-store.ts';
import { type Case, type CaseRequest, recordsOf, requestOf } from './case.ts';
import { judge, type Outcome } from './judge.ts';
import { lookupsOf } from './lookups.ts';

/**
 * Runs cases through the real parser, planner and engine on a real store, first while the records
 * stand in an open segment, then sealed. Cases with the same records share a store.
 *
 * @returns what is wrong with each case, nothing when it passes
 */
export async function runEngine(
	cases: readonly Case[],
): Promise<ReadonlyMap<Case, readonly string[]>> {
	const problems = new Map<Case, readonly string[]>();

	for (const group of byRecords(cases)) {
		const store = await storeOf(recordsOf(group[0]!));

		try {
			for (const state of ['open', 'sealed'] as const) {
				if (state === 'sealed') {
					await store.seal();
				}

				for (const one of group) {
					const found = await problemsOf(one, store);
					const named = found.map(problem => `${state} segment: ${problem}`);
					problems.set(one, [...(problems.get(one) ?? []), ...named]);
				}
			}
		} finally {
			await store.close();
		}
	}

	return problems;
}

function byRecords(cases: readonly Case[]): readonly (readonly Case[])[] {
	const groups = new Map<string, Case[]>();

	for (const one of cases) {
		const key = JSON.stringify(recordsOf(one));
		groups.set(key, [...(groups.get(key) ?? []), one]);
	}

	return [...groups.values()];
}

async function problemsOf(one: Case, store: CaseStore): Promise<readonly string[]> {
	const engine = createLocalEngine(() => store.snapshot(), {
		derived: [],
		lookups: lookupsOf(one.lookups ?? {}),
	});

	try {
		return judge(one, await outcomeOf(engine, requestOf(one, recordsOf(one))));
	} catch (error) {
		return [error instanceof Error ? (error.stack ?? error.message) : String(error)];
	}
}

async function outcomeOf(engine: Engine, request: CaseRequest): Promise<Outcome> {
	const outcome = await engine.run(request);

	if (!outcome.ok) {
		return { ok: false, faults: 'faults' in outcome ? outcome.faults : [] };
	}

	const { result } = outcome;
	const records = await Promise.all((result.refs ?? []).map(ref => engine.record(ref)));
	return {
		ok: true,
		columns: result.columns,
		rows: result.rows,
		warnings: result.warnings,
		field: (row, name) => recordField(records[row], name),
	};
}

/** A field that is no column of the result: the record behind the row has it. */
function recordField(record: StoredRecord | undefined, name: string): Value {
	return record ? fieldOf({ ...record, timeMs: NaN, number: 0 }, name) : null;
}
