import { unitMs } from '../../text/duration.ts';
import { offsetAt } from './zone.ts';

/** The width of the buckets as a `timeslice` declares it. */
export type DeclaredStep =
	| {
			readonly kind: 'width';
			readonly count: number;
			readonly unit: 's' | 'm' | 'h' | 'd' | 'w';
	  }
	| { readonly kind: 'buckets'; readonly count: number }
	| { readonly kind: 'whole' };

/** The width of a bucket on the clock; a day is a calendar day, whatever its length. */
export type ClockStep = Extract<DeclaredStep, { readonly kind: 'width' }>;

/** How the buckets of a query are computed. */
export interface ResolvedStep {
	/** Undefined: one bucket, the whole range. */
	readonly step: ClockStep | undefined;
	/** Width in ms as the clock shows it. */
	readonly stepMs: number;
}

/** Buckets of one range that are listed; a year of hours has fewer. */
export const bucketListMax = 10_000;

/** 1970-01-05 was the first Monday of the epoch. */
const firstMondayMs = 4 * unitMs.d;

const clockSteps: readonly ClockStep[] = (
	[
		['s', [1, 2, 5, 10, 15, 30]],
		['m', [1, 2, 5, 10, 15, 30]],
		['h', [1, 2, 3, 4, 6, 8, 12]],
		['d', [1, 2, 7, 30]],
	] as const
).flatMap(([unit, counts]) => counts.map(count => ({ kind: 'width', count, unit }) as const));

/** The first of the hundred years that two digits can mean; it moves with the current year. */
export function centuryYear(nowMs: number): number {
	return new Date(nowMs).getUTCFullYear();
}

export function widthMs(step: ClockStep): number {
	return step.count * unitMs[step.unit];
}

/** The clock step for a width in ms, in the largest unit that divides it. */
export function stepOfMs(ms: number): ClockStep {
	for (const unit of ['w', 'd', 'h', 'm'] as const) {
		if (ms % unitMs[unit] === 0 && ms > 0) {
			return { kind: 'width', count: ms / unitMs[unit], unit };
		}
	}

	return { kind: 'width', count: Math.max(ms, 1) / unitMs.s, unit: 's' };
}

/** Chooses the bucket width of a `timeslice` over a half-open range of ms. */
export function timesliceSteps(
	declared: DeclaredStep,
	fromMs: number,
	toMs: number,
	timeZone: string,
): ResolvedStep {
	switch (declared.kind) {
		case 'whole':
			return { step: undefined, stepMs: Math.max(toMs - fromMs, 1) };
		case 'buckets': {
			const count = Math.max(1, Math.floor(declared.count));
			const step = firstFitting(count, fromMs, toMs, timeZone);
			return { step, stepMs: widthMs(step) };
		}
		case 'width':
			return { step: declared, stepMs: widthMs(declared) };
	}
}

function firstFitting(
	bucketsMax: number,
	fromMs: number,
	toMs: number,
	timeZone: string,
): ClockStep {
	for (const step of clockSteps) {
		if (countBuckets(step, fromMs, toMs, timeZone) <= bucketsMax) {
			return step;
		}
	}

	// Above the longest clock step, multiples of thirty days are used.
	const days = Math.max(30, Math.ceil((toMs - fromMs) / unitMs.d / bucketsMax));
	let count = Math.ceil(days / 30) * 30;

	while (countBuckets({ kind: 'width', count, unit: 'd' }, fromMs, toMs, timeZone) > bucketsMax) {
		// A range across a boundary has one bucket more than its length suggests, and for a single
		// bucket only a step as long as the time since the epoch would do.
		if (count > toMs / unitMs.d) {
			break;
		}

		count *= 2;
	}

	return { kind: 'width', count, unit: 'd' };
}

/** Number of buckets that a half-open range touches; exact unless the clock changes in between. */
function countBuckets(step: ClockStep, fromMs: number, toMs: number, timeZone: string): number {
	if (toMs <= fromMs) {
		return 0;
	}

	const first = bucketStart(fromMs, step, timeZone);
	const last = bucketStart(toMs - 1, step, timeZone);
	return Math.round((last - first) / widthMs(step)) + 1;
}

/**
 * The start of the bucket that holds an instant, in ms: buckets align with the zone's wall clock,
 * weeks start on Monday. An hour that the clock repeats gives two buckets of one hour, and a
 * calendar day is one bucket whether it has 23, 24 or 25 hours.
 */
export function bucketStart(ms: number, step: ClockStep, timeZone: string): number {
	const width = widthMs(step);
	const offset = offsetAt(ms, timeZone);
	const local = ms + offset;
	const days = width % unitMs.d === 0;
	const anchor = width % unitMs.w === 0 ? firstMondayMs : 0;
	const localStart = Math.floor((local - anchor) / width) * width + anchor;
	const start = localStart - offset;
	const offsetThere = offsetAt(start, timeZone);

	if (offsetThere === offset) {
		return days ? earlierMidnight(localStart, start, timeZone) : start;
	}

	const change = changeBetween(start, ms, timeZone);
	const startBefore = localStart - offsetAt(change - 1, timeZone);
	return Math.min(startBefore, change);
}

/** When the clock repeats the hour around midnight, the day starts at the first midnight. */
function earlierMidnight(localStart: number, start: number, timeZone: string): number {
	const earlier = localStart - offsetAt(start - unitMs.h * 3, timeZone);
	return earlier < start && earlier + offsetAt(earlier, timeZone) === localStart ? earlier : start;
}

/** The first instant in `(from, to]` with the offset of `to`, by binary search. */
function changeBetween(from: number, to: number, timeZone: string): number {
	const target = offsetAt(to, timeZone);
	let low = from;
	let high = to;

	while (high - low > 1) {
		const middle = Math.floor((low + high) / 2);

		if (offsetAt(middle, timeZone) === target) {
			high = middle;
		} else {
			low = middle;
		}
	}

	return high;
}

/** The start of the bucket after the one that starts at `start`. */
export function nextBucketStart(start: number, step: ClockStep, timeZone: string): number {
	const width = widthMs(step);
	const next = bucketStart(start + width, step, timeZone);

	if (next > start) {
		return next;
	}

	// The clock went back within the bucket, which makes it longer.
	const gained = offsetAt(start, timeZone) - offsetAt(start + width, timeZone);
	return bucketStart(start + width + Math.max(gained, 0), step, timeZone);
}

/**
 * Starts of all buckets that a half-open range touches, ascending, at most `bucketListMax`.
 */
export function bucketStarts(
	fromMs: number,
	toMs: number,
	step: ClockStep,
	timeZone: string,
): readonly number[] {
	const starts: number[] = [];
	let start = bucketStart(fromMs, step, timeZone);

	while (start < toMs && starts.length < bucketListMax) {
		starts.push(start);
		const next = nextBucketStart(start, step, timeZone);

		if (next <= start) {
			break;
		}

		start = next;
	}

	return starts;
}
