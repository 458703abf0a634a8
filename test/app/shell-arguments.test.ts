import { expect, test } from 'vitest';
import type { Arguments } from '../../source/app/arguments.ts';
import type { Config } from '../../source/app/config-schema.ts';
import type { Environment } from '../../source/app/environment.ts';
import { shellArguments } from '../../source/app/shell-arguments.ts';

const config = { environments: { prod: {} } } as unknown as Config;

function said(
	name: string,
	given: Partial<Arguments>,
	storeDir?: string,
	configured: Config = config,
): readonly string[] {
	const args = { command: 'console', input: [], strings: {}, lists: {}, switches: {}, ...given };
	return shellArguments(args, { name, storeDir } as Environment, configured, '/srv');
}

test('an environment of the configuration is named, also where it is the default', () => {
	expect(said('prod', {}, '/data/prod')).toEqual(['--env', 'prod']);
	expect(said('all', { strings: { env: 'all' } })).toEqual(['--env', 'all']);
	expect(said('prod', { strings: { store: 'x' } }, '/srv/x')).toEqual([
		...['--env', 'prod', '--store', '/srv/x'],
	]);
});

test('a store that is filled meanwhile is read, and a source without one is fetched again', () => {
	const lists = { from: ['./logs', 's3://bucket/p'], account: ['111122223333'], geo: ['g.mmdb'] };
	const strings = { profile: 'audit', since: '7d' };
	const switches = { 'path-style': true, mouse: true };
	expect(said('folder', { lists, strings, switches })).toEqual([
		...['--from', '/srv/logs', '--from', 's3://bucket/p', '--profile', 'audit', '--path-style'],
		...['--account', '111122223333', '--geo', '/srv/g.mmdb'],
	]);
	expect(said('folder', { lists, strings: { ...strings, store: 's' } }, '/srv/s')).toEqual([
		...['--store', '/srv/s', '--geo', '/srv/g.mmdb'],
	]);
});

test('a name that is in no configuration is no flag', () => {
	expect(said('example', {}, undefined)).toEqual([]);
	expect(said('constructor', {}, undefined)).toEqual([]);
});
