import { instantsOf, wallMs } from './zone.ts';

const dayMs = 86_400_000;
const weekMs = 7 * dayMs;
const quarterMs = 900_000;
/** Monday, 1970-01-05. */
const mondayMs = 4 * dayMs;

/**
 * The start of the bucket around an instant. A bucket starts whenever the clock on the wall shows
 * a whole multiple of the width: twice where the clock shows it twice, but a day only once, and at
 * the change of the clock where that leaps over it.
 */
export function bucketStart(ms: number, widthMs: number, zone: string): number {
	const first = widthMs % weekMs === 0 ? mondayMs : 0;
	const wall = wallMs(ms, zone);
	const wallStart = first + Math.floor((wall - first) / widthMs) * widthMs;
	const starts = instantsOf(wallStart, zone).filter(start => start <= ms);

	const change = lastChange(ms, zone);

	if (starts.length === 0) {
		return change;
	}

	const start = widthMs % dayMs === 0 ? starts[0]! : starts.at(-1)!;
	// Where the clock went back in between, it showed later multiples before that.
	return change <= start ? start : Math.max(start, bucketStart(change - 1, widthMs, zone));
}

/** The last change of the clock in the two days before an instant, on a quarter of an hour. */
function lastChange(ms: number, zone: string): number {
	const offset = (at: number) => wallMs(at, zone) - at;

	if (offset(ms - 2 * dayMs) === offset(ms)) {
		return -Infinity;
	}

	let change = Math.floor(ms / quarterMs) * quarterMs;

	while (offset(change - 1) === offset(ms)) {
		change -= quarterMs;
	}

	return change;
}

export function nextBucketStart(start: number, widthMs: number, zone: string): number {
	let inside = start + widthMs;

	// A bucket that the clock makes longer holds more than its width.
	while (bucketStart(inside, widthMs, zone) <= start) {
		inside += 60_000;
	}

	return bucketStart(inside, widthMs, zone);
}

/** Starts of the buckets that a half-open range touches, up to a number of them. */
export function bucketStarts(
	fromMs: number,
	toMs: number,
	widthMs: number,
	zone: string,
	countMax: number,
): readonly number[] {
	const starts: number[] = [];

	for (
		let start = bucketStart(fromMs, widthMs, zone);
		start < toMs && starts.length < countMax;
		start = nextBucketStart(start, widthMs, zone)
	) {
		starts.push(start);
	}

	return starts;
}

const secondMs = 1_000;
const minuteMs = 60 * secondMs;
const hourMs = 60 * minuteMs;
const clockWidths = [
	...[1, 2, 5, 10, 15, 30].map(count => count * secondMs),
	...[1, 2, 5, 10, 15, 30].map(count => count * minuteMs),
	...[1, 2, 3, 4, 6, 8, 12].map(count => count * hourMs),
	...[1, 2, 7, 30].map(count => count * dayMs),
];

/** The smallest step of the clock that cuts a range into so many buckets at most. */
export function widthForBuckets(count: number, fromMs: number, toMs: number, zone: string): number {
	const fits = (widthMs: number) =>
		bucketStarts(fromMs, toMs, widthMs, zone, count + 1).length <= count;
	const found = clockWidths.find(fits);

	if (found !== undefined) {
		return found;
	}

	const monthMs = 30 * dayMs;
	let widthMs = Math.max(1, Math.ceil((toMs - fromMs) / count / monthMs)) * monthMs;

	while (!fits(widthMs) && widthMs <= toMs) {
		widthMs *= 2;
	}

	return widthMs;
}

export const unitMs = { s: secondMs, m: minuteMs, h: hourMs, d: dayMs, w: weekMs } as const;
