import type { Value } from '../../source/query/value.ts';
import type { Context, NaiveRow, Rows } from './row.ts';
import { asNumber } from './value.ts';

/** A value with the time of its record. */
export function withTime(row: NaiveRow, name: string): Value {
	const value = row.get(name);
	const timestamp = row.record?.timeMs ?? null;
	return value === null ? null : JSON.stringify({ value, timestamp });
}

/** Of a table it stands in a column; of a record a stage may have made another one. */
export function timeOfRow(row: NaiveRow, { isTable }: Rows): number | undefined {
	const names = isTable
		? ['_messageTime', '_timeslice', 'eventTime', '_receiptTime']
		: ['_messageTime'];
	const name = names.find(one => row.titleOf(one) !== undefined);
	if (name === undefined) {
		return row.record?.timeMs;
	}

	const value = row.get(name);
	return typeof value === 'string' && /^\d{4}-.*(Z|[+-]\d\d:?\d\d)$/.test(value)
		? Date.parse(value)
		: asNumber(value);
}

/** The time of an event that has one. */
export function eventTime(row: NaiveRow): number {
	return timeOfRow(row, { isTable: false, columns: [], rows: [] })!;
}

/** Events with a time; the others are counted. */
export function timedOnly(
	rows: readonly NaiveRow[],
	name: string,
	{ warn }: Pick<Context, 'warn'>,
): readonly NaiveRow[] {
	const timed = rows.filter(row => Number.isFinite(eventTime(row)));
	if (timed.length < rows.length) {
		const count = rows.length - timed.length;
		warn(`${name} leaves out ${count} events whose _messageTime is no time`);
	}

	return timed;
}
