import { resolve } from 'node:path';
import type { Config, EnvironmentConfig } from '../config/config.ts';
import type { Paths } from '../config/paths.ts';
import type { Arguments } from './arguments.ts';
import { UsageError } from './arguments.ts';
import { allName, allOf } from './all-environments.ts';

/** Where objects come from, as plain data that can be posted to a worker. */
export type SourceSpec =
	| {
			readonly kind: 'example';
			readonly seed: number;
			readonly nowMs: number;
			readonly live: boolean;
	  }
	| { readonly kind: 'folder'; readonly dir: string }
	| ({ readonly kind: 's3' } & S3Spec);

export interface S3Spec {
	readonly bucket: string;
	readonly prefix: string;
	readonly region?: string;
	readonly profile?: string;
	readonly roleArn?: string;
	readonly externalId?: string;
	readonly endpoint?: string;
	readonly pathStyle?: boolean;
	readonly requesterPays?: boolean;
	readonly fips?: boolean;
	readonly dualStack?: boolean;
	readonly queueUrl?: string;
}

/** One trail source with its scope, its store, and what people call its accounts. */
export interface Environment {
	readonly name: string;
	/** Undefined: only read the store, someone else fills it. */
	readonly source: SourceSpec | undefined;
	/** Undefined: a store of its own in the temporary folder, removed at the end. */
	readonly storeDir: string | undefined;
	/** A store that is made lets the group of its folder in too. */
	readonly groupAccess: boolean;
	/** The environments that are read as one; none for an environment of its own. */
	readonly members: readonly Environment[];
	readonly sourceCategory: string;
	readonly sourceName: string;
	readonly sourceHost: string;
	readonly scope: { readonly key: string; readonly value: string };
	/** How far back to fetch at first, as it was written. */
	readonly since: string;
	readonly pollMs: number;
	readonly retentionDays: number | undefined;
	readonly diskBudgetBytes: number | undefined;
	readonly aliases: Readonly<Record<string, string>>;
	readonly administrators: readonly string[];
}

/** The example trail’s records carry the category of the reference product’s own samples. */
const exampleCategory = 'AWS_EAGLE';
const exampleSeed = 20_260_301;
const pollMsDefault = 60_000;
/** What `--from` names is wanted whole unless `--since` says less. */
const sinceEverything = '3650d';

/**
 * Decides which trail, which store and which scope a command works on: `--from` first, then
 * `--env` or the configuration’s default, and without any of them the example trail.
 *
 * @throws UsageError
 */
export function readEnvironment(
	args: Arguments,
	config: Config,
	paths: Paths,
	world: { readonly workingDir: string; readonly nowMs: number },
): Environment {
	const given = { args, workingDir: world.workingDir };
	const from = args.strings['from'];
	if (from !== undefined) {
		return fromSource(from, given, world.nowMs);
	}

	const names = Object.keys(config.environments);
	const name = args.strings['env'] ?? config.default ?? names[0];
	if (name === undefined) {
		const storeOnly = args.strings['store'] !== undefined;
		return {
			...fromSource('example', given, world.nowMs),
			...(storeOnly ? { name: 'store', source: undefined, scope: everything } : {}),
		};
	}

	if (name === allName && names.length > 0) {
		return allOf(everyEnvironment(given, config, paths));
	}

	const chosen = config.environments[name];
	if (chosen === undefined) {
		throw new UsageError(
			names.length === 0
				? `there is no environment "${name}": the configuration names none; write one with \`trailtop init\``
				: `there is no environment "${name}"; the configuration has ${names.join(', ')}`,
		);
	}

	return fromConfig(name, chosen, given, paths);
}

function everyEnvironment(given: Given, config: Config, paths: Paths): readonly Environment[] {
	if (given.args.strings['store'] !== undefined) {
		throw new UsageError(
			`--store names one store, and --env ${allName} reads that of every environment; leave one of them out`,
		);
	}

	return Object.entries(config.environments).map(([name, chosen]) =>
		fromConfig(name, chosen, given, paths),
	);
}

const everything = { key: '_sourceCategory', value: '*' };

interface Given {
	readonly args: Arguments;
	readonly workingDir: string;
}

function fromSource(from: string, { args, workingDir }: Given, nowMs: number): Environment {
	const source = readSource(from, args, workingDir, nowMs);
	const category =
		args.strings['source-category'] ??
		(source.kind === 'example' ? exampleCategory : 'aws/cloudtrail');
	const store = args.strings['store'];
	return {
		name: source.kind === 'example' ? 'example' : 'from',
		source,
		storeDir: store === undefined ? undefined : resolve(workingDir, store),
		groupAccess: args.switches['group'] === true,
		members: [],
		sourceCategory: category,
		sourceName: source.kind === 's3' ? source.bucket : source.kind,
		sourceHost:
			source.kind === 's3' ? source.bucket : source.kind === 'folder' ? source.dir : 'example',
		scope: { key: '_sourceCategory', value: category },
		since: args.strings['since'] ?? (source.kind === 'example' ? '14d' : sinceEverything),
		pollMs: pollMsDefault,
		retentionDays: undefined,
		diskBudgetBytes: undefined,
		aliases: {},
		administrators: [],
	};
}

function readSource(from: string, args: Arguments, workingDir: string, nowMs: number): SourceSpec {
	if (from === 'example') {
		return { kind: 'example', seed: exampleSeed, nowMs, live: args.strings['until'] === undefined };
	}

	if (!from.startsWith('s3://')) {
		return { kind: 'folder', dir: resolve(workingDir, from) };
	}

	const [bucket = '', ...rest] = from.slice('s3://'.length).split('/');
	if (bucket === '') {
		throw new UsageError(`--from s3:// needs a bucket: s3://my-bucket/prefix; found "${from}"`);
	}

	const { endpoint, profile } = args.strings;
	const region = bucketRegion(args);
	return {
		kind: 's3',
		bucket,
		prefix: rest.join('/').replace(/\/+$/, ''),
		...(region === undefined ? {} : { region }),
		...(profile === undefined ? {} : { profile }),
		...(endpoint === undefined ? {} : { endpoint }),
		pathStyle: args.switches['path-style'] === true || endpoint !== undefined,
		requesterPays: args.switches['requester-pays'] === true,
	};
}

/** With an S3 source `--region` says where the bucket is, unless `--bucket-region` says it. */
export function bucketRegion(args: Arguments): string | undefined {
	return args.strings['bucket-region'] ?? (isS3(args) ? args.lists['region']?.[0] : undefined);
}

/** The regions to show: all, when `--region` was the bucket’s. */
export function shownRegions(args: Arguments): readonly string[] {
	const regions = args.lists['region'] ?? [];
	return isS3(args) && args.strings['bucket-region'] === undefined ? [] : regions;
}

function isS3(args: Arguments): boolean {
	return args.strings['from']?.startsWith('s3://') === true;
}

function fromConfig(
	name: string,
	chosen: EnvironmentConfig,
	given: Given,
	paths: Paths,
): Environment {
	const { args, workingDir } = given;
	const store = args.strings['store'] ?? chosen.store;
	const source = configSource(chosen, workingDir);
	const place = source.kind === 's3' ? source.bucket : source.kind === 'folder' ? source.dir : '';
	return {
		name,
		source,
		storeDir:
			store === undefined ? resolve(paths.dataDir, name, 'store') : resolve(workingDir, store),
		groupAccess: args.switches['group'] === true || chosen.group_access,
		members: [],
		sourceCategory: chosen.source_category,
		sourceName: chosen.source_name ?? name,
		sourceHost: chosen.source_host ?? place,
		scope: chosen.scope ?? { key: '_sourceCategory', value: chosen.source_category },
		since: args.strings['since'] ?? chosen.since,
		pollMs: chosen.poll_seconds * 1_000,
		retentionDays: chosen.retention_days,
		diskBudgetBytes:
			chosen.disk_budget_mb === undefined ? undefined : chosen.disk_budget_mb * 1024 * 1024,
		aliases: chosen.accounts ?? {},
		administrators: chosen.administrators ?? [],
	};
}

function configSource({ source }: EnvironmentConfig, workingDir: string): SourceSpec {
	if ('folder' in source) {
		return { kind: 'folder', dir: resolve(workingDir, source.folder) };
	}

	const optional = {
		region: source.region,
		profile: source.profile,
		roleArn: source.role_arn,
		externalId: source.external_id,
		endpoint: source.endpoint,
		pathStyle: source.path_style,
		requesterPays: source.requester_pays,
		fips: source.fips,
		dualStack: source.dual_stack,
		queueUrl: source.queue_url,
	};
	const known = Object.fromEntries(
		Object.entries(optional).filter(([, value]) => value !== undefined),
	);
	return { kind: 's3', bucket: source.bucket, prefix: source.prefix, ...known };
}
