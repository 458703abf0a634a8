import type {
	SourceDetail,
	SourcePrefix,
	SourceStatus,
} from '../../dashboard/state/source-status.ts';
import { dayEndMs } from '../../ingest/tail-plan.ts';
import type { TailStatus } from '../../ingest/tail-status.ts';

/** The tailer's status in the console's form. */
export function sourceStatus(status: TailStatus | undefined): SourceStatus {
	if (status === undefined) {
		return {
			state: 'connecting',
			objectCount: 0,
			errorCount: 0,
			lagMs: undefined,
			detail: '',
			readingBeforeMs: Number.POSITIVE_INFINITY,
		};
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
		readingBeforeMs: readingBeforeMs(status),
		source: detailOf(status),
	};
}

/**
 * Days are read from the newest to the oldest, those of some folders after those of the others. What is read once more
 * while the newest objects are followed has been there before.
 */
function readingBeforeMs({ state, backfill }: TailStatus): number | undefined {
	if (!['discovering', 'backfilling', 'waiting'].includes(state) || backfill?.done === true) {
		return undefined;
	}

	return backfill?.day === undefined || backfill.waitingCount > 0
		? Number.POSITIVE_INFINITY
		: dayEndMs(backfill.day);
}

function detailOf(status: TailStatus): SourceDetail {
	const { skippedByFolder, ...counts } = status.objects;
	const folders = Object.entries(skippedByFolder).map(
		([folder, count]) => [`left out: ${folder}`, count] as const,
	);
	return {
		title: status.title,
		objects: [...Object.entries(counts), ...folders].filter(
			([state, count]) => count > 0 && state !== 'skipped' && state !== 'unasked',
		),
		recordCount: status.records,
		duplicateCount: status.duplicates,
		rejectedCount: status.rejected,
		fetchedBytes: status.fetchedBytes,
		lag: status.lag,
		prefixes: prefixesOf(status),
		prefixCount: Math.max(status.prefixCount, status.lagByPrefix.length),
		lastPollMs: status.lastPollMs,
		nextPollMs: status.nextPollMs,
		errors: status.errors,
	};
}

/** The part of a name that distinguishes prefixes of the same account and region. */
function kindOf({ folder, org }: TailStatus['prefixes'][number]): string {
	const parts = [org, folder === 'CloudTrail' ? undefined : folder];
	return parts.map(part => (part === undefined ? '' : ` ${part}`)).join('');
}

/**
 * Every prefix with the lag of its account and region, then the accounts and regions without a
 * known prefix.
 */
function prefixesOf(status: TailStatus): readonly SourcePrefix[] {
	const lags = new Map(status.lagByPrefix.map(lag => [`${lag.account} ${lag.region}`, lag]));
	const listed = status.prefixes.map((prefix): SourcePrefix => {
		const known = [prefix.account, prefix.region].filter(part => part !== undefined).join(' ');
		const lag = lags.get(known);
		lags.delete(known);
		return {
			name: known === '' ? prefix.prefix : `${known}${kindOf(prefix)}`,
			objectCount: lag?.objects,
			lastObjectMs: prefix.lastObjectMs ?? lag?.lastObjectMs,
			lag,
		};
	});
	const others = [...lags].map(([name, lag]): SourcePrefix => ({
		name,
		objectCount: lag.objects,
		lastObjectMs: lag.lastObjectMs,
		lag,
	}));
	return [...listed, ...others];
}
