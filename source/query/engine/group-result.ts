import { sortTable } from '../frame/rows-table.ts';
import type { PlannedAggregate } from '../plan/plan.ts';
import { toTable } from './group/to-table.ts';
import { groupsMax, type GroupTable } from './group/group-table.ts';
import type { PlanResult } from './plan-result.ts';
import type { RunState } from './run-state.ts';

/** Index of the aggregate's key that is the query's timeslice, or -1. */
export function timesliceKeyOf(aggregate: PlannedAggregate, { context }: RunState): number {
	const title = context.timeslice?.column.toLowerCase();
	return aggregate.by.findIndex(({ name }) => name.toLowerCase() === title);
}

/**
 * The groups as a table, in the order and within the limit of the aggregate.
 *
 * @throws TooLarge
 */
export function groupsResult(
	groups: GroupTable,
	aggregate: PlannedAggregate,
	state: RunState,
	keepMax: number,
): PlanResult & { readonly kind: 'table' } {
	const keys = aggregate.by.map(({ name }) => name);
	const { calls, stage } = aggregate;
	const timesliceKey = timesliceKeyOf(aggregate, state);
	let table = toTable(groups, keys, calls, timesliceKey, keepMax, bytes =>
		state.context.spending.add(bytes, stage.span),
	);
	if (aggregate.sort !== undefined) {
		table = sortTable(table, aggregate.sort);
	}

	if (aggregate.limit !== undefined) {
		table = { columns: table.columns, rows: table.rows.slice(0, aggregate.limit) };
	}

	return { kind: 'table', table, keys };
}

/**
 * Warns of limits that the groups reached. The limit of `top` is the user's own, so it gives no
 * warning.
 */
export function warnOfCuts(
	groups: GroupTable,
	{ limit = Infinity, limitIsOurs, spec, stage }: PlannedAggregate,
	{ context }: RunState,
): void {
	if (groups.hiddenRowCount > 0) {
		context.warn(
			`${groupsMax} groups are shown; ${groups.hiddenRowCount} rows of further groups are left out`,
		);
	}

	for (const accumulator of groups.accumulators) {
		const warning = accumulator.warning?.();
		if (warning !== undefined) {
			context.warn(warning);
		}
	}

	if (limitIsOurs && groups.groupCount > limit) {
		context.warn(`${spec.name(stage)} shows ${limit} of ${groups.groupCount} groups`);
	}
}
