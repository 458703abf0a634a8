import { dayMs, formatDuration, hourMs } from '../../text/duration.ts';
import { formatPlural } from '../../text/number.ts';
import type { Alarm } from './alarm.ts';

const search = '*\n| _account as account';
/** An account that writes in each of so many hours writes always. */
const activeHoursMin = 20;
/** CloudTrail delivers within a quarter of an hour, seldom an hour. */
const silentMs = hourMs;
/** A silence in which so many records would have come is no chance: one of fewer comes by itself, once in a thousand times. */
const missedMin = 7;

/** Accounts that always wrote, and do no more: their trail is off, or nothing brings it here. */
export const silentAccounts: Alarm = {
	name: 'silent-accounts',
	words: ['account gone silent', 'accounts gone silent'],
	leadsTo: { action: 'sources' },
	queries: () => [
		{
			id: 'hours',
			text: `${search}\n| timeslice 1h\n| count as eventCount, max(_messageTime) as newest by account, _timeslice\n| count as hours, min(_timeslice) as firstHour, max(_timeslice) as lastHour, sum(eventCount) as events, max(newest) as last by account`,
			lengthMs: 25 * hourMs,
		},
	],
	behind: undefined,
	read([result], { endMs }) {
		if (result === undefined) {
			return undefined;
		}

		const { columns, rows } = result;
		const cell = (row: (typeof rows)[number], title: string) => Number(row[columns.indexOf(title)]);
		const silences = rows.flatMap(row => {
			const ms = endMs - cell(row, 'last');
			const missed = (ms / dayMs) * cell(row, 'events');
			const span = (cell(row, 'lastHour') - cell(row, 'firstHour')) / hourMs + 1;
			const wasActive = cell(row, 'hours') >= activeHoursMin && cell(row, 'hours') === span;
			return wasActive && ms >= silentMs && missed >= missedMin ? [ms] : [];
		});
		const longestMs = Math.max(0, ...silences);
		return {
			count: silences.length,
			level: silences.length > 0 ? 'bad' : 'quiet',
			change: silences.length > 0 ? formatDuration(longestMs) : '',
			detail: `of ${formatPlural(rows.length, 'account')}`,
		};
	},
};
