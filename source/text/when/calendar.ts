import { dayMs } from '../duration.ts';
import { zoneOffsetMs } from '../time.ts';

/** Where and when somebody speaks of a time. */
export interface Here {
	/** Ms since the epoch. */
	readonly nowMs: number;
	/** IANA name: the zone of times that name none. */
	readonly timeZone: string;
}

export interface Day {
	readonly year: number;
	/** 1 is January. */
	readonly month: number;
	readonly day: number;
}

/** Midnight of a day as if the clock were that of UTC; a day 0 or a month 13 is moved on. */
export function wallOf({ year, month, day }: Day): number {
	return Date.UTC(year, month - 1, day);
}

export function dayOfWall(wallMs: number): Day {
	const date = new Date(wallMs);
	return {
		year: date.getUTCFullYear(),
		month: date.getUTCMonth() + 1,
		day: date.getUTCDate(),
	};
}

/** The day that the clock of the zone shows. */
export function dayOf(timeMs: number, timeZone: string): Day {
	return dayOfWall(timeMs + zoneOffsetMs(timeMs, timeZone));
}

export function addDays(day: Day, count: number): Day {
	return dayOfWall(wallOf(day) + count * dayMs);
}

/** The first day of the month so many months later. */
export function monthAfter({ year, month }: Day, count: number): Day {
	return dayOfWall(Date.UTC(year, month - 1 + count, 1));
}

/** The Monday of the week of a day. */
export function mondayOf(day: Day): Day {
	return addDays(day, -((new Date(wallOf(day)).getUTCDay() + 6) % 7));
}

/** 28 to 31. */
export function daysInMonth(year: number, month: number): number {
	return new Date(Date.UTC(year, month, 0)).getUTCDate();
}

/**
 * When the clock of the zone shows this wall time (given as if it were UTC), earliest first: none when the clock skips
 * it, two when it shows it twice.
 */
export function instantsOf(wallMs: number, timeZone: string): readonly number[] {
	const offsets = [wallMs - dayMs, wallMs + dayMs].map(timeMs => zoneOffsetMs(timeMs, timeZone));
	const found = offsets
		.map(offsetMs => wallMs - offsetMs)
		.filter(timeMs => timeMs + zoneOffsetMs(timeMs, timeZone) === wallMs);
	return [...new Set(found)].sort((a, b) => a - b);
}

/** The change of the clock that skips a wall time: when it is, and what the clock shows before and after it. */
export function gapAt(wallMs: number, timeZone: string) {
	let low = wallMs - dayMs;
	let high = wallMs + dayMs;
	const before = zoneOffsetMs(low, timeZone);
	const after = zoneOffsetMs(high, timeZone);
	while (high - low > 1) {
		const middle = Math.floor((low + high) / 2);
		if (zoneOffsetMs(middle, timeZone) === before) {
			low = middle;
		} else {
			high = middle;
		}
	}

	return { atMs: high, fromWallMs: high + before, toWallMs: high + after };
}

/** The first instant of a day, also where the clock skips midnight. */
export function startOf(day: Day, timeZone: string): number {
	const wallMs = wallOf(day);
	return instantsOf(wallMs, timeZone)[0] ?? gapAt(wallMs, timeZone).atMs;
}
