import { type Event, isCall, isUnauthorized } from '../oracle/event.ts';
import { textAt } from '../oracle/json.ts';
import type { Range } from '../oracle/shapes.ts';

type Row = readonly (string | number | null)[];

/** A saved search whose stages look at more than one record, and what it has to find. */
interface Hunt {
	/** The stage behind it that says what is compared. */
	readonly shown: string;
	readonly columns: readonly string[];
	/** @param events - of the whole store */
	rows(events: readonly Event[], range: Range): readonly Row[];
}

const isIn = ({ timeMs }: Event, { fromMs, toMs }: Range) => fromMs <= timeMs && timeMs < toMs;

/** What each of our searches has to find, counted without our engine. */
export const hunts: Readonly<Record<string, Hunt>> = {
	'rare-denials': {
		shown: 'count by _user, eventName, _seen',
		columns: ['_user', 'eventName', '_seen', '_count'],
		rows: (events, range) => {
			const denied = events.filter(event => isUnauthorized(event) && event.timeMs < range.toMs);
			const same = (a: Event, b: Event) => a.user === b.user && a.name === b.name;
			const now = denied.filter(event => isIn(event, range));
			return now
				.filter((event, index) => now.findIndex(other => same(event, other)) === index)
				.map(event => ({ event, seen: denied.filter(other => same(event, other)).length }))
				.filter(({ seen }) => seen <= 5)
				.map(({ event, seen }) => [
					event.user,
					event.name,
					seen,
					now.filter(other => same(event, other)).length,
				]);
		},
	},
	'first-use-of-a-service': {
		shown: 'count by _user, eventSource, eventTime',
		columns: ['_user', 'eventSource', 'eventTime', '_count'],
		rows: (events, range) =>
			[...firstCalls(events).values()]
				.filter(event => isIn(event, range))
				.map(({ user, source, record }) => [user, source, textAt(record, 'eventTime') ?? null, 1]),
	},
	'new-user-gets-a-key': {
		shown: 'fields _user, _step1, _step2',
		columns: ['_user', '_step1', '_step2'],
		rows: (events, range) => {
			const made = events
				.filter(event => isIn(event, range) && event.error === undefined)
				.filter(({ name }) => name === 'CreateUser' || name === 'CreateAccessKey')
				.toSorted((a, b) => a.timeMs - b.timeMs || (a.name > b.name ? -1 : 1));
			const begun = new Map<string, number>();
			return made.flatMap(({ user, name, timeMs }): readonly Row[] => {
				if (name === 'CreateUser') {
					begun.set(user, timeMs);
					return [];
				}

				const startMs = begun.get(user) ?? -Infinity;
				if (timeMs - startMs > 3_600_000) {
					return [];
				}

				begun.delete(user);
				return [[user, startMs, timeMs]];
			});
		},
	},
	'unusual-hours': {
		// The store has one day, so that nothing is expected.
		shown: 'count by _count_weeks, _count_expected',
		columns: ['_count_weeks', '_count_expected', '_count'],
		rows: (events, range) => {
			const hours = events
				.filter(event => isIn(event, range))
				.map(({ user, timeMs }) => `${Math.floor(timeMs / 3_600_000)} ${user}`);
			return [[0, null, new Set(hours).size]];
		},
	},
	'origin-of-writes': {
		// The example gives out no key that is used, so that the way is known to the role alone.
		shown: 'count by _origin, _chain',
		columns: ['_origin', '_chain', '_count'],
		rows: (events, range) => {
			const writes = events.filter(
				event =>
					isIn(event, range) &&
					isCall(event.record) &&
					!event.readOnly &&
					textAt(event.record, 'userIdentity.type') === 'AssumedRole',
			);
			const chains = writes.map(({ role, record }) => {
				const session = 'userIdentity.sessionContext';
				const provider = textAt(record, `${session}.webIdFederationData.federatedProvider`);
				return `${provider === undefined ? '?' : `? (${provider})`} → role/${role}`;
			});
			return [...new Set(chains)].map(chain => [
				null,
				chain,
				chains.filter(other => other === chain).length,
			]);
		},
	},
};

/** The first call of each user to each service. */
function firstCalls(events: readonly Event[]): ReadonlyMap<string, Event> {
	const firsts = new Map<string, Event>();
	for (const event of events.filter(({ user }) => user !== '')) {
		const key = `${event.user} ${event.source}`;
		const known = firsts.get(key);
		if (known === undefined || event.timeMs < known.timeMs) {
			firsts.set(key, event);
		}
	}

	return firsts;
}
