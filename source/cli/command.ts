import type { Arguments } from '../app/arguments.ts';
import type { CommandHelp } from './help.ts';
import type { CommandPorts } from '../app/ports.ts';
import { intelHelps } from './intel-helps.ts';
import { setupHelps } from './setup-helps.ts';

/** What the module of a command exports: its help text and its implementation. */
export interface Command {
	readonly help: CommandHelp;
	/** @returns the exit code */
	run(args: Arguments, ports: CommandPorts): Promise<number>;
}

/** The help texts of all commands. A command's implementation is loaded only when it is called. */
export const commandHelps: readonly CommandHelp[] = [
	{
		name: 'console',
		syntax: '',
		summary: 'the console; without a configuration, on the example trail',
		details: [
			'With --profile alone CloudTrail is asked which trails log its account, and the best one is',
			'opened: one of the organisation first, then of all regions, then one that logs, then by name.',
		],
		examples: [
			'trailtop',
			'trailtop --profile audit --since 24h',
			'trailtop --env prod --since 7d',
			'trailtop --from s3://my-bucket --profile audit --since 24h',
			'trailtop --from lookup --region eu-west-1',
		],
	},
	{
		name: 'tour',
		syntax: 'tour',
		summary: 'two minutes through the incident of the example trail, by hand',
		details: [
			'The console on the example trail, with a line below it that says what one sees and which',
			'key comes next. It needs no configuration, reads none, and leaves nothing behind. esc ends',
			'the tour and leaves the console; q quits.',
		],
		examples: ['trailtop tour'],
	},
	{
		name: 'ingest',
		syntax: 'ingest',
		summary: 'fetch without a screen: tail the source, or with --once end when all is there',
		details: [
			'With --once: exit code 0 when everything in the range was read whole, 3 for an error, 4 when',
			'something was not: stderr says what. `damaged list` names it.',
		],
		examples: [
			'trailtop ingest --env prod',
			'trailtop ingest --from ./AWSLogs --store ./store --once',
		],
	},
	{
		name: 'query',
		syntax: "query 'QUERY'",
		summary: 'one query; `-` reads it from stdin',
		details: [
			'Exit code 0 with rows, 1 without, 2 for a fault in the query, 3 for an error, 4 when it was',
			'answered, but not from everything: stderr says what was not read.',
		],
		examples: [
			"trailtop query 'eventName=ConsoleLogin | count by sourceIPAddress'",
			"trailtop query --from ./AWSLogs --since 7d --format csv 'errorCode=AccessDenied*'",
			"zcat *.json.gz | trailtop query --from - '* | count by eventName'",
		],
	},
	{
		name: 'show',
		syntax: 'show DASHBOARD',
		summary: 'every panel of a dashboard once',
		examples: ['trailtop show access', 'trailtop show threats --format json --since 7d'],
	},
	{
		name: 'detect',
		syntax: 'detect [run | list | test | explain ID]',
		summary: 'findings: what in a range meets the rules for attacks and mistakes',
		details: [
			'run looks through a range once. Exit code 0 without findings, 1 with some of at least',
			'--severity, 2 for a fault, 3 for an error, 4 without findings, but not everything was read.',
			'--format ndjson prints a finding a line: rule, severity, title, principal, account, region,',
			'first, last, count, eventIDs; with --hits a record a line: rule, eventTime, eventID.',
			'Rules are YAML files: ours, yours in the configuration’s detections/, and those of --rules;',
			'a rule takes the place of an earlier one of its id. A wrong file stops no other. test runs',
			'the tests that stand in them.',
		],
		examples: [
			'trailtop detect --since 14d',
			'trailtop detect run --from ./AWSLogs --since 30d --severity high --format ndjson',
			'trailtop detect test --rules ./detections',
			'trailtop detect explain CT01',
		],
	},
	{
		name: 'story',
		syntax: 'story WHO',
		summary:
			'all that a range tells of one principal: what it did, from where, with whose sessions',
		details: [
			'WHO is the ARN of a user, role, session or root, an access key, an address, an EC2 instance, the',
			'number of an account for its root, or a name: of a user, role, session, source identity,',
			'Identity Center user, web identity or service. Exit code 0 with records, 1 without, 2 for a',
			'fault, 3 for an error, 4 when not everything was read. --format json has a query beside each',
			'number that gives just its rows; markdown is one page. --bundle writes the records that it counts',
			'into a new folder as `export` does, with the page, its findings and a hash of each file, and',
			'prints nothing.',
		],
		examples: [
			'trailtop story ada --since 7d',
			'trailtop story AKIAEXAMPLE0000000 --since 30d --format markdown > story.md',
			'trailtop story 203.0.113.66 --from ./AWSLogs --since 30d',
			'trailtop story ada --since 30d --bundle ./case-17',
		],
	},
	{
		name: 'report',
		syntax: 'report',
		summary: 'a day or a week of a trail as one page, Markdown or HTML, fit for cron and mail',
		details: [
			'Without --since it is yesterday, 00:00 to 24:00 in the time zone of the configuration. --since 7d',
			'is the seven whole days before today; other times, and any with --until, are as elsewhere.',
			'--out writes a new file, as HTML where its name ends in .html. Exit code 0 with records, 1',
			'without, 2 for a fault, 3 for an error, 4 when not everything was read. `detect` exits by what',
			'it finds.',
		],
		examples: [
			'trailtop report --env prod --since 7d --out week.html',
			'trailtop report --env prod --severity medium | mail -s CloudTrail security@example.com',
			'trailtop report --from ./AWSLogs --since 2026-03-01 --until 2026-03-02',
		],
	},
	...setupHelps,
	...intelHelps,
	{
		name: 'store',
		syntax: 'store [info | warm | check | scrub | compact | repair FOLDER | rebuild FOLDER]',
		summary: 'what a store holds and costs, day by day; check proves it; compact makes it smaller',
		details: [
			'warm counts what the dashboards ask and keeps it, so that whoever opens them first does not',
			'wait for it; `trailtop ingest` does that by itself whenever it has fetched all there is.',
			'check reads everything and holds it against its checksums and counts. Exit code 0: all',
			'of it proves; 3: something does not. repair writes what proves whole into a new store,',
			'lists the rest, and forgets the objects whose records are missing, so that `trailtop',
			'ingest` fetches them again; 4 when something is missing. scrub, which a tailer does every',
			'week, sets damaged segments aside and fetches their records again; 4 when some cannot be',
			'fetched. rebuild writes the records and the ledger into a new store, in the format of',
			'today.',
		],
		examples: [
			'trailtop store --env prod',
			'trailtop store warm --env prod',
			'trailtop store check --store ./store',
			'trailtop store compact --store ./store',
			'trailtop store repair ./new --store ./store',
			'trailtop store rebuild ./new --store ./store',
		],
	},
	{
		name: 'layout',
		syntax: 'layout [list | check [FILE…] | export NAME | import FILE | schema]',
		summary: 'dashboards: list them, check files, share them, print the schema for an editor',
		details: [
			'export prints the file of a dashboard, or writes it to --out FILE. import checks such a file',
			'and puts it among your own; one of the same name is only replaced with --replace.',
		],
		examples: [
			'trailtop layout check ~/.config/trailtop/layouts/mine.yaml',
			'trailtop layout export mine --out team.yaml',
			'trailtop layout import team.yaml',
		],
	},
	{
		name: 'config',
		syntax: 'config [check | show | outputs [test]]',
		summary: 'check the configuration: each mistake with file, line and key; try its outputs',
		examples: ['trailtop config check', 'trailtop config outputs test'],
	},
	{
		name: 'completion',
		syntax: 'completion bash | zsh | fish',
		summary: 'a completion script for a shell',
		examples: ['trailtop completion bash > /etc/bash_completion.d/trailtop'],
	},
	{
		name: 'man',
		syntax: 'man',
		summary: 'the manual page: every command, flag and key',
		details: ['An installed package has it as `man trailtop`.'],
		examples: ['trailtop man | man -l -', 'trailtop man > ~/.local/share/man/man1/trailtop.1'],
	},
	{
		name: 'paths',
		syntax: 'paths',
		summary: 'where configuration, stores and sessions are kept',
		examples: ['trailtop paths'],
	},
	{
		name: 'help',
		syntax: 'help [COMMAND | query [STAGE] | config | time]',
		summary: 'help of a command, the manual of the query language, or how times are written',
		examples: ['trailtop help show', 'trailtop help query timeslice'],
	},
];

/** The help text of a command, which must exist. */
export function helpOf(name: string): CommandHelp {
	const help = commandHelps.find(candidate => candidate.name === name);
	if (help === undefined) {
		throw new Error(`no help is written for "${name}"`);
	}

	return help;
}
