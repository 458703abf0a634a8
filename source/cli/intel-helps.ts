import type { CommandHelp } from './help.ts';

/** Help texts of the commands for indicators and geographic places. */
export const intelHelps: readonly CommandHelp[] = [
	{
		name: 'threats',
		syntax: 'threats [list | update [NAME…] | import FILE | check INDICATOR | remove NAME]',
		summary: 'threat indicators: fetch the feeds of feeds.yaml, import files, look one up',
		details: [
			'update asks each feed of feeds.yaml no sooner than its interval; what goes wrong leaves what',
			'was there. import takes a file of any format: list, CSV, JSON lines, STIX, MISP, also gzip.',
			'check exits with 0 when there is a match, and 1 when there is none.',
		],
		examples: [
			'trailtop threats update',
			'trailtop threats import ./indicators.csv --name partner',
			'trailtop threats check 192.0.2.66',
		],
	},
	{
		name: 'geo',
		syntax: 'geo [list | update [city | country | asn] | check ADDRESS]',
		summary: 'places and networks of addresses: fetch the free databases of DB-IP, look one up',
		details: [
			'update without a word fetches city (130 MB in memory; maps need it) and asn. Any',
			'MaxMind-format file in the folder that `trailtop geo` names is found by itself.',
		],
		examples: [
			'trailtop geo update',
			'trailtop geo update country',
			'trailtop geo update --url https://mirror.example.com/dbip-city-lite.mmdb.gz',
			'trailtop geo check 192.0.2.66',
		],
	},
];
