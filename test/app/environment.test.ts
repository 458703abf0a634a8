import { expect, test } from 'vitest';
import type { Arguments } from '../../source/app/arguments.ts';
import { UsageError } from '../../source/app/arguments.ts';
import { readArguments } from '../../source/cli/read-arguments.ts';
import { readEnvironment, shownRegions } from '../../source/app/read-environment.ts';
import { configSchema } from '../../source/app/config-schema.ts';
import { pathsOf } from '../../source/config/paths.ts';

const paths = pathsOf({}, '/home/ada');
const world = { workingDir: '/srv', nowMs: 1 };
const read = (...argv: readonly string[]): Arguments => readArguments(argv, ['query']);
const configuration = {
	default: 'prod',
	environments: {
		lab: { source: { folder: 'logs' }, store: 'lab-store' },
		prod: {
			source: { bucket: 'prod-logs', prefix: 'a', profile: 'audit', requester_pays: true },
			source_category: 'aws/prod',
			poll_seconds: 30,
			disk_budget_mb: 50,
			retention_days: 90,
			accounts: { '111122223333': 'prod' },
		},
		scoped: { source: { folder: '/logs' }, scope: { key: '_source', value: 'x' } },
	},
};
const config = configSchema.parse(configuration);
const none = configSchema.parse({});
const environment = (...argv: readonly string[]) =>
	readEnvironment(read('query', ...argv), config, paths, world);
const unconfigured = (...argv: readonly string[]) =>
	readEnvironment(read('query', ...argv), none, paths, world);

test('the configuration’s default, in its words', () => {
	expect(environment()).toMatchObject({
		name: 'prod',
		source: { kind: 's3', bucket: 'prod-logs', prefix: 'a', profile: 'audit', requesterPays: true },
		storeDir: '/home/ada/.local/share/trailtop/prod/store',
		sourceCategory: 'aws/prod',
		sourceHost: 'prod-logs',
		scope: { key: '_sourceCategory', value: 'aws/prod' },
		since: '24h',
		pollMs: 30_000,
		retentionDays: 90,
		diskBudgetBytes: 50 * 1024 * 1024,
		aliases: { '111122223333': 'prod' },
	});
});

test.each([
	{
		name: '--env names another',
		argv: ['--env', 'lab'],
		is: { name: 'lab', source: { kind: 'folder', dir: '/srv/logs' }, storeDir: '/srv/lab-store' },
	},
	{
		name: 'its scope is its own',
		argv: ['--env', 'scoped'],
		is: { scope: { key: '_source', value: 'x' }, sourceHost: '/logs' },
	},
	{
		name: '--store moves the store',
		argv: ['--store', 'elsewhere', '--since', '7d'],
		is: { name: 'prod', storeDir: '/srv/elsewhere', since: '7d' },
	},
	{
		name: '--from beats the configuration',
		argv: ['--from', 'here'],
		is: { name: 'from', source: { kind: 'folder', dir: '/srv/here' }, storeDir: undefined },
	},
	{
		name: '--from s3 takes its flags',
		argv: ['--from', 's3://b/x/y/', '--endpoint', 'http://h', '--region', 'r', '--profile', 'p'],
		is: {
			source: {
				kind: 's3',
				bucket: 'b',
				prefix: 'x/y',
				endpoint: 'http://h',
				region: 'r',
				profile: 'p',
				pathStyle: true,
			},
		},
	},
])('$name', ({ argv, is }) => {
	expect(environment(...argv)).toMatchObject(is);
});

test('without a configuration: the example, or only a store', () => {
	expect(unconfigured()).toMatchObject({
		name: 'example',
		source: { kind: 'example', live: true },
	});
	expect(unconfigured('--until', '2026-03-01')).toMatchObject({ source: { live: false } });
	expect(unconfigured('--store', 's')).toMatchObject({
		name: 'store',
		source: undefined,
		storeDir: '/srv/s',
		scope: { value: '*' },
	});
});

test.each([
	{ argv: ['--env', 'prodd'], said: /no environment "prodd"; the configuration has lab, prod/ },
	{ argv: ['--from', 's3://'], said: /needs a bucket/ },
])('$argv is refused', ({ argv, said }) => {
	expect(() => environment(...argv)).toThrow(UsageError);
	expect(() => environment(...argv)).toThrow(said);
});

test('an environment without a configuration says how to get one', () => {
	expect(() => unconfigured('--env', 'prod')).toThrow(/trailtop init/);
});

test.each([
	{ argv: ['--region', 'a'], bucket: undefined, shown: ['a'] },
	{ argv: ['--from', 's3://b', '--region', 'a'], bucket: 'a', shown: [] },
	{
		argv: ['--from', 's3://b', '--region', 'a', '--bucket-region', 'c'],
		bucket: 'c',
		shown: ['a'],
	},
	{ argv: ['--from', './f', '--region', 'a'], bucket: undefined, shown: ['a'] },
])('$argv: the bucket is in $bucket, shown is $shown', ({ argv, bucket, shown }) => {
	const { source } = unconfigured(...argv);
	expect(source?.kind === 's3' ? source.region : undefined).toBe(bucket);
	expect(shownRegions(read('query', ...argv))).toEqual(shown);
});
