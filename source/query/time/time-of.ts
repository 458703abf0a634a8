import type { Value } from '../value.ts';

const timeText = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)$/;
/** Ms of the last time that JavaScript can tell the date of. */
const lastMs = 8.64e15;

/** A value as ms since the epoch: a number, its text, or ISO 8601 with a zone; else undefined. */
export function timeOf(value: Value): number | undefined {
	const isText = typeof value === 'string' && value.trim() !== '';
	const ms = isText && timeText.test(value) ? Date.parse(value) : Number(isText ? value : NaN);
	const time = typeof value === 'number' ? value : ms;
	return Math.abs(time) <= lastMs ? time : undefined;
}
