/** `clock` 14:02:11 · `minute` 14:02 · `day` Mar 01 · `day-minute` 03-01 14:02 · `day-clock` 03-01 14:02:11 · `full` 2026-03-01 14:02:11 */
export type TimeForm = 'clock' | 'minute' | 'day' | 'day-minute' | 'day-clock' | 'full';

const months = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');
const formatters = new Map<string, Intl.DateTimeFormat>();
const formattersMax = 8;

function formatterOf(timeZone: string): Intl.DateTimeFormat {
	const known = formatters.get(timeZone);

	if (known !== undefined) {
		return known;
	}

	if (formatters.size >= formattersMax) {
		formatters.clear();
	}

	const made = new Intl.DateTimeFormat('en-US', {
		timeZone,
		hourCycle: 'h23',
		year: 'numeric',
		month: '2-digit',
		day: '2-digit',
		hour: '2-digit',
		minute: '2-digit',
		second: '2-digit',
	});
	formatters.set(timeZone, made);
	return made;
}

/** A zone that Node 20 does not know by itself. */
const fixedOffset = /^(?:UTC|GMT)?([+-])(\d{1,2})(?::?(\d{2}))?$/;

/** Offset of the zone from UTC at that time, in ms; positive when its clock is ahead. */
export function zoneOffsetMs(timeMs: number, timeZone: string): number {
	if (timeZone === 'UTC' || !Number.isFinite(timeMs)) {
		return 0;
	}

	const [fixed, sign, hours, minutes] = fixedOffset.exec(timeZone) ?? [];

	if (fixed !== undefined) {
		const offsetMs = (Number(hours) * 60 + Number(minutes ?? 0)) * 60_000;
		return sign === '-' ? -offsetMs : offsetMs;
	}

	const parts: Record<string, number> = {};

	for (const { type, value } of formatterOf(timeZone).formatToParts(timeMs)) {
		parts[type] = Number(value);
	}

	const clockMs = Date.UTC(
		parts['year'] ?? 0,
		(parts['month'] ?? 1) - 1,
		parts['day'],
		parts['hour'],
		parts['minute'],
		parts['second'],
	);
	return clockMs - Math.floor(timeMs / 1000) * 1000;
}

/**
 * The time, in ms since the epoch, at which the zone's clock shows this wall time (given as if it
 * were UTC).
 */
export function fromWallMs(wallMs: number, timeZone: string): number {
	const guess = wallMs - zoneOffsetMs(wallMs, timeZone);
	// Near a change of the clock, the offset of the first guess may be that of the other side.
	return wallMs - zoneOffsetMs(guess, timeZone);
}

/**
 * Formats a time for people.
 *
 * @param timeMs - ms since the epoch; NaN and other invalid times print as `–`
 * @param timeZone - IANA name
 */
export function formatTime(timeMs: number, timeZone: string, form: TimeForm): string {
	if (!Number.isFinite(timeMs) || Math.abs(timeMs) > 8.64e15) {
		return '–';
	}

	const iso = new Date(timeMs + zoneOffsetMs(timeMs, timeZone)).toISOString();

	// Years outside 0–9999 have a longer form: `+275760-09-13T…`.
	const start = iso.indexOf('T') - 5;
	const day = iso.slice(start, start + 5);
	const clock = iso.slice(start + 6, start + 14);

	switch (form) {
		case 'clock':
			return clock;
		case 'minute':
			return clock.slice(0, 5);
		case 'day':
			return `${months[Number(day.slice(0, 2)) - 1] ?? ''} ${day.slice(3)}`;
		case 'day-minute':
			return `${day} ${clock.slice(0, 5)}`;
		case 'day-clock':
			return `${day} ${clock}`;
		case 'full':
			return `${iso.slice(0, start)}${day} ${clock}`;
	}
}

const isoTime = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})$/;

/** Ms since the epoch of a complete ISO time with its zone; else undefined. */
export function parseIsoTime(text: string): number | undefined {
	if (!isoTime.test(text)) {
		return undefined;
	}

	const timeMs = Date.parse(text.replace(' ', 'T'));
	return Number.isNaN(timeMs) ? undefined : timeMs;
}
