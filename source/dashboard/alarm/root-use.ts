import { formatNumber } from '../../text/number.ts';
import type { Alarm } from './alarm.ts';
import { countsByHour, hourly } from './spike.ts';

/** By the root user itself: a service may act for it. */
const search =
	'*\n| where userIdentity.type = "Root" and isEmpty(userIdentity.invokedBy) and _eventType != "AwsServiceEvent"';

/** Nobody works as root day by day, so each call is worth a look. */
export const rootUse: Alarm = {
	name: 'root-use',
	words: ['call by root', 'calls by root'],
	leadsTo: { dashboard: 'privileged' },
	queries: () => [hourly(search)],
	behind: search,
	read([result], situation) {
		if (result === undefined) {
			return undefined;
		}

		const { last, before } = countsByHour(result, situation);
		const day = before.reduce((sum, one) => sum + one, 0);
		return {
			count: last,
			level: last > 0 ? 'bad' : 'quiet',
			change: last > 0 && day === 0 ? 'new' : '',
			detail: `${formatNumber(day)} in the day before`,
		};
	},
};
