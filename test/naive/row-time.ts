import type { Value } from '../../source/query/value.ts';
import type { NaiveRow, Rows } from './row.ts';
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
