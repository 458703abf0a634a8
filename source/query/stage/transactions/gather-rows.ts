import type { Table, TableContext } from '../../frame/table.ts';
import { rowBytes } from '../../spending.ts';
import type { Span } from '../../value.ts';
import type { Pipelines } from '../stage-spec.ts';

/** Events that a stage reads as a whole, the newest of more. */
export const gatheredRowsMax = 200_000;

/**
 * The rows before a stage, newest first, with some of their fields.
 *
 * @throws TooLarge
 */
export async function gatherRows(
	stage: string,
	span: Span,
	names: readonly string[],
	context: TableContext,
	pipelines: Pipelines,
): Promise<Table> {
	const { table, rowCount } = await pipelines.with([], gatheredRowsMax, names);
	context.spending.add(table.rows.length * rowBytes(table.columns.length), span);
	if (rowCount > table.rows.length) {
		context.warn(`${stage} reads ${table.rows.length} events, the newest of ${rowCount}`);
	}

	return table;
}
