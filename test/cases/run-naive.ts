import { check } from '../../source/query/check/check.ts';
import { parse } from '../../source/query/language/parse.ts';
import { evaluateNaive } from '../naive/evaluate.ts';
import { type Case, recordsOf, requestOf } from './case.ts';
import type { Outcome } from './judge.ts';
import { lookupsOf } from './lookups.ts';

/** Runs a case through the parser and the naive evaluator. */
export function runNaive(one: Case): Outcome {
	const records = recordsOf(one);
	const request = requestOf(one, records);
	const { query, faults: parseFaults } = parse(request.text, request.params);
	const faults = [...parseFaults, ...check(query)];

	if (faults.some(({ severity }) => severity === 'fault')) {
		return { ok: false, faults };
	}

	const result = evaluateNaive(
		query,
		records.map((record, number) => ({ ...record, number })),
		{ ...request, lookups: lookupsOf(one.lookups ?? {}) },
	);
	return {
		ok: true,
		columns: result.columns,
		rows: result.rows,
		warnings: [...faults.map(({ message, next }) => `${message}; ${next}`), ...result.warnings],
		field: (row, name) => result.naiveRows[row]?.get(name) ?? null,
	};
}
