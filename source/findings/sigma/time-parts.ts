import type { Expression } from '../../query/syntax/tree.ts';
import type { FaultPath } from '../rule-fault.ts';
import { regexTest } from './patterns.ts';
import { Refusal } from './refusal.ts';

/** Parts of a time that a rule may ask for. */
export const timeParts = ['minute', 'hour', 'day', 'week', 'month', 'year'] as const;

const ranges = {
	minute: [0, 59],
	hour: [0, 23],
	day: [1, 31],
	month: [1, 12],
	year: [0, 9999],
} as const;

/**
 * A part of an ISO time in UTC, which is how CloudTrail writes times.
 *
 * @throws Refusal
 */
export function timePartTest(
	operand: Expression,
	part: (typeof timeParts)[number],
	value: number,
	path: FaultPath,
): Expression {
	const two = String(value).padStart(2, '0');
	const forms = {
		minute: String.raw`^[^T]*T\d\d:${two}`,
		hour: `^[^T]*T${two}:`,
		day: String.raw`^\d{4}-\d\d-${two}`,
		month: String.raw`^\d{4}-${two}-`,
		year: `^${value}-`,
	};
	const [least, most] = part === 'week' ? [0, 0] : ranges[part];
	if (part === 'week' || !Number.isInteger(value) || value < least || value > most) {
		throw new Refusal(
			path,
			part === 'week' ? 'weeks are not compared' : `"${value}" is no ${part}`,
			'compare the minute, hour, day, month or year',
		);
	}

	return regexTest(operand, forms[part], '');
}
