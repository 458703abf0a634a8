import type { Flag } from './flag.ts';

/** Flags of the commands that bring indicators and places. */
export const intelFlags: readonly Flag[] = [
	{
		name: 'name',
		type: 'string',
		value: 'NAME',
		group: 'other',
		commands: ['threats'],
		help: 'import: what to call the source; the file’s name unless given',
	},
	{
		name: 'confidence',
		type: 'string',
		value: '0-100',
		group: 'other',
		commands: ['threats'],
		help: 'import: confidence of indicators that come without one (90)',
	},
	{
		name: 'accept',
		type: 'boolean',
		group: 'other',
		commands: ['threats'],
		help: 'update, import: take it although it shrank, and do not wait for the interval',
	},
	{
		name: 'url',
		type: 'string',
		value: 'URL',
		group: 'other',
		commands: ['geo'],
		help: 'update: the folder of the monthly files, or one .mmdb(.gz)',
	},
];
