import { bucketListMax, bucketStart, bucketStarts, nextBucketStart } from '../time/time.ts';
import type { ClockStep } from '../time/time.ts';
import type { Codes } from '../../../store/column/column.ts';
import type { SegmentAccess } from './segment-access.ts';
import { newCodes, type Vector } from '../frame/vector.ts';

interface Buckets {
	readonly codes: Codes;
	/** Starts of the buckets in ms, one per code. */
	readonly starts: readonly number[];
}

/** The bucket of each record of a segment; the value is its start in ms. */
export function timesliceVector(source: SegmentAccess, step: ClockStep, timeZone: string): Vector {
	const what = `timeslice|${step.count}${step.unit}|${timeZone}`;
	const buckets = source.cached(
		what,
		made => made.codes.byteLength + made.starts.length * 8 + 128,
		() => computeBuckets(source, step, timeZone),
	);
	const vector: Vector = {
		codes: buckets.codes,
		size: Math.max(buckets.starts.length, 1),
		repeats: buckets.starts.length * 2 <= source.rowCount,
		value: code => buckets.starts[code] ?? null,
	};
	const identity = source.identity(what);
	return identity === undefined ? vector : { ...vector, identity };
}

function computeBuckets(source: SegmentAccess, step: ClockStep, timeZone: string): Buckets {
	const { view, rowCount } = source;
	if (rowCount === 0) {
		return { codes: new Uint8Array(0), starts: [] };
	}

	const starts = bucketStarts(view.minTimeMs, view.maxTimeMs + 1, step, timeZone);
	const last = starts[starts.length - 1] as number;
	const complete =
		starts.length < bucketListMax && nextBucketStart(last, step, timeZone) > view.maxTimeMs;
	if (!complete) {
		return bucketsByValue(source, step, timeZone);
	}

	const codes = newCodes(rowCount, starts.length);
	const width = (starts[1] ?? last + 1) - (starts[0] as number);
	const even = starts.every((start, at) => start === (starts[0] as number) + at * width);
	if (starts.length > 1 && even) {
		fillEven(source.times(), starts[0] as number, width, codes);
	} else if (starts.length > 1) {
		fillUneven(source.times(), starts, codes);
	}

	return { codes, starts };
}

function fillEven(times: Float64Array, first: number, width: number, codes: Codes): void {
	for (let row = 0; row < codes.length; row++) {
		codes[row] = Math.floor(((times[row] as number) - first) / width);
	}
}

/** The clock's offset changes within the segment, so each bucket is found by search. */
function fillUneven(times: Float64Array, starts: readonly number[], codes: Codes): void {
	let at = 0;
	for (let row = 0; row < codes.length; row++) {
		const time = times[row] as number;
		// Neighbouring records are mostly in the same bucket.
		if (time < (starts[at] as number) || time >= (starts[at + 1] ?? Infinity)) {
			at = lastNotAbove(starts, time);
		}

		codes[row] = at;
	}
}

function lastNotAbove(starts: readonly number[], time: number): number {
	let low = 0;
	let high = starts.length - 1;
	while (low < high) {
		const middle = (low + high + 1) >> 1;
		if ((starts[middle] as number) <= time) {
			low = middle;
		} else {
			high = middle - 1;
		}
	}

	return low;
}

/** For a segment with very many buckets, only those with a record get a code. */
function bucketsByValue(source: SegmentAccess, step: ClockStep, timeZone: string): Buckets {
	const codes = new Uint32Array(source.rowCount);
	const starts: number[] = [];
	const known = new Map<number, number>();
	const times = source.times();
	for (let row = 0; row < codes.length; row++) {
		const start = bucketStart(times[row] as number, step, timeZone);
		const code = known.get(start) ?? starts.push(start) - 1;
		known.set(start, code);
		codes[row] = code;
	}

	return { codes, starts };
}
