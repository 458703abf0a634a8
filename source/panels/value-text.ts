import type { Value } from '../query/value.ts';
import { formatNumber } from '../text/number.ts';
import { sanitise } from '../text/sanitise.ts';
import { formatTime, parseIsoTime } from '../text/time.ts';
import type { TimeForm } from '../text/time.ts';
import { dayMs } from '../text/duration.ts';
import type { TimeSpan } from './model.ts';

/** The name of a missing value, as a group or a series. */
export const noneLabel = '(none)';

/** A value as the label of a group or a series. */
export function labelText(value: Value | undefined): string {
	if (value === null || value === undefined || value === '') {
		return noneLabel;
	}

	return typeof value === 'number' ? formatNumber(value) : sanitise(String(value));
}

/** Counts are numbers; an engine may hand over a number's text. */
export function numberOf(value: Value | undefined): number {
	if (typeof value === 'number') {
		return value;
	}

	return typeof value === 'string' && value.trim() !== '' ? Number(value) : Number.NaN;
}

/** How times are written so that a range of this length needs no more. */
export function timeFormOf(range: TimeSpan, timeZone: string): TimeForm {
	const oneDay =
		range.toMs - range.fromMs <= dayMs &&
		formatTime(range.fromMs, timeZone, 'day') === formatTime(range.toMs - 1, timeZone, 'day');
	return oneDay || range.toMs - range.fromMs <= dayMs ? 'clock' : 'day-clock';
}

const timeColumn = /^(_timeslice|_messagetime|_receipttime|eventtime|_timeslice_end)$/i;

export function isTimeColumn(title: string): boolean {
	return timeColumn.test(title);
}

/** A cell of a table. Identifiers that look like numbers stay as they are. */
export function cellText(
	value: Value | undefined,
	title: string,
	timeZone: string,
	form: TimeForm,
): string {
	if (value === null || value === undefined) {
		return '';
	}

	if (isTimeColumn(title)) {
		const timeMs = typeof value === 'number' ? value : parseIsoTime(String(value));

		if (timeMs !== undefined) {
			return formatTime(timeMs, timeZone, form);
		}
	}

	return typeof value === 'number' ? formatNumber(value) : sanitise(String(value));
}
