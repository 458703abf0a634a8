import { finish, noRows, type Rows } from '../frame/rows.ts';
import type { SegmentSource } from './segment-source.ts';

/** Rows with `fromMs <= time < toMs`. */
export function filterTime(source: SegmentSource, fromMs: number, toMs: number): Rows {
	const { view, rowCount } = source;
	if (rowCount === 0 || view.maxTimeMs < fromMs || view.minTimeMs >= toMs) {
		return noRows;
	}

	if (view.minTimeMs >= fromMs && view.maxTimeMs < toMs) {
		return undefined;
	}

	const times = source.times();
	const out = new Uint32Array(rowCount);
	let count = 0;
	for (let row = 0; row < rowCount; row++) {
		const time = times[row] as number;
		if (time >= fromMs && time < toMs) {
			out[count++] = row;
		}
	}

	return finish(out, count, rowCount);
}
