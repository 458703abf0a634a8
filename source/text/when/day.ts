import { addDays, dayOf, daysInMonth, mondayOf, monthAfter, startOf, wallOf } from './calendar.ts';
import type { Day, Here } from './calendar.ts';
import { isRefusal, refuse } from './spoken.ts';
import type { End, Reading } from './spoken.ts';
import { monthNumbers, weekdayNumbers } from './words.ts';

const yearMin = 1900;
const namesOfMonth = [...monthNumbers.keys()].join('|');
const namesOfWeekday = [...weekdayNumbers.keys()].join('|');
const twoDigits = (count: number) => String(count).padStart(2, '0');

const isoDay = /^(\d{4})([-/])(\d{1,2})\2(\d{1,2})$/;
const compactDay = /^(\d{4})(\d{2})(\d{2})$/;
const yearLast = /^(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})$/;
const monthFirst = new RegExp(
	String.raw`^(${namesOfMonth}) (\d{1,2})(?:st|nd|rd|th)?(?:,? (\d{4}))?$`,
);
const dayFirst = new RegExp(
	String.raw`^(?:the )?(\d{1,2})(?:st|nd|rd|th)?(?: of)? (${namesOfMonth})(?:,? (\d{4}))?$`,
);
const monthSlash = /^(\d{1,2})\/(\d{1,2})$/;
const weekday = new RegExp(String.raw`^(last )?(${namesOfWeekday})$`);

/** Reads the name of a day, as the clock of the zone has it. */
export function readDay(text: string, here: Here): Reading<Day> {
	const today = dayOf(here.nowMs, here.timeZone);
	if (text === 'today' || text === 'yesterday') {
		return text === 'today' ? today : addDays(today, -1);
	}

	const named = weekday.exec(text) as (string | undefined)[] | null;
	if (named !== null) {
		const ago = (wallOf(today) - wallOf(mondayOf(today))) / 86_400_000;
		const back = (ago - (weekdayNumbers.get(named[2] ?? '') ?? 0) + 7) % 7;
		return addDays(today, -(back === 0 && named[1] !== undefined ? 7 : back));
	}

	const reversed = yearLast.exec(text);
	if (reversed !== null) {
		const [, first = '', second = '', year = ''] = reversed;
		const mends = [`${year}-${second}-${first}`, `${year}-${first}-${second}`].map(padded);
		const reason = `"${text}" may begin with its day or with its month`;
		return { ...refuse(text, reason, ...mends), isDouble: true };
	}

	const date = dateOf(text);
	return date === undefined ? undefined : checkedDay(date, text, today);
}

const padded = (text: string) => text.replace(/-(\d)(?=-|$)/g, '-0$1');

interface WrittenDate {
	readonly year: number | undefined;
	readonly month: number;
	readonly day: number;
	/** The same date with another day of its month. */
	withDay(day: number): string;
}

function dateOf(text: string): WrittenDate | undefined {
	const iso = isoDay.exec(text) ?? compactDay.exec(text);
	if (iso !== null) {
		const [year = '', month = '', day = ''] = [iso[1], iso.at(-2), iso.at(-1)];
		const start = `${year}-${month.padStart(2, '0')}`;
		return dateIn(year, Number(month), day, other => `${start}-${twoDigits(other)}`);
	}

	const words = monthFirst.exec(text) as (string | undefined)[] | null;
	if (words !== null) {
		const [, month = '', day = '', year] = words;
		const end = year === undefined ? '' : ` ${year}`;
		return dateIn(year, monthNumbers.get(month) ?? 0, day, other => `${month} ${other}${end}`);
	}

	const turned = dayFirst.exec(text) as (string | undefined)[] | null;
	if (turned !== null) {
		const [, day = '', month = '', year] = turned;
		const end = year === undefined ? '' : ` ${year}`;
		return dateIn(year, monthNumbers.get(month) ?? 0, day, other => `${other} ${month}${end}`);
	}

	const [slash, month = '', day = ''] = monthSlash.exec(text) ?? [];
	return slash === undefined
		? undefined
		: dateIn(undefined, Number(month), day, other => `${month}/${other}`);
}

function dateIn(
	year: string | undefined,
	month: number,
	day: string,
	withDay: (day: number) => string,
): WrittenDate {
	return { year: year === undefined ? undefined : Number(year), month, day: Number(day), withDay };
}

/** Of a day without a year the last that has begun is meant. */
function checkedDay(date: WrittenDate, text: string, today: Day): Reading<Day> {
	const { year, month, day, withDay } = date;
	if (month < 1 || month > 12) {
		const mend = year === undefined ? `${day}/${month}` : `${year}-12-${twoDigits(day)}`;
		return refuse(text, `a year has 12 months, so there is no month ${month}`, mend);
	}

	if (year !== undefined && year < yearMin) {
		return refuse(text, `years are ${yearMin} to 9999`);
	}

	// Of a leap year where none is named.
	const days = daysInMonth(year ?? 2024, month);
	if (day < 1 || day > days) {
		const reason = `${nameOf(month)}${year === undefined ? '' : ` ${year}`} has ${days} days`;
		return refuse(text, reason, withDay(Math.max(1, Math.min(day, days))));
	}

	if (year !== undefined) {
		return { year, month, day };
	}

	// A leap day is eight years away at most.
	for (let ago = 0; ago < 9; ago++) {
		const one = { year: today.year - ago, month, day };
		if (wallOf(one) <= wallOf(today) && day <= daysInMonth(one.year, month)) {
			return one;
		}
	}

	return undefined;
}

function nameOf(month: number): string {
	const [name = ''] = [...monthNumbers].find(([, number]) => number === month) ?? [];
	return name.replace(/^./, letter => letter.toUpperCase());
}

/** All of a day: `june 1`, `last tuesday`, `2017-06-01`. */
export function readWholeDay(text: string, here: Here): Reading<End> {
	const day = readDay(text.replace(/^on /, ''), here);
	return day === undefined || isRefusal(day) ? day : stretch(day, addDays(day, 1), here);
}

const monthForm = new RegExp(String.raw`^(?:(\d{4})-(\d{1,2})|(${namesOfMonth})(?: (\d{4}))?)$`);

/** All of a month: `2017-06`, `june`, `june 2017`. Without a year it is the last that has begun. */
export function readMonth(text: string, here: Here): Reading<End> {
	const found = monthForm.exec(text) as (string | undefined)[] | null;
	if (found === null) {
		return undefined;
	}

	const today = dayOf(here.nowMs, here.timeZone);
	const [, isoYear, isoMonth, name, namedYear] = found;
	const month = Number(isoMonth ?? monthNumbers.get(name ?? ''));
	const usual = month > today.month ? today.year - 1 : today.year;
	const year = Number(isoYear ?? namedYear ?? usual);
	if (month < 1 || month > 12) {
		return refuse(text, `a year has 12 months, so there is no month ${month}`, `${year}-12`);
	}

	const first = { year, month, day: 1 };
	return year < yearMin
		? refuse(text, `years are ${yearMin} to 9999`)
		: stretch(first, monthAfter(first, 1), here);
}

/** `this week`, `last month`, `2017`: weeks begin on Monday. Undefined for what goes on until now. */
export function readCalendar(text: string, here: Here): Reading<End> {
	const [, which = '', unit = ''] = /^(this|last) (week|month|year)$/.exec(text) ?? [];
	const today = dayOf(here.nowMs, here.timeZone);
	const back = which === 'last' ? 1 : 0;
	switch (unit) {
		case 'week': {
			const monday = addDays(mondayOf(today), -7 * back);
			return stretch(monday, addDays(monday, 7), here);
		}

		case 'month':
			return stretch(monthAfter(today, -back), monthAfter(today, 1 - back), here);
		default:
			return unit === 'year' || /^(?:19|20)\d{2}$/.test(text)
				? wholeYear(unit === 'year' ? today.year - back : Number(text), here)
				: undefined;
	}
}

function wholeYear(year: number, here: Here): End {
	return stretch({ year, month: 1, day: 1 }, { year: year + 1, month: 1, day: 1 }, here);
}

function stretch(from: Day, to: Day, { timeZone }: Here): End {
	return { fromMs: startOf(from, timeZone), toMs: startOf(to, timeZone), isMoment: false };
}
