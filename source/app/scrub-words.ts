import { formatNumber, formatPlural } from '../text/number.ts';
import type { ScrubProgress } from './scrub.ts';

/** What is known of the proof of a store, in words; the time is UTC. */
export function scrubWords(progress: ScrubProgress | undefined): string {
	if (progress === undefined) {
		return 'not read through yet';
	}

	const { startedMs, endedMs, checkedCount, damagedCount, recordCount } = progress;
	const time = new Date(endedMs ?? startedMs).toISOString().slice(0, 16).replace('T', ' ');
	const found =
		damagedCount === 0
			? 'none damaged'
			: `${formatNumber(damagedCount)} damaged, with ${formatPlural(recordCount, 'record')}, set aside to be fetched again`;
	const read = `${formatPlural(checkedCount, 'segment')} read`;
	return endedMs === undefined
		? `begun at ${time}, ${read} so far, ${found}`
		: `${read} until ${time}, ${found}`;
}
