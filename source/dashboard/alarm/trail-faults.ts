import { formatPlural } from '../../text/number.ts';
import type { Alarm } from './alarm.ts';

/** What stands between the trail and these numbers. */
export const trailFaults: Alarm = {
	name: 'trail-faults',
	words: ['fault of the trail', 'faults of the trail'],
	leadsTo: { action: 'sources' },
	queries: () => [],
	behind: undefined,
	read(_, { lackingCount, badTrailCount, unlistedCount, isWaiting }) {
		const parts = [
			...(isWaiting ? ['the source is waiting'] : []),
			...(unlistedCount > 0 ? [`${formatPlural(unlistedCount, 'folder')} not listed`] : []),
			...(lackingCount > 0 ? [`${formatPlural(lackingCount, 'object')} of the hour not read`] : []),
			...(badTrailCount > 0 ? [`${formatPlural(badTrailCount, 'thing')} not logged`] : []),
		];
		const count = (isWaiting ? 1 : 0) + unlistedCount + lackingCount + badTrailCount;
		return {
			count,
			level: count === 0 ? 'quiet' : isWaiting || lackingCount > 0 ? 'bad' : 'warn',
			change: '',
			detail: count === 0 ? 'none is known' : parts.join(', '),
		};
	},
};
