import type { Here } from './calendar.ts';
import { readClockAlone, readDayAndClock } from './clock.ts';
import { readCalendar, readMonth, readWholeDay } from './day.ts';
import { readAgo, readBetween, readEpoch, readSince, startOfToday } from './ends.ts';
import { readIsoLength, readLength } from './length.ts';
import { isRefusal } from './spoken.ts';
import type { End, Reading, Spoken } from './spoken.ts';

/** One way to say a time. Help, README, the menu, refusals and tests read the list of them. */
export interface Form {
	/** Texts that it reads, the plainest first. */
	readonly examples: readonly [string, ...string[]];
	/** What they mean, as a sentence without its end. */
	readonly means: string;
	/** Whether the line of the menu has an example of it. */
	readonly isHinted?: true;
	/** Reads a text in small letters without blanks at its ends; undefined when it has another form. */
	read(text: string, here: Here): Reading<Spoken>;
}

type ReadEnd = (text: string, here: Here) => Reading<End>;

const asPeriod =
	(read: ReadEnd) =>
	(text: string, here: Here): Reading<Spoken> => {
		const end = read(text, here);
		return end === undefined || isRefusal(end)
			? end
			: { kind: 'period', fromMs: end.fromMs, toMs: end.toMs };
	};

const asMoment =
	(read: ReadEnd) =>
	(text: string, here: Here): Reading<Spoken> => {
		const end = read(text, here);
		return end === undefined || isRefusal(end) ? end : { kind: 'moment', fromMs: end.fromMs };
	};

const asLength = (length: Reading<number>): Reading<Spoken> =>
	typeof length === 'number' ? { kind: 'last', lengthMs: length } : length;

export const forms: readonly Form[] = [
	{
		examples: ['last 3 days', 'last 24h', '90m', '1h30m', 'past 2 weeks', 'last hour', '-7d'],
		isHinted: true,
		means: 'a length that ends now: s, m, h, d, w or their words',
		read(text) {
			const length = text.replace(/^(?:last |past |-)\s*/, '');
			const isBare = length !== text && /^(?:day|hour|minute|second)$/.test(length);
			return asLength(readLength(isBare ? `1 ${length}` : length));
		},
	},
	{
		examples: ['PT6H', 'P1DT12H'],
		means: 'a length as ISO 8601 has it, that ends now',
		read: text => asLength(readIsoLength(text)),
	},
	{
		examples: ['today'],
		means: 'from midnight until now',
		read: (text, here) =>
			text === 'today' ? { kind: 'today', fromMs: startOfToday(here) } : undefined,
	},
	{
		examples: ['yesterday', 'tuesday', 'last tuesday'],
		means: 'the whole day, the latest there was; with last, one before today',
		read: (text, here) =>
			/^(?:\D*)$/.test(text) && text !== 'today' ? asPeriod(readWholeDay)(text, here) : undefined,
	},
	{
		examples: ['june 1', '1 june', 'june 1 2017', '2017-06-01', '6/1', '20170601'],
		isHinted: true,
		means: 'the whole day; without a year the last that has begun',
		read: (text, here) => (/\d/.test(text) ? asPeriod(readWholeDay)(text, here) : undefined),
	},
	{
		examples: ['2017-06', 'june 2017', 'june', '2017'],
		means: 'the whole month or year; without a year the last that has begun',
		read: (text, here) =>
			asPeriod(
				(one, at) => readMonth(one, at) ?? (/^\d/.test(one) ? readCalendar(one, at) : undefined),
			)(text, here),
	},
	{
		examples: ['this week', 'this month', 'this year'],
		means: 'from its beginning until now; a week begins on Monday',
		read(text, here) {
			const end = text.startsWith('this ') ? readCalendar(text, here) : undefined;
			return end === undefined || isRefusal(end) ? end : { kind: 'since', fromMs: end.fromMs };
		},
	},
	{
		examples: ['last week', 'last month', 'last year'],
		means: 'the whole one before this',
		read: (text, here) =>
			text.startsWith('last ') ? asPeriod(readCalendar)(text, here) : undefined,
	},
	{
		examples: ['yesterday 14:00', '2pm yesterday', 'june 1 9:30', '2017-06-01T14:00Z'],
		isHinted: true,
		means: 'a moment; as a range, from then until now',
		read: asMoment(readDayAndClock),
	},
	{
		examples: ['14:00', '2pm', 'noon'],
		means: 'a moment of today if it has come, else of yesterday',
		read: asMoment((text, here) => readClockAlone(text, here)),
	},
	{
		examples: ['2h ago', '3 days ago', 'now'],
		means: 'a moment before now',
		read: asMoment(readAgo),
	},
	{
		examples: ['1496275200', '1496275200000'],
		means: 'a moment, in seconds or milliseconds since 1970',
		read: asMoment(readEpoch),
	},
	{
		examples: ['since yesterday', 'since 14:00'],
		means: 'from then until now',
		read: readSince,
	},
	{
		examples: ['10:00-11:00', '10:00 to 11:30', '9am - 5pm', '22:00-02:00'],
		isHinted: true,
		means: 'hours of today if the first has begun, else of yesterday',
		read: (text, here) => (/^[\d:]/.test(text) ? readBetween(text, here) : undefined),
	},
	{
		examples: [
			'2h ago - 1h ago',
			'june 1 - june 3',
			'yesterday 10:00 - 11:00',
			'2017-06-01 .. 2017-06-03',
			'2017-06-01/P2D',
			'2017-06-01T00:00Z/2017-06-01T06:00Z',
		],
		means: 'from the first to the second; a day or month at the end is whole',
		read: readBetween,
	},
];
