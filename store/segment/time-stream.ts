import { IntegerReader, IntegerWriter } from '../column/varint.ts';

/** Written instead of a unit: every time is an eight-byte double. */
const asDoubles = 0;

/** Encodes times as differences, in the largest unit (a second or a millisecond) that is exact. */
export function encodeTimes(times: Float64Array): Uint8Array {
	const unitMs = [1000, 1].find(unit => times.every(time => isMultiple(time, unit)));
	const writer = new IntegerWriter(times.length * 2);
	writer.unsigned(unitMs ?? asDoubles);
	if (unitMs === undefined) {
		writer.append(new Uint8Array(times.buffer, times.byteOffset, times.byteLength));
		return writer.bytes;
	}

	let previous = 0;
	for (const time of times) {
		const units = time / unitMs;
		writer.signed(units - previous);
		previous = units;
	}

	return writer.bytes;
}

function isMultiple(time: number, unit: number): boolean {
	return time % unit === 0 && Math.abs(time / unit) < 2 ** 50 && !Object.is(time, -0);
}

/** @throws RangeError when there are fewer than `count` times */
export function decodeTimes(bytes: Uint8Array, count: number): Float64Array {
	const reader = new IntegerReader(bytes);
	const unitMs = reader.unsigned();
	if (unitMs === asDoubles) {
		const copy = Uint8Array.from(reader.take(count * 8));
		return new Float64Array(copy.buffer);
	}

	const times = new Float64Array(count);
	let units = 0;
	for (let row = 0; row < count; row += 1) {
		units += reader.signed();
		times[row] = units * unitMs;
	}

	return times;
}
