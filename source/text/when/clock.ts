import { dayMs, hourMs, minuteMs } from '../duration.ts';
import { addDays, dayOf, dayOfWall, gapAt, instantsOf, wallOf } from './calendar.ts';
import type { Day, Here } from './calendar.ts';
import { readDay } from './day.ts';
import { isRefusal, refuse } from './spoken.ts';
import type { End, Reading, Refusal } from './spoken.ts';

const clockForm =
	/^(?:(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s*([ap]m)?|(\d{1,2})\s*([ap]m)|(noon|midnight))$/;
const clockText = String.raw`(?:\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d{1,9})?)?\s*(?:[ap]m)?|\d{1,2}\s*[ap]m|noon|midnight)`;
const zoneText = String.raw`(?:z|utc|gmt|[+-]\d{2}:?\d{2})`;
const two = (count: number) => String(count).padStart(2, '0');

/** Reads `14:00`, `2pm`, `2:30 pm`, `noon`; ms after midnight. 24:00 is the end of the day. */
function readClock(text: string): Reading<number> {
	const found = clockForm.exec(text);
	if (found === null) {
		return undefined;
	}

	const [, hours, minutes = '0', seconds = '0', fraction = '', half, hourAlone, halfAlone, word] =
		found as (string | undefined)[];
	if (word !== undefined) {
		return word === 'noon' ? 12 * hourMs : 0;
	}

	const shown = Number(hours ?? hourAlone);
	const suffix = half ?? halfAlone;
	const rest = `:${two(Math.min(59, Number(minutes)))}`;
	if (suffix !== undefined && (shown < 1 || shown > 12)) {
		const hour = shown === 0 ? 0 : Math.min(23, shown);
		return refuse(text, `an hour before am or pm is 1 to 12, not ${shown}`, two(hour) + rest);
	}

	if (Number(minutes) > 59 || Number(seconds) > 59) {
		const hour = Math.min(23, shown);
		return refuse(text, 'an hour has 60 minutes, and a minute 60 seconds', `${hour}${rest}`);
	}

	const hour = suffix === undefined ? shown : (shown % 12) + (suffix === 'pm' ? 12 : 0);
	const ms = Number(`0.${fraction || '0'}`) * 1000;
	const clockMs = hour * hourMs + Number(minutes) * minuteMs + Number(seconds) * 1000;
	return clockMs > dayMs || (clockMs === dayMs && ms > 0)
		? refuse(text, `a day ends at 24:00, so there is no ${text}`, `23${rest}`)
		: clockMs + Math.floor(ms);
}

/** Ms to take from a wall time; undefined where no zone is written. */
function readZone(text: string | undefined): Reading<number> {
	if (text === undefined) {
		return undefined;
	}

	const [, sign = '+', hours = '0', minutes = '0'] = /^([+-])(\d{2}):?(\d{2})$/.exec(text) ?? [];
	const ms = Number(hours) * hourMs + Number(minutes) * minuteMs;
	return ms > 14 * hourMs || Number(minutes) > 59
		? refuse(text, `no zone of time is ${text} from UTC`, 'z')
		: sign === '-'
			? -ms
			: ms;
}

/** The instants of a day and a time of its clock. */
function momentOf(
	day: Day,
	clockMs: number,
	zone: number | undefined,
	text: string,
	{ timeZone }: Here,
): End | Refusal {
	const wallMs = wallOf(day) + clockMs;
	const [fromMs, laterMs] = zone === undefined ? instantsOf(wallMs, timeZone) : [wallMs - zone];
	if (fromMs !== undefined) {
		return { fromMs, toMs: laterMs ?? fromMs, isMoment: true };
	}

	const gap = gapAt(wallMs, timeZone);
	const [from, to] = [gap.fromWallMs, gap.toWallMs].map(shownOf);
	const [date = '', clock = ''] = (to ?? '').split(' ');
	const reason = `there is no ${shownOf(wallMs).slice(11)} on ${date}: the clock of ${timeZone} goes from ${from?.slice(11) ?? ''} to ${clock}`;
	return refuse(text, reason, `${date} ${clock}`);
}

/** `2026-03-29 03:00` */
function shownOf(wallMs: number): string {
	return new Date(wallMs).toISOString().slice(0, 16).replace('T', ' ');
}

const dayFirst = new RegExp(
	String.raw`^(.+?)(?:(?<=^\d{4}-?\d{2}-?\d{2})t| at |, ?| )(${clockText})(?:\s*(${zoneText}))?$`,
);
const clockFirst = new RegExp(String.raw`^(${clockText})(?:\s*(${zoneText}))?(?: on |, ?| )(.+)$`);

/** Reads `yesterday 14:00`, `2pm yesterday`, `2017-06-01T14:00Z`. */
export function readDayAndClock(text: string, here: Here): Reading<End> {
	const [, dayText, clock, zone] = (dayFirst.exec(text) ?? []) as (string | undefined)[];
	const [, clockBefore, zoneBefore, dayBehind] = (clockFirst.exec(text) ?? []) as (
		string | undefined
	)[];
	const read = readParts({ text, dayText, clock, zone }, here);
	const turned =
		read === undefined || isRefusal(read)
			? readParts({ text, dayText: dayBehind, clock: clockBefore, zone: zoneBefore }, here)
			: undefined;
	return turned === undefined || (isRefusal(turned) && read !== undefined) ? read : turned;
}

interface Parts {
	readonly text: string;
	readonly dayText: string | undefined;
	readonly clock: string | undefined;
	readonly zone: string | undefined;
}

function readParts({ text, dayText, clock, zone }: Parts, here: Here): Reading<End> {
	const day = readDay(dayText ?? '', here);
	if (day === undefined || isRefusal(day)) {
		return day;
	}

	const clockMs = readClock(clock ?? '');
	const zoneMs = readZone(zone);
	if (clockMs === undefined || isRefusal(clockMs)) {
		return clockMs;
	}

	// Where no zone can be meant, it is an hour with its two ends, which another form reads.
	if (isEndOfHours(zone) && !isZone(zone)) {
		return undefined;
	}

	return (
		doubleMeaning(text, clock ?? '', clockMs, zone) ??
		(isRefusal(zoneMs) ? zoneMs : momentOf(day, clockMs, zoneMs, text, here))
	);
}

/** Whether `-15:00` behind a clock may be the end of an hour that begins with it. */
function isEndOfHours(zone: string | undefined): zone is string {
	return zone?.startsWith('-') === true && typeof readClock(zone.slice(1)) === 'number';
}

/** The westernmost zone is twelve hours from UTC, and zones differ by quarters of an hour. */
function isZone(zone: string): boolean {
	const [, hours = '', minutes = ''] = /^-(\d{2}):?(\d{2})$/.exec(zone) ?? [];
	return Number(hours) * 60 + Number(minutes) <= 12 * 60 && Number(minutes) % 15 === 0;
}

/** `2026-03-01 10:00-11:00` is an hour to people, and a time eleven hours west of UTC to ISO, which writes a T. */
function doubleMeaning(
	text: string,
	clock: string,
	clockMs: Reading<number>,
	zone: string | undefined,
): Refusal | undefined {
	const end = isEndOfHours(zone) ? readClock(zone.slice(1)) : undefined;
	const isSaid = typeof end === 'number' && typeof clockMs === 'number' && end > clockMs;
	const isIso = /^\d{4}-\d{2}-\d{2}t/.test(text);
	return !isSaid || isIso || zone === undefined
		? undefined
		: {
				...refuse(
					text,
					`${clock}${zone} is from ${clock} to ${zone.slice(1)}, or a time in the zone ${zone}`,
					text.replace(/\s*-(\d{2}:?\d{2})$/, ' - $1'),
				),
				isDouble: true,
			};
}

const clockAlone = new RegExp(
	String.raw`^(?:at )?(${clockText})(?:\s*(z|utc|gmt|\+\d{2}:?\d{2}))?$`,
);

/**
 * Reads a time of the clock alone: that of today if it has come, else that of yesterday.
 *
 * @param from - the day to take instead
 */
export function readClockAlone(text: string, here: Here, from?: Day): Reading<End> {
	const found = clockAlone.exec(text) as (string | undefined)[] | null;
	const clockMs = readClock(found?.[1] ?? '');
	const zone = readZone(found?.[2]);
	if (found === null || clockMs === undefined || isRefusal(clockMs) || isRefusal(zone)) {
		return isRefusal(clockMs) ? clockMs : isRefusal(zone) ? zone : undefined;
	}

	const today =
		from ?? (zone === undefined ? dayOf(here.nowMs, here.timeZone) : dayOfWall(here.nowMs + zone));
	const moment = momentOf(today, clockMs, zone, text, here);
	const isToCome = !isRefusal(moment) && moment.fromMs > here.nowMs && from === undefined;
	const read = isToCome ? momentOf(addDays(today, -1), clockMs, zone, text, here) : moment;
	return isRefusal(read) || zone !== undefined ? read : { ...read, clockMs };
}
