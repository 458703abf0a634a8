import type { SourceSpec } from '../app/source/index.ts';
import type { Flag } from './flag.ts';
import { flag } from './flag.ts';
import { verifyModes } from '../config/verify-modes.ts';
import { themeWishes } from '../config/theme-wishes.ts';
import { severities } from '../findings/rule.ts';
import { defaultLogKinds, logKindNames } from '../trail/log-kinds.ts';
import { notifyKinds, partitions } from '../setup/templates/kinds.ts';

/** The form of each kind of source. Help uses these so that it need not load the kinds. */
const formOfKind: Readonly<Record<SourceSpec['kind'], string>> = {
	folder: 'a folder or file',
	s3: 's3://bucket/prefix',
	stdin: '- for stdin',
	lookup: 'lookup',
	example: 'example',
};
const sourceForms = Object.values(formOfKind).join(', ');

const reading = ['console', 'query', 'show', 'export', 'detect', 'story', 'report'];
/** Commands that take one source. */
const alone = ['doctor', 'verify', 'init'];
/** Commands of a time range. */
const ranged = [...reading, 'ingest', 'doctor', 'verify', 'why', 'damaged', 'init'];
const fetching = [...ranged, 'store'];

export const flags: readonly Flag[] = [
	flag(
		'env NAME',
		fetching,
		'the environment of the configuration to use; all reads all of them as one',
	),
	flag('store PATH', [...fetching, 'threats'], 'the store’s folder'),
	flag(
		'group',
		['console', 'ingest', 'damaged'],
		'a store that is made lets the group of its folder in too',
	),
	flag('from SOURCE', alone, sourceForms),
	flag(
		'from SOURCE ...',
		fetching.filter(command => !alone.includes(command)),
		`${sourceForms}; several folders and files are read as one`,
	),
	flag('endpoint URL', fetching, 'an endpoint other than Amazon’s, of S3 and CloudTrail'),
	flag('path-style', fetching, 'bucket in the path; implied by --endpoint'),
	flag('profile NAME', fetching, 'a profile of ~/.aws/config'),
	flag('bucket-region REGION', [...fetching, 'template'], 'the bucket’s region'),
	flag('requester-pays', fetching, 'pay for requests to a requester-pays bucket'),
	flag('source-category NAME', fetching, '_sourceCategory of what --from brings'),
	flag(
		'since TIME',
		ranged,
		'start of the time range: 24h, yesterday, "june 1", or both ends; `trailtop help time` lists all',
	),
	flag('until TIME', ranged, 'end of the time range: 2h ago, 2026-03-01; fixes “now”'),
	flag(
		'kinds A,B,…',
		[...reading, 'ingest', 'why', 'damaged'],
		`kinds of logs to fetch: ${logKindNames.join(', ')} (${defaultLogKinds.join(',')} unless given)`,
	),
	flag('account ID ...', [...reading, 'ingest', 'verify'], 'only this account; may be given again'),
	flag('region R ...', [...fetching, 'template'], 'only this region; may be given again'),
	flag(
		'var NAME=VALUE ...',
		// A report has no queries of its user.
		reading.filter(command => command !== 'report'),
		'a dashboard variable or {{name}} of a query',
	),
	flag(
		'threats FILE ...',
		[...reading, 'store', 'threats'],
		'threat indicators: list, CSV, JSON lines, STIX or MISP; may be given again',
	),
	flag(
		'geo FILE ...',
		[...reading, 'store', 'geo'],
		'a MaxMind-format database of places or networks; may be given again',
	),
	flag('dashboard NAME', ['console'], 'the dashboard to open'),
	flag(
		'memory MB',
		[...reading, 'store'],
		'what it may use in all; 300 is usual for the console, 1,000 for a command',
	),
	flag(
		'timeout 10s',
		['query', 'show', 'export', 'detect', 'story', 'report'],
		'end with an error when there is no answer by then',
	),
	flag('fresh', ['console'], 'do not restore the last session'),
	flag('color WHEN', ['console', 'tour'], 'auto, always, never, 16, 256, truecolor', [
		'auto',
		'always',
		'never',
		'16',
		'256',
		'truecolor',
	]),
	flag('ascii', ['console', 'tour', 'show'], 'plain ASCII instead of line and block glyphs'),
	flag('no-braille', ['console', 'tour'], 'shaded cells instead of the dots of maps'),
	flag('mouse', ['console', 'tour'], 'clicks and the wheel are for the console; F2 switches'),
	flag('slow', ['console'], 'for slow links: a quarter of the frames, no map'),
	flag('theme NAME', ['console', 'tour'], `${themeWishes.join(', ')}, or NAME.yaml of yours`),
	flag(
		'format FORMAT',
		[
			...['threats', 'query', 'show', 'export', 'store', 'template', 'doctor', 'verify', 'damaged'],
			...['detect', 'story', 'report'],
		],
		'query: table, json, ndjson, csv, document (json with what was not read) · show: text, json · detect: table, ndjson, sarif · story: table, markdown, json · report: markdown, html',
	),
	flag('limit N', ['query', 'export'], 'rows at most (10,000)'),
	flag('compare', ['show'], 'each panel also with the period of the same length before'),
	flag('full', ['query'], 'a table with every cell whole, however wide'),
	flag('format-query', ['query'], 'print the query with a line for each stage'),
	flag('explain', ['query'], 'print the plan instead of running it'),
	flag('rules DIR ...', ['detect'], 'a folder of rules beside ours; may be given again'),
	flag('only ID ...', ['detect'], 'only this rule; may be given again'),
	flag(
		'severity LEVEL',
		['detect', 'report'],
		`only findings of at least this level: ${severities.join(', ')}`,
		severities,
	),
	flag('hits', ['detect'], 'run: the records that meet a rule, one a line, instead of findings'),
	flag('once', ['ingest'], 'fetch what there is and end'),
	flag('lazy', ['ingest'], 'does not count ahead what the dashboards ask'),

	// Flags of the commands for setup, explanation, export and verification.
	flag('name NAME', ['init'], 'what to call the environment'),
	flag('bucket NAME', ['init', 'template'], 'the bucket that the trail delivers to'),
	flag('prefix PREFIX', ['init', 'template'], 'what stands before AWSLogs/ in the keys'),
	flag('role-arn ARN', ['init'], 'a role to assume'),
	flag(
		'external-id ID',
		['init', 'template'],
		'the external ID that the role asks for; template makes one up',
	),
	flag('yes', ['init'], 'ask nothing; what is not given keeps its default'),
	flag('principal ARN|ACCOUNT', ['template'], 'who may assume the role'),
	flag(
		'partition NAME',
		['template'],
		`${partitions.join(', ')}; the principal’s unless given`,
		partitions,
	),
	flag('kms-key ARN', ['template'], 'the key that the objects are encrypted with'),
	flag('org o-ID', ['template'], 'only principals of this organisation may assume the role'),
	flag('integrity', ['template'], 'allow asking for the public keys of digests too'),
	flag(
		'queue none|create|ARN',
		['template'],
		'a queue that is told of new objects: none unless given',
	),
	flag(
		'notify HOW',
		['template'],
		'who tells a new queue: sns (the trail’s own topic), eventbridge, s3',
		notifyKinds,
	),
	flag('topic ARN', ['template'], 'the SNS topic that the trail tells of its objects'),
	flag('role-name NAME', ['template'], 'trailtop-read unless given'),
	flag(
		'out FILE',
		['export', 'layout', 'report'],
		'a new file, readable by its owner alone, instead of stdout',
	),
	flag(
		'replace',
		['layout', 'report'],
		'import: in place of a dashboard of the same name · report: in place of an earlier report',
	),
	flag(
		'bundle DIR',
		['export', 'story'],
		'a new folder with the records, their objects and SHA-256 of each, as evidence; story: its page too',
	),
	flag('fields A,B,…', ['export'], 'the columns of CSV'),
	flag(
		'verify live|off',
		['console', 'ingest', 'init'],
		'live: check the signed digests of the trail as they are delivered',
		verifyModes,
	),
	flag(
		'keys FILE ...',
		['verify', 'console', 'ingest'],
		'public keys: the output of `aws cloudtrail list-public-keys`; may be given again',
	),

	// Flags of the commands for indicators and geographic places.
	flag('name NAME', ['threats'], 'import: what to call the source; the file’s name unless given'),
	flag(
		'confidence 0-100',
		['threats'],
		'import: confidence of indicators that come without one (90)',
	),
	flag(
		'accept',
		['threats'],
		'update, import: take it although it shrank, and do not wait for the interval',
	),
	flag('url URL', ['geo'], 'update: the folder of the monthly files, or one .mmdb(.gz)'),

	flag('help', ['*'], 'this help'),
	flag('version', ['*'], 'the version'),
];

/** The flags of one command, in the order of the table. */
export function flagsOf(command: string): readonly Flag[] {
	return flags.filter(({ commands }) => commands.includes(command) || commands.includes('*'));
}
