import type { SourceStatus } from '../../dashboard/state.ts';
import type { TailStatus } from '../../ingest/tail-status.ts';

/** The header's short form of what the tailer says. */
export function sourceStatus(status: TailStatus | undefined): SourceStatus {
	if (status === undefined) {
		return { state: 'connecting', objectCount: 0, errorCount: 0, lagMs: undefined, detail: '' };
	}

	const { objects, lag, backfill } = status;
	return {
		state: status.state === 'discovering' ? 'connecting' : status.state,
		objectCount: objects.ok + objects.partial,
		errorCount: objects.partial + objects.quarantined + objects.denied + objects.gone,
		lagMs: lag === undefined || Number.isNaN(lag.totalMs) ? undefined : lag.totalMs,
		detail:
			backfill === undefined || backfill.done
				? ''
				: `backfill ${backfill.daysDone}/${backfill.dayCount} days`,
	};
}
