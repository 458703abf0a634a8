import type { SourceSpec } from '../app/source/index.ts';
import { intelFlags } from './intel-flags.ts';
import { setupFlags } from './setup-flags.ts';

/** One flag of the command line: parsing, help and shell completion are printed from this table. */
export interface Flag {
	readonly name: string;
	readonly type: 'string' | 'boolean';
	readonly multiple?: boolean;
	/** What stands for the value in help. */
	readonly value?: string;
	readonly choices?: readonly string[];
	readonly help: string;
	readonly group: 'environment' | 'time' | 'filter' | 'output' | 'source' | 'screen' | 'other';
	/** Commands that take it; `console` is trailtop without a command. */
	readonly commands: readonly string[];
}

/** How each kind of source is written; help does not load what the kinds can do. */
const formOfKind: Readonly<Record<SourceSpec['kind'], string>> = {
	folder: 'a folder',
	s3: 's3://bucket/prefix',
	example: 'example',
};
const sourceForms = Object.values(formOfKind);

const reading = ['console', 'query', 'show', 'export'];
const fetching = [...reading, 'ingest', 'doctor', 'verify', 'why', 'damaged', 'init'];

export const flags: readonly Flag[] = [
	{
		name: 'env',
		type: 'string',
		value: 'NAME',
		group: 'environment',
		commands: [...fetching, 'store'],
		help: 'the environment of the configuration to use; all reads all of them as one',
	},
	{
		name: 'store',
		type: 'string',
		value: 'PATH',
		group: 'environment',
		commands: [...fetching, 'store', 'threats'],
		help: 'the store’s folder',
	},
	{
		name: 'group',
		type: 'boolean',
		group: 'environment',
		commands: ['console', 'ingest', 'damaged'],
		help: 'a store that is made lets the group of its folder in too',
	},
	{
		name: 'from',
		type: 'string',
		value: 'SOURCE',
		group: 'source',
		commands: fetching,
		help: `${sourceForms.slice(0, -1).join(', ')}, or ${sourceForms.at(-1)}`,
	},
	{
		name: 'endpoint',
		type: 'string',
		value: 'URL',
		group: 'source',
		commands: fetching,
		help: 'an S3 endpoint other than Amazon’s',
	},
	{
		name: 'path-style',
		type: 'boolean',
		group: 'source',
		commands: fetching,
		help: 'bucket in the path; implied by --endpoint',
	},
	{
		name: 'profile',
		type: 'string',
		value: 'NAME',
		group: 'source',
		commands: fetching,
		help: 'a profile of ~/.aws/config',
	},
	{
		name: 'bucket-region',
		type: 'string',
		value: 'REGION',
		group: 'source',
		commands: [...fetching, 'template'],
		help: 'the bucket’s region',
	},
	{
		name: 'requester-pays',
		type: 'boolean',
		group: 'source',
		commands: fetching,
		help: 'pay for requests to a requester-pays bucket',
	},
	{
		name: 'source-category',
		type: 'string',
		value: 'NAME',
		group: 'source',
		commands: fetching,
		help: '_sourceCategory of what --from brings',
	},
	{
		name: 'since',
		type: 'string',
		value: '24h|ISO',
		group: 'time',
		commands: fetching,
		help: 'start of the time range, or how far back',
	},
	{
		name: 'until',
		type: 'string',
		value: 'ISO',
		group: 'time',
		commands: fetching,
		help: 'end of the time range; fixes “now”',
	},
	{
		name: 'account',
		type: 'string',
		multiple: true,
		value: 'ID',
		group: 'filter',
		commands: [...reading, 'verify'],
		help: 'only this account; may be given again',
	},
	{
		name: 'region',
		type: 'string',
		multiple: true,
		value: 'R',
		group: 'filter',
		commands: [...fetching, 'template'],
		help: 'only this region; may be given again',
	},
	{
		name: 'var',
		type: 'string',
		multiple: true,
		value: 'NAME=VALUE',
		group: 'filter',
		commands: reading,
		help: 'a dashboard variable or {{name}} of a query',
	},
	{
		name: 'threats',
		type: 'string',
		multiple: true,
		value: 'FILE',
		group: 'filter',
		commands: [...reading, 'threats'],
		help: 'threat indicators: list, CSV, JSON lines, STIX or MISP; may be given again',
	},
	{
		name: 'geo',
		type: 'string',
		multiple: true,
		value: 'FILE',
		group: 'filter',
		commands: [...reading, 'geo'],
		help: 'a MaxMind-format database of places or networks; may be given again',
	},
	{
		name: 'dashboard',
		type: 'string',
		value: 'NAME',
		group: 'screen',
		commands: ['console'],
		help: 'the dashboard to open',
	},
	{
		name: 'fresh',
		type: 'boolean',
		group: 'screen',
		commands: ['console'],
		help: 'do not restore the last session',
	},
	{
		name: 'color',
		type: 'string',
		value: 'WHEN',
		choices: ['auto', 'always', 'never', '16', '256', 'truecolor'],
		group: 'screen',
		commands: ['console', 'show', 'query'],
		help: 'auto, always, never, 16, 256, truecolor',
	},
	{
		name: 'ascii',
		type: 'boolean',
		group: 'screen',
		commands: ['console', 'show'],
		help: 'plain ASCII instead of line and block glyphs',
	},
	{
		name: 'theme',
		type: 'string',
		value: 'NAME',
		choices: ['auto', 'dark', 'light', 'contrast'],
		group: 'screen',
		commands: ['console'],
		help: 'auto, dark, light, contrast',
	},
	{
		name: 'format',
		type: 'string',
		value: 'FORMAT',
		group: 'output',
		commands: [
			'threats',
			'query',
			'show',
			'export',
			'store',
			'template',
			'doctor',
			'verify',
			'damaged',
		],
		help: 'query: table, json, ndjson, csv · show: text, json',
	},
	{
		name: 'limit',
		type: 'string',
		value: 'N',
		group: 'output',
		commands: ['query', 'export'],
		help: 'rows at most (10,000)',
	},
	{
		name: 'compare',
		type: 'boolean',
		group: 'output',
		commands: ['show'],
		help: 'each panel also with the period of the same length before',
	},
	{
		name: 'explain',
		type: 'boolean',
		group: 'output',
		commands: ['query'],
		help: 'print the plan instead of running it',
	},
	{
		name: 'once',
		type: 'boolean',
		group: 'other',
		commands: ['ingest'],
		help: 'fetch what there is and end',
	},
	...setupFlags,
	...intelFlags,
	{ name: 'help', type: 'boolean', group: 'other', commands: ['*'], help: 'this help' },
	{ name: 'version', type: 'boolean', group: 'other', commands: ['*'], help: 'the version' },
];

/** Flags of one command, in the table’s order. */
export function flagsOf(command: string): readonly Flag[] {
	return flags.filter(flag => flag.commands.includes(command) || flag.commands.includes('*'));
}
