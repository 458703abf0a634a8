import { expect, test } from 'vitest';
import { fetchLimits } from '../../source/app/fetch-limits.ts';
import type { SourceSpec } from '../../source/app/source/index.ts';

const bucket: SourceSpec = { kind: 's3', bucket: 'logs', prefix: '' };
const one = '111122223333';
const two = '444455556666';
const aliases = { [one]: 'Prod', [two]: 'prod' };

test.each([
	{ name: 'nothing', account: [], region: [], limits: {} },
	{ name: 'an id', account: [one], region: [], limits: { accounts: [one] } },
	{ name: 'an alias of two', account: ['PROD'], region: [], limits: { accounts: [one, two] } },
	{
		name: 'an alias, less one',
		account: ['prod', `!${one}`],
		region: [],
		limits: { accounts: [two] },
	},
	{ name: 'an exclusion alone', account: [`!${one}`], region: ['!eu-west-1'], limits: {} },
	{ name: 'a pattern', account: ['1111*'], region: ['eu-*'], limits: {} },
	{ name: 'a name of no account', account: [one, 'nobody'], region: [], limits: {} },
	{
		name: 'a region',
		account: [],
		region: ['us-gov-west-1'],
		limits: { regions: ['us-gov-west-1'] },
	},
])('$name limits a bucket to $limits', ({ account, region, limits }) => {
	expect(fetchLimits(bucket, { account, region }, aliases)).toEqual(limits);
});

test('of what the settings allow no more is fetched than is asked for', () => {
	const limited = { ...bucket, accounts: [one, two], regions: ['eu-west-1'] };
	expect(fetchLimits(limited, { account: [two, '777788889999'], region: [] }, {})).toEqual({
		accounts: [two],
		regions: ['eu-west-1'],
	});
});

test('a folder is read whole', () => {
	const folder: SourceSpec = { kind: 'folder', dir: '/logs' };
	expect(fetchLimits(folder, { account: [one], region: [] }, {})).toEqual({});
});
