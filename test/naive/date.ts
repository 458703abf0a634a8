import { instantsOf, isZone, wallMs, zoneName } from './zone.ts';

/** A part of a pattern: text as it stands, or a letter so many times. */
type Part = { readonly text: string } | { readonly letter: string; readonly count: number };

const letters = 'yMdEaHkKhmsSzZXD';
const numberLetters = 'yMdHkKhmsSD';

/** Reads a pattern; undefined when it has a letter that means nothing, or a quote left open. */
export function partsOf(pattern: string): readonly Part[] | undefined {
	const parts: Part[] = [];
	let rest = pattern;

	while (rest !== '') {
		const quoted = /^'((?:[^']|'')*)'(?!')/.exec(rest);
		const run = /^([A-Za-z])\1*/.exec(rest);
		const [piece] = quoted ?? run ?? /^[^A-Za-z']+/.exec(rest) ?? [''];

		if (piece === '' || (run && !letters.includes(piece[0]!))) {
			return undefined;
		}

		if (run) {
			parts.push({ letter: piece[0]!, count: piece.length });
		} else {
			const text = quoted ? quoted[1]!.replaceAll("''", "'") : piece;
			parts.push({ text: piece === "''" ? "'" : text });
		}

		rest = rest.slice(piece.length);
	}

	return parts;
}

/** Writes a time; null when pattern, zone or time is none. */
export function writeDate(ms: number, pattern: string, zone: string): string | null {
	const parts = partsOf(pattern);

	if (!parts || !isZone(zone) || Number.isNaN(new Date(ms).getTime())) {
		return null;
	}

	return parts
		.map(part => ('text' in part ? part.text : writeLetter(part.letter, part.count, ms, zone)))
		.join('');
}

function writeLetter(letter: string, count: number, ms: number, zone: string): string {
	const wall = new Date(wallMs(ms, zone));
	const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0, milli = 0] = wall
		.toISOString()
		.split(/\D+/)
		.map(Number);
	const padded = (number: number) => String(number).padStart(count, '0');
	const named = (options: Intl.DateTimeFormatOptions) =>
		new Intl.DateTimeFormat('en-US', { ...options, timeZone: 'UTC' }).format(wall);

	switch (letter) {
		case 'y':
			return count === 2 ? String(year).slice(-2) : padded(year);
		case 'M':
			return count < 3 ? padded(month) : named({ month: count === 3 ? 'short' : 'long' });
		case 'd':
			return padded(day);
		case 'D':
			return padded(
				1 + Math.round((Date.UTC(year, month - 1, day) - Date.UTC(year, 0)) / 86_400_000),
			);
		case 'E':
			return named({ weekday: count < 4 ? 'short' : 'long' });
		case 'a':
			return hour >= 12 ? 'PM' : 'AM';
		case 'H':
			return padded(hour);
		case 'k':
			return padded(hour === 0 ? 24 : hour);
		case 'K':
			return padded(hour >= 12 ? hour - 12 : hour);
		case 'h':
			return padded(hour > 12 ? hour - 12 : hour === 0 ? 12 : hour);
		case 'm':
			return padded(minute);
		case 's':
			return padded(second);
		case 'S':
			return padded(milli);
		case 'z':
			return zoneName(ms, zone, count < 4 ? 'short' : 'long');
		default:
			return writeOffset(letter, count, (wallMs(ms, zone) - ms) / 60_000);
	}
}

/** `Z` is +0100; `X` +01, `XX` +0100 and `XXX` +01:00, all three Z in Greenwich. */
function writeOffset(letter: string, count: number, minutes: number): string {
	if (letter === 'X' && minutes === 0) {
		return 'Z';
	}

	const sign = minutes < 0 ? '-' : '+';
	const clock = new Date(Math.abs(Math.round(minutes)) * 60_000).toISOString().slice(11, 16);
	const shown = letter === 'X' && count === 1 ? clock.slice(0, 2) : clock;
	return sign + (letter === 'X' && count > 2 ? shown : shown.replace(':', ''));
}

const months =
	'January February March April May June July August September October November December';
const days = 'Sunday Monday Tuesday Wednesday Thursday Friday Saturday';
const zoneHours: Readonly<Record<string, number>> = {
	UTC: 0,
	GMT: 0,
	Z: 0,
	EST: -5,
	EDT: -4,
	CST: -6,
	CDT: -5,
	MST: -7,
	MDT: -6,
	PST: -8,
	PDT: -7,
	CET: 1,
	CEST: 2,
};

/** What stands at the start of a text for a letter of the pattern. */
function piece(
	rest: string,
	letter: string,
	count: number,
	isAdjacent: boolean,
): string | undefined {
	if (letter === 'E' || (letter === 'M' && count > 2)) {
		const names = (letter === 'E' ? days : months).split(' ');
		return names
			.flatMap(name => [name, name.slice(0, 3)])
			.filter(name => rest.toLowerCase().startsWith(name.toLowerCase()))
			.sort((a, b) => b.length - a.length)[0];
	}

	if (letter === 'a') {
		return /^[AaPp][Mm]/.exec(rest)?.[0];
	}

	if ('zZX'.includes(letter)) {
		return /^(?:GMT|UTC)?[+-]\d\d(?::?\d\d)?|^[A-Za-z]+/.exec(rest)?.[0];
	}

	return new RegExp(`^\\d{1,${isAdjacent ? count : 9}}`).exec(rest)?.[0];
}

/**
 * Reads a time. What follows in the text does not matter; a day that no calendar has is null.
 *
 * @param nowMs - two digits of a year mean the one from 80 years before to 20 after it
 */
export function readDate(
	text: string,
	pattern: string,
	zone: string,
	nowMs: number,
): number | null {
	const parts = partsOf(pattern);
	const found = new Map<string, string>();
	let rest = text;

	if (!parts || !isZone(zone)) {
		return null;
	}

	for (const [index, part] of parts.entries()) {
		const next = parts[index + 1];
		const isAdjacent =
			next !== undefined && 'letter' in next && numberLetters.includes(next.letter);
		const taken =
			'text' in part
				? [part.text].find(literal => rest.startsWith(literal))
				: piece(rest, part.letter, part.count, isAdjacent);

		if (taken === undefined) {
			return null;
		}

		if ('letter' in part) {
			const isShortYear = part.letter === 'y' && part.count <= 2 && taken.length === 2;
			found.set(part.letter, isShortYear ? String(fullYear(Number(taken), nowMs)) : taken);
		}

		rest = rest.slice(taken.length);
	}

	return instant(found, zone);
}

function fullYear(twoDigits: number, nowMs: number): number {
	const now = new Date(nowMs).getUTCFullYear();
	return Array.from({ length: 100 }, (_, index) => now - 79 + index).find(
		year => year % 100 === twoDigits,
	)!;
}

function instant(found: ReadonlyMap<string, string>, zone: string): number | null {
	const number = (letter: string, missing: number) => Number(found.get(letter) ?? missing);
	const month = found.get('M') ?? '1';
	const monthNumber = /\d/.test(month)
		? Number(month)
		: 1 +
			months
				.split(' ')
				.findIndex(name => name.slice(0, 3).toLowerCase() === month.slice(0, 3).toLowerCase());
	const half = found.has('K') ? number('K', 0) : number('h', 0) % 12;
	const ofHalf = half + (found.get('a')?.toLowerCase() === 'pm' ? 12 : 0);
	const hour = found.has('H') ? number('H', 0) : found.has('k') ? number('k', 0) % 24 : ofHalf;
	const fraction = found.get('S') ?? '0';
	const milli =
		fraction.length > 3 ? Math.floor(Number(`0.${fraction}`) * 1_000) : Number(fraction);
	const year = number('y', 1970);
	const day = new Date(
		found.has('D')
			? Date.UTC(year, 0, number('D', 1))
			: Date.UTC(year, monthNumber - 1, number('d', 1)),
	);
	const isReal =
		day.getUTCFullYear() === year &&
		(found.has('D') ||
			(day.getUTCMonth() + 1 === monthNumber && day.getUTCDate() === number('d', 1)));

	if (!isReal || hour > 23 || number('m', 0) > 59 || number('s', 0) > 59) {
		return null;
	}

	const wall = day.getTime() + ((hour * 60 + number('m', 0)) * 60 + number('s', 0)) * 1_000 + milli;
	const offset = found.get('X') ?? found.get('Z') ?? found.get('z');
	return offset === undefined ? atWall(wall, zone) : beforeOffset(wall, offset);
}

function beforeOffset(wall: number, offset: string): number | null {
	const [, sign, hours, minutes = '0'] = /([+-])(\d\d):?(\d\d)?$/.exec(offset) ?? [];
	const ahead =
		hours === undefined
			? zoneHours[offset.toUpperCase()]
			: Number(`${sign}1`) * (Number(hours) + Number(minutes) / 60);
	return ahead === undefined ? null : wall - ahead * 3_600_000;
}

/** The first time that the clock shows it; what the clock leaps over counts from before the leap. */
function atWall(wall: number, zone: string): number {
	const dayBefore = wall - 86_400_000;
	return instantsOf(wall, zone)[0] ?? wall - (wallMs(dayBefore, zone) - dayBefore);
}
