import { dayMs } from '../duration.ts';
import { formatTime } from '../time.ts';
import { addDays, dayOf, startOf } from './calendar.ts';
import type { Here } from './calendar.ts';
import { readClockAlone, readDayAndClock } from './clock.ts';
import { readCalendar, readMonth, readWholeDay } from './day.ts';
import { readIsoLength, readLength } from './length.ts';
import { isRefusal, refuse } from './spoken.ts';
import type { End, Reading, Refusal, Spoken } from './spoken.ts';

const moment = (fromMs: number): End => ({ fromMs, toMs: fromMs, isMoment: true });

/** `now`, `2h ago`, `-2h`. */
export function readAgo(text: string, here: Here): Reading<End> {
	if (text === 'now') {
		return moment(here.nowMs);
	}

	const [, minus, back] = (/^(?:-\s*(.+)|(.+?) ago)$/.exec(text) ?? []) as (string | undefined)[];
	const length = readLength(minus ?? back ?? '');
	return typeof length === 'number' ? moment(here.nowMs - length) : length;
}

/** Seconds or milliseconds since 1970: ten or thirteen digits in our days. */
export function readEpoch(text: string): Reading<End> {
	const digits = /^@?(\d{9,15})$/.exec(text)?.[1];
	if (digits === undefined) {
		return undefined;
	}

	if (digits.length > 14 || digits.length === 11) {
		const reason = `${text} is neither seconds (10 digits) nor milliseconds (13) since 1970`;
		return refuse(text, reason, digits.slice(0, digits.length === 11 ? 10 : 13));
	}

	return moment(Number(digits) * (digits.length < 11 ? 1000 : 1));
}

/** What can stand on one side of a range. */
const endReaders = [
	readAgo,
	readEpoch,
	readWholeDay,
	readMonth,
	readCalendar,
	readDayAndClock,
	readClockAlone,
] as const;

function readEnd(text: string, here: Here): Reading<End> {
	let refused: Refusal | undefined;
	for (const read of endReaders) {
		const end = read(text, here);
		if (end !== undefined && (!isRefusal(end) || end.isDouble === true)) {
			return end;
		}

		refused ??= end;
	}

	return refused;
}

/** `since yesterday`, `from 14:00`: until now. */
export function readSince(text: string, here: Here): Reading<Spoken> {
	const [, written] = /^(?:since|from) (.+)$/.exec(text) ?? [];
	const end = readEnd(written ?? '', here);
	return end === undefined || isRefusal(end) ? end : { kind: 'since', fromMs: end.fromMs };
}

/** Where two ends may meet: what is surely a sign between them first, a lone dash last. */
const signs = [/\s*\.\.\.?\s*/g, /\s*[–—]\s*/g, /\s+(?:to|until|and)\s+/g, /\s+-\s+/g, /\s*\/\s*/g];

/** `10:00-11:00`, `2h ago - 1h ago`, `june 1 to june 3`, `2017-06-01/2017-06-03`, `2017-06-01/P1D`. */
export function readBetween(text: string, here: Here): Reading<Spoken> {
	const inner = text.replace(/^(?:from|between) /, '');
	let refused: Refusal | undefined;
	for (const [from, to] of [...signs, /\s*-\s*/g].flatMap(sign => splits(inner, sign))) {
		const range = readPair(from, to, here);
		if (range !== undefined && (!isRefusal(range) || range.isDouble === true)) {
			return range;
		}

		refused ??= range;
	}

	return refused;
}

/** A text has at most so many places where it may be taken apart: it is short. */
function splits(text: string, sign: RegExp): (readonly [string, string])[] {
	return [...text.matchAll(sign)]
		.map(({ index, 0: found }) => [text.slice(0, index), text.slice(index + found.length)] as const)
		.filter(([from, to]) => from !== '' && to !== '');
}

function readPair(fromText: string, toText: string, here: Here): Reading<Spoken> {
	const [fromLength, toLength] = [fromText, toText].map(readIsoLength);
	if (isRefusal(fromLength) || isRefusal(toLength)) {
		return isRefusal(fromLength) ? fromLength : (toLength as Refusal);
	}

	const from = fromLength === undefined ? readEnd(fromText, here) : moment(NaN);
	if (from === undefined || isRefusal(from)) {
		return from;
	}

	const to = toLength === undefined ? readLastEnd(toText, from, here) : moment(NaN);
	if (to === undefined || isRefusal(to)) {
		return (
			to ?? (isSaidDash(fromText, toText) ? refuse(toText, `"${toText}" is no time`, 'now') : to)
		);
	}

	const fromMs = fromLength === undefined ? from.fromMs : to.toMs - fromLength;
	const toMs = toLength === undefined ? to.toMs : from.fromMs + toLength;
	if (toText === 'now') {
		return { kind: 'since', fromMs };
	}

	const isTurned = fromMs >= toMs && namesDay.test(fromText) && toLength === undefined;
	const earlier = isTurned ? readEnd(fromText, { ...here, nowMs: to.fromMs }) : undefined;
	const startMs = earlier === undefined || isRefusal(earlier) ? fromMs : earlier.fromMs;
	return startMs < toMs && (startMs === fromMs || toMs - startMs <= turnedMs)
		? { kind: 'between', fromMs: startMs, toMs }
		: emptyRange({ fromText, toText }, fromMs, toMs, here);
}

/** A name of a day or month without a year: of `friday - monday` the Friday before that Monday is meant. */
const namesDay = /^(?!last )[a-z]{3,9}(?: \d{1,2})?$/;
/** Longer is no week or turn of the year that somebody names, but the two ends in the wrong order. */
const turnedMs = 35 * dayMs;

function emptyRange(
	{ fromText, toText }: { readonly fromText: string; readonly toText: string },
	fromMs: number,
	toMs: number,
	{ timeZone }: Here,
): Refusal {
	const [from = '', to = ''] = [fromMs, toMs].map(timeMs =>
		formatTime(timeMs, timeZone, 'full').slice(0, 16),
	);
	const turned = `${toText} - ${fromText}`;
	const exact = `${to} - ${from}`;
	const mends = /[:mn]/.test(turned) ? [exact, turned] : [turned, exact];
	const part = `${fromText} - ${toText}`;
	return refuse(part, 'the range is empty: it ends before it begins', ...mends);
}

/** Whether a text is two texts, rather than a date with dashes in it. */
function isSaidDash(fromText: string, toText: string): boolean {
	return !/\d$/.test(fromText) || !/^\d/.test(toText) || /:/.test(fromText);
}

/** A time of the clock alone is one of the day on which the range begins, or of the night after it. */
function readLastEnd(text: string, from: End, here: Here): Reading<End> {
	const day = dayOf(from.fromMs, here.timeZone);
	const onDay = Number.isNaN(from.fromMs) ? undefined : readClockAlone(text, here, day);
	if (onDay === undefined || isRefusal(onDay)) {
		return onDay ?? readEnd(text, here);
	}

	const isNextDay = from.clockMs !== undefined && onDay.toMs <= from.fromMs;
	return isNextDay && onDay.clockMs !== from.clockMs
		? readClockAlone(text, here, addDays(day, 1))
		: onDay;
}

/** Midnight of the day of now. */
export function startOfToday({ nowMs, timeZone }: Here): number {
	return startOf(dayOf(nowMs, timeZone), timeZone);
}
