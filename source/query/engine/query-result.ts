import type { QueryResult } from '../port.ts';
import { firstPlaces, refsOf, rowsToTable } from '../frame/rows-table.ts';
import type { Spending } from '../spending.ts';
import type { Value } from '../value.ts';
import type { PlanResult } from './plan-result.ts';
import type { RunState } from './run-state.ts';

/**
 * The result for the caller, cut to the requested number of rows.
 *
 * @throws TooLarge
 * @param rowsMax - undefined keeps all rows of a table; rows of records were limited earlier
 */
export function queryResult(
	result: PlanResult,
	state: RunState,
	rowsMax: number | undefined,
	warnings: ReadonlySet<string>,
	complete: boolean,
): Omit<QueryResult, 'checkWarnings'> {
	const shared = {
		timeslice: state.context.timeslice,
		stages: state.counts.list(),
		scanned: { ...state.scanned },
		complete,
	};
	if (result.kind === 'rows') {
		const shown = firstPlaces(result.ordered, state.rowsMax);
		const { columns, rows } = rowsToTable(shown, result.columns);
		weigh(rows, state.context.spending);
		return {
			...shared,
			kind: 'rows',
			columns,
			keys: [],
			rows,
			refs: refsOf(shown),
			rowCount: result.rowCount,
			warnings: withCut(warnings, rows.length, result.rowCount),
		};
	}

	const { table, keys } = result;
	const rows = rowsMax === undefined ? table.rows : table.rows.slice(0, rowsMax);
	weigh(rows, state.context.spending);
	return {
		...shared,
		kind: 'table',
		columns: table.columns,
		keys,
		rows,
		refs: undefined,
		rowCount: table.rows.length,
		warnings: withCut(warnings, rows.length, table.rows.length),
	};
}

/** Whoever gets the rows writes each text of them, also those that are the same one in memory. */
function weigh(rows: readonly (readonly Value[])[], spending: Spending): void {
	const before = spending.used;
	for (const row of rows) {
		let bytes = 0;
		for (const value of row) {
			bytes += typeof value === 'string' ? value.length : 8;
		}

		spending.add(bytes, undefined);
	}

	spending.dropTo(before);
}

function withCut(
	warnings: ReadonlySet<string>,
	shown: number,
	rowCount: number,
): readonly string[] {
	return shown < rowCount
		? [...warnings, `${rowCount} rows; the first ${shown} are shown`]
		: [...warnings];
}
