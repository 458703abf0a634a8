import type { Value } from '../query/value.ts';
import { formatNumber } from '../text/number.ts';
import { sanitise } from '../text/sanitise.ts';
import { formatTime, parseIsoTime } from '../text/time.ts';
import type { TimeForm } from '../text/time.ts';
import { dayMs } from '../text/duration.ts';
import type { TimeSpan } from './model.ts';

/** The name of a missing value of a group or series. */
export const noneLabel = '(none)';

/** A value as the label of a group or a series. */
export function labelText(value: Value | undefined): string {
	if (value === null || value === undefined || value === '') {
		return noneLabel;
	}

	return typeof value === 'number' ? formatNumber(value) : sanitise(String(value));
}

/** The number of a value. An engine may return a count as text. */
export function numberOf(value: Value | undefined): number {
	if (typeof value === 'number') {
		return value;
	}

	return typeof value === 'string' && value.trim() !== '' ? Number(value) : Number.NaN;
}

/** The shortest form of time that is sufficient for a range of this length. */
export function timeFormOf(range: TimeSpan, timeZone: string): TimeForm {
	const oneDay =
		range.toMs - range.fromMs <= dayMs &&
		formatTime(range.fromMs, timeZone, 'day') === formatTime(range.toMs - 1, timeZone, 'day');
	return oneDay || range.toMs - range.fromMs <= dayMs ? 'clock' : 'day-clock';
}

const timeColumn =
	/^(_timeslice|_messagetime|_receipttime|eventtime|_timeslice_end|_firstseen|_lastseen|_start|_end|_step\d+)$/i;

export function isTimeColumn(title: string): boolean {
	return timeColumn.test(title);
}

/** The text of a table cell. Identifiers that look like numbers are not formatted. */
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
