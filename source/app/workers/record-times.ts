import type { StoreSnapshot } from '../../../store/index.ts';
import type { RecordTimes } from '../../dashboard/state/source-status.ts';

/** The times of the oldest and the newest record; undefined while there is none. */
export function recordTimes({ segments }: StoreSnapshot): RecordTimes | undefined {
	let oldestMs = Infinity;
	let newestMs = -Infinity;
	for (const { minTimeMs, maxTimeMs, rowCount } of segments) {
		if (rowCount > 0) {
			oldestMs = Math.min(oldestMs, minTimeMs);
			newestMs = Math.max(newestMs, maxTimeMs);
		}
	}

	return Number.isFinite(newestMs) ? { oldestMs, newestMs } : undefined;
}
