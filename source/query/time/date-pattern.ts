import type { Zone } from './zone.ts';
import { instantOf, zoneOf } from './zone.ts';

/** Supported letters of Java's SimpleDateFormat. */
const letters = 'yMdEaHkKhmsSzZXD';
const patternsMax = 64;
/** In UTF-16 code units; a longer pattern is a mistake. */
const patternLengthMax = 256;

const monthNames =
	'January February March April May June July August September October November December'.split(
		' ',
	);
const dayNames = 'Sunday Monday Tuesday Wednesday Thursday Friday Saturday'.split(' ');

export const defaultDatePattern = 'MM/dd/yyyy h:mm:ss a';

type Token =
	| { readonly kind: 'text'; readonly text: string }
	| { readonly kind: 'letter'; readonly letter: string; readonly count: number };

const patterns = new Map<string, readonly Token[] | undefined>();

/** Reads a pattern; undefined when it has a letter that is not known. */
function tokensOf(pattern: string): readonly Token[] | undefined {
	if (!patterns.has(pattern)) {
		if (patterns.size >= patternsMax) {
			patterns.clear();
		}

		patterns.set(pattern, readTokens(pattern));
	}

	return patterns.get(pattern);
}

function readTokens(pattern: string): readonly Token[] | undefined {
	const tokens: Token[] = [];

	if (pattern.length > patternLengthMax) {
		return undefined;
	}

	for (const [part] of pattern.matchAll(/''|'(?:[^']|'')*'|([A-Za-z])\1*|[^A-Za-z']+|'/g)) {
		const letter = part[0]!;

		if (part === "''") {
			tokens.push({ kind: 'text', text: "'" });
		} else if (letter === "'") {
			if (part.length === 1) {
				return undefined;
			}

			tokens.push({ kind: 'text', text: part.slice(1, -1).replaceAll("''", "'") });
		} else if (!/[A-Za-z]/.test(letter)) {
			tokens.push({ kind: 'text', text: part });
		} else if (letters.includes(letter)) {
			tokens.push({ kind: 'letter', letter, count: part.length });
		} else {
			return undefined;
		}
	}

	return tokens;
}

/** Formats an instant by a SimpleDateFormat pattern; null when pattern, zone or time is invalid. */
export function formatDate(ms: number, pattern: string, timeZone: string): string | null {
	const tokens = tokensOf(pattern);
	const zone = zoneOf(timeZone);

	if (!tokens || !zone || !(Math.abs(ms) <= 8.64e15)) {
		return null;
	}

	const offset = zone.offsetAt(ms);
	const local = new Date(ms + offset);
	return tokens
		.map(token =>
			token.kind === 'text'
				? token.text
				: writeLetter(token.letter, token.count, local, { ms, offset, zone }),
		)
		.join('');
}

interface Instant {
	readonly ms: number;
	readonly offset: number;
	readonly zone: Zone;
}

function writeLetter(letter: string, count: number, local: Date, instant: Instant): string {
	switch (letter) {
		case 'y':
			return count === 2
				? pad(local.getUTCFullYear() % 100, 2)
				: pad(local.getUTCFullYear(), count);
		case 'M':
			return writeMonth(local.getUTCMonth(), count);
		case 'd':
			return pad(local.getUTCDate(), count);
		case 'D':
			return pad(dayOfYear(local), count);
		case 'E': {
			const name = dayNames[local.getUTCDay()] ?? '';
			return count < 4 ? name.slice(0, 3) : name;
		}
		case 'a':
			return local.getUTCHours() < 12 ? 'AM' : 'PM';
		case 'H':
			return pad(local.getUTCHours(), count);
		case 'k':
			return pad(local.getUTCHours() || 24, count);
		case 'K':
			return pad(local.getUTCHours() % 12, count);
		case 'h':
			return pad(local.getUTCHours() % 12 || 12, count);
		case 'm':
			return pad(local.getUTCMinutes(), count);
		case 's':
			return pad(local.getUTCSeconds(), count);
		case 'S':
			return pad(local.getUTCMilliseconds(), count);
		case 'z':
			return instant.zone.nameAt(instant.ms, count < 4 ? 'short' : 'long');
		default:
			return writeOffset(letter, count, instant.offset);
	}
}

function writeMonth(month: number, count: number): string {
	const name = monthNames[month] ?? '';
	return count < 3 ? pad(month + 1, count) : count === 3 ? name.slice(0, 3) : name;
}

function writeOffset(letter: string, count: number, offsetMs: number): string {
	if (letter === 'X' && offsetMs === 0) {
		return 'Z';
	}

	const minutes = Math.abs(Math.round(offsetMs / 60_000));
	const hours = `${offsetMs < 0 ? '-' : '+'}${pad(Math.floor(minutes / 60), 2)}`;

	if (letter === 'X' && count === 1) {
		return hours;
	}

	return `${hours}${letter === 'X' && count >= 3 ? ':' : ''}${pad(minutes % 60, 2)}`;
}

function pad(value: number, count: number): string {
	return value < 0 ? `-${pad(-value, count)}` : String(value).padStart(count, '0');
}

function dayOfYear(local: Date): number {
	return Math.floor((local.getTime() - Date.UTC(local.getUTCFullYear(), 0, 1)) / 86_400_000) + 1;
}

interface ReadFields {
	year?: number;
	month?: number;
	day?: number;
	dayOfYear?: number;
	hour?: number;
	halfDayHour?: number;
	afternoon?: boolean;
	minute?: number;
	second?: number;
	milli?: number;
	offsetMs?: number;
}

/**
 * Parses text by a SimpleDateFormat pattern. As in Java, text after the matched part is ignored;
 * unlike Java, 30 February is invalid.
 *
 * @param nowMs - a two-digit year is the one within 80 years before and 20 after it
 * @returns ms since the epoch, or null when the text does not fit
 */
export function parseDate(
	text: string,
	pattern: string,
	timeZone: string,
	nowMs: number,
): number | null {
	const tokens = tokensOf(pattern);

	if (!tokens || !zoneOf(timeZone)) {
		return null;
	}

	const fields: ReadFields = {};
	let position = 0;

	for (const [index, token] of tokens.entries()) {
		const rest = text.slice(position);
		const next = tokens[index + 1];
		// Where digits follow digits only the pattern says where one number ends.
		const adjacent = next?.kind === 'letter' && 'yMdHkKhmsSD'.includes(next.letter);
		const length =
			token.kind === 'text'
				? rest.startsWith(token.text)
					? token.text.length
					: undefined
				: readLetter(
						rest,
						token.letter,
						adjacent ? token.count : undefined,
						token.count,
						fields,
						nowMs,
					);

		if (length === undefined) {
			return null;
		}

		position += length;
	}

	return assemble(fields, timeZone);
}

/** Puts what it read into `fields` and returns its length, or undefined when it does not fit. */
function readLetter(
	rest: string,
	letter: string,
	width: number | undefined,
	count: number,
	fields: ReadFields,
	nowMs: number,
): number | undefined {
	if (letter === 'M' && count >= 3) {
		return readName(rest, monthNames, index => (fields.month = index + 1));
	}

	if (letter === 'E') {
		return readName(rest, dayNames, () => undefined);
	}

	if (letter === 'a') {
		const half = /^[ap]m/i.exec(rest)?.[0];
		fields.afternoon = half?.toLowerCase() === 'pm';
		return half?.length;
	}

	if ('zZX'.includes(letter)) {
		return readOffset(rest, fields);
	}

	const digits = /^\d+/.exec(rest)?.[0].slice(0, width ?? 9);

	if (digits === undefined) {
		return undefined;
	}

	putNumber(fields, letter, digits, count, nowMs);
	return digits.length;
}

function putNumber(
	fields: ReadFields,
	letter: string,
	digits: string,
	count: number,
	nowMs: number,
): void {
	const value = Number(digits);

	switch (letter) {
		case 'y':
			fields.year = count <= 2 && digits.length === 2 ? nearYear(value, nowMs) : value;
			return;
		case 'M':
			fields.month = value;
			return;
		case 'd':
			fields.day = value;
			return;
		case 'D':
			fields.dayOfYear = value;
			return;
		case 'H':
			fields.hour = value;
			return;
		case 'k':
			fields.hour = value === 24 ? 0 : value;
			return;
		case 'K':
			fields.halfDayHour = value;
			return;
		case 'h':
			fields.halfDayHour = value === 12 ? 0 : value;
			return;
		case 'm':
			fields.minute = value;
			return;
		case 's':
			fields.second = value;
			return;
		default:
			// More than three digits are a fraction of a second, which Java would read as a number
			// of ms.
			fields.milli = digits.length > 3 ? Math.floor(Number(`0.${digits}`) * 1000) : value;
	}
}

function nearYear(twoDigits: number, nowMs: number): number {
	const thisYear = new Date(nowMs).getUTCFullYear();
	const year = Math.floor(thisYear / 100) * 100 + twoDigits;
	return year > thisYear + 19 ? year - 100 : year <= thisYear - 80 ? year + 100 : year;
}

function readName(
	rest: string,
	names: readonly string[],
	put: (index: number) => void,
): number | undefined {
	const lower = rest.toLowerCase();

	for (const [index, name] of names.entries()) {
		for (const spelling of [name, name.slice(0, 3)]) {
			if (lower.startsWith(spelling.toLowerCase())) {
				put(index);
				return spelling.length;
			}
		}
	}

	return undefined;
}

const zoneHours: ReadonlyMap<string, number> = new Map([
	['UTC', 0],
	['GMT', 0],
	['Z', 0],
	['EST', -5],
	['EDT', -4],
	['CST', -6],
	['CDT', -5],
	['MST', -7],
	['MDT', -6],
	['PST', -8],
	['PDT', -7],
	['CET', 1],
	['CEST', 2],
]);

function readOffset(rest: string, fields: ReadFields): number | undefined {
	const numeric = /^(?:GMT|UTC)?([+-])(\d{2}):?(\d{2})?/.exec(rest);

	if (numeric) {
		const minutes = Number(numeric[2]) * 60 + Number(numeric[3] ?? 0);
		fields.offsetMs = (numeric[1] === '-' ? -minutes : minutes) * 60_000;
		return numeric[0].length;
	}

	const name = /^[A-Za-z]+/.exec(rest)?.[0] ?? '';
	const hours = zoneHours.get(name.toUpperCase());

	if (hours === undefined) {
		return undefined;
	}

	fields.offsetMs = hours * 3_600_000;
	return name.length;
}

function assemble(fields: ReadFields, timeZone: string): number | null {
	const { year = 1970, month = 1, day = 1, minute = 0, second = 0, milli = 0 } = fields;
	const hour = fields.hour ?? (fields.halfDayHour ?? 0) + (fields.afternoon ? 12 : 0);
	const local =
		fields.dayOfYear === undefined
			? Date.UTC(year, month - 1, day, hour, minute, second, milli)
			: Date.UTC(year, 0, fields.dayOfYear, hour, minute, second, milli);
	const date = new Date(local);
	const real =
		hour < 24 &&
		minute < 60 &&
		second < 60 &&
		date.getUTCFullYear() === year &&
		(fields.dayOfYear !== undefined ||
			(date.getUTCMonth() === month - 1 && date.getUTCDate() === day));

	if (!real) {
		return null;
	}

	return fields.offsetMs === undefined ? instantOf(local, timeZone) : local - fields.offsetMs;
}
