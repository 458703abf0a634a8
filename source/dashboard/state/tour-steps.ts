/**
 * The tour through the incident of the example trail: what one sees, which keys come next, and where they lead. Only
 * data. Each text fits in a line of 80 columns with what stands beside it.
 */
export const tourSteps: readonly TourStep[] = [
	{
		sees: 'A day of an example organisation. ▲ above: findings, some critical.',
		keys: ['7'],
		does: 'opens the dashboard of findings',
		to: { place: 'dashboard', dashboard: 'findings' },
	},
	{
		sees: 'Rules that were met, by whom and where, the worst first.',
		keys: ['enter'],
		does: 'opens the whole list',
		to: { place: 'rows' },
	},
	{
		sees: 'svc-reports, a service user, became administrator: the fourth line.',
		keys: ['down', 'down', 'down'],
		does: 'go down to it',
		to: { place: 'rows', row: 3 },
	},
	{
		sees: 'Why would a service that writes reports need that?',
		keys: ['enter'],
		does: 'opens the finding',
		to: { place: 'finding' },
	},
	{
		sees: 'A finding: who, when, why it matters, what is harmless about it.',
		keys: ['@'],
		does: 'tells the story of who did it',
		to: { place: 'story' },
	},
	{
		sees: 'All that the day tells of svc-reports: accounts, keys, calls, addresses.',
		keys: ['escape'],
		does: 'goes back to the finding',
		to: { place: 'finding' },
	},
	{
		sees: 'Behind each finding are the records that met its rule.',
		keys: ['enter'],
		does: 'opens them',
		to: { place: 'rows' },
	},
	{
		sees: 'It joined the administrators, and took the policy of one.',
		keys: ['enter'],
		does: 'opens the record of this row',
		to: { place: 'record' },
	},
	{
		sees: '» met the rule. “from” gave the key away: curl, at 192.0.2.66.',
		keys: ['1'],
		does: 'goes to the overview, to ask what else came from there',
		to: { place: 'dashboard', dashboard: 'overview' },
	},
	{
		sees: 'Every panel is a query, and any query can be asked.',
		keys: ['/'],
		does: 'opens the line for one',
		to: { place: 'bar' },
	},
	{
		sees: 'Who called from that address? ctrl-u empties the line first.',
		keys: ['ctrl-u', 'sourceIPAddress=192.0.2.66 | count by _user', 'enter'],
		does: '',
		to: { place: 'rows', query: 'sourceIPAddress=192.0.2.66 | count by _user' },
	},
	{
		sees: 'The same address used several identities: one intruder behind them.',
		keys: ['down'],
		does: 'chooses the first of them',
		to: { place: 'rows', row: 0 },
	},
	{
		sees: 'Each of them has a story too.',
		keys: ['@'],
		does: 'tells it',
		to: { place: 'story' },
	},
	{
		sees: 'This is what others will ask you for.',
		keys: ['e'],
		does: 'exports it',
		to: { place: 'menu' },
	},
	{
		sees: 'The evidence bundle: the records, this page and a hash of each file.',
		keys: ['escape'],
		does: 'leaves it for now, and ends the tour',
		to: { place: 'story' },
	},
];

/** Where a step leads. */
export type TourPlace =
	| { readonly place: 'dashboard'; readonly dashboard: string }
	/** `row`: at the cursor, from 0. `query`: as it was typed. */
	| { readonly place: 'rows'; readonly row?: number; readonly query?: string }
	| { readonly place: 'finding' | 'record' | 'story' | 'bar' | 'menu' };

export interface TourStep {
	/** What is on the screen. */
	readonly sees: string;
	/** Names of keys, or a text to type. */
	readonly keys: readonly string[];
	/** What they do. */
	readonly does: string;
	/** The step is over when the console is there. */
	readonly to: TourPlace;
}
