import { Maker } from './maker.ts';
import { record } from './record.ts';

/** One delivered object before gzip. */
export interface BenchObject {
	/** `{"Records":[…]}`. */
	readonly bytes: Uint8Array;
	/** Pairs of start and end (exclusive) of its records. */
	readonly spans: Uint32Array;
	/** Ms since the epoch: of its last record. */
	readonly lastMs: number;
}

const startMs = Date.UTC(2026, 2, 1, 12);

/** Objects of 40 to 400 records, about ten records a second, made as they are asked for. */
export function* benchObjects(recordCount: number, seed = 7): Generator<BenchObject> {
	const make = new Maker(seed);
	let timeMs = startMs;
	for (let left = recordCount; left > 0;) {
		const texts: string[] = [];
		const spans: number[] = [];
		let length = 12;
		for (let count = Math.min(left, 40 + make.int(360)); count > 0; count -= 1, left -= 1) {
			timeMs += make.int(200);
			const text = JSON.stringify(record(make, timeMs));
			spans.push(length, length + text.length);
			length += text.length + 1;
			texts.push(text);
		}

		yield {
			bytes: Buffer.from(`{"Records":[${texts.join(',')}]}`),
			spans: Uint32Array.from(spans),
			lastMs: timeMs,
		};
	}
}
