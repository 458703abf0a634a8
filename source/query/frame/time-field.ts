import { lazy, type Frame, type Lazy } from './frame.ts';
import { TableSource } from './table-source.ts';
import { constantVector } from './vector.ts';

/** Columns of a table that may hold its time: the first that it has is taken. */
export const tableTimeNames = ['_messageTime', '_timeslice', 'eventTime', '_receiptTime'] as const;

/**
 * The time of rows where it is not that of their records: of a table a column, and of records a
 * `_messageTime` that a stage made.
 *
 * @returns undefined where the time is that of the records
 */
export function timeField(frame: Frame, warn: (message: string) => void): Lazy | undefined {
	if (!(frame.source instanceof TableSource)) {
		return frame.has('_messageTime') ? frame.field('_messageTime') : undefined;
	}

	const name = tableTimeNames.find(one => frame.has(one));
	if (name === undefined) {
		warn('timeslice finds no column with a time; put _messageTime behind by');
		return lazy(() => constantVector(null, frame.rowCount));
	}

	return frame.field(name);
}
