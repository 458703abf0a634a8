import { readDate, writeDate } from './date.ts';
import type { NaiveFunction } from './function.ts';
import { asNumber, asText } from './value.ts';

export const dateFunctions: Readonly<Record<string, NaiveFunction>> = {
	formatDate([time = null, pattern = 'MM/dd/yyyy h:mm:ss a', zone], { timeZone }) {
		const ms = asNumber(time);
		return ms === undefined ? null : writeDate(ms, asText(pattern), asText(zone ?? timeZone));
	},
	parseDate: ([text = null, pattern = null, zone], { timeZone, nowMs }) =>
		readDate(asText(text), asText(pattern), asText(zone ?? timeZone), nowMs),
	fromSeconds([seconds = null]) {
		const number = asNumber(seconds);
		return number === undefined ? null : number * 1_000;
	},
	fromMillis: ([ms = null]) => asNumber(ms) ?? null,
	toMillis: ([time = null]) => asNumber(time) ?? null,
	now: (_args, { nowMs }) => nowMs,
	queryStartTime: (_args, { fromMs }) => fromMs,
	queryEndTime: (_args, { toMs }) => toMs,
	queryTimeRange: (_args, { fromMs, toMs }) => toMs - fromMs,
};
