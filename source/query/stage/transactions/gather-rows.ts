import { reader, type Row } from '../../frame/columns.ts';
import type { TableContext } from '../../frame/table.ts';
import { timeOf } from '../../time/time-of.ts';
import type { Span } from '../../value.ts';
import type { Pipelines } from '../stage-spec.ts';

/** Events that a stage reads as a whole, the newest of more. */
export const gatheredRowsMax = 200_000;

export interface GatheredEvent {
	readonly row: Row;
	/** Since the epoch. */
	readonly timeMs: number;
}

/** Bytes of an event besides its row. */
const eventBytes = 40;

export interface Gathered {
	/** Of each event's row. */
	readonly columns: readonly string[];
	readonly events: readonly GatheredEvent[];
}

/**
 * The rows before a stage, newest first, with some of their fields. Those whose `_messageTime` a stage made, and
 * that is no time, are left out and counted.
 *
 * @throws TooLarge, Cancelled
 */
export async function gatherRows(
	stage: string,
	span: Span,
	names: readonly string[],
	context: TableContext,
	pipelines: Pick<Pipelines, 'with'>,
): Promise<Gathered> {
	const { spending } = context;
	const { table, rowCount } = await pipelines.with([], gatheredRowsMax, ['_messageTime', ...names]);
	if (rowCount > table.rows.length) {
		context.warn(`${stage} reads ${table.rows.length} events, the newest of ${rowCount}`);
	}

	const time = reader(table.columns, '_messageTime');
	const events: GatheredEvent[] = [];
	for (const row of table.rows) {
		const timeMs = timeOf(time(row));
		if (timeMs !== undefined) {
			spending.add(eventBytes, span);
			events.push({ row, timeMs });
		}
	}

	tellUntimed(stage, table.rows.length - events.length, context);
	return { columns: table.columns, events };
}

/** Warns of events whose time is none. */
export function tellUntimed(
	stage: string,
	count: number,
	{ warn }: Pick<TableContext, 'warn'>,
): void {
	if (count > 0) {
		warn(`${stage} leaves out ${count} events whose _messageTime is no time`);
	}
}
