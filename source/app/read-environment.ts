import { resolve } from 'node:path';
import type { Paths } from '../config/paths.ts';
import { verifyModes } from '../config/verify-modes.ts';
import { allName, allOf } from './all-environments.ts';
import type { Arguments } from './arguments.ts';
import { fromsOf, UsageError } from './arguments.ts';
import type { Config, EnvironmentConfig } from './config-schema.ts';
import type { Environment } from './environment.ts';
import { fetchLimits } from './fetch-limits.ts';
import { configuredKindOf, parseSource, sourceKindFrom, sourceKindOf } from './source/index.ts';
import { readKinds } from './kinds.ts';
import type { SourceSpec } from './source/index.ts';
import type { CommandLine } from './source/source-kind.ts';

const pollMsDefault = 60_000;
/** The source when neither a flag nor the configuration names one. */
const fromDefault = 'example';

/**
 * Decides the trail, the store and the scope of a command: `--from` first, then `--env` or the
 * configuration’s default, and without any of them the example trail.
 *
 * @throws UsageError
 */
export function readEnvironment(
	args: Arguments,
	config: Config,
	paths: Paths,
	world: Omit<CommandLine, 'args'>,
): Environment {
	const line = { args, ...world };
	const froms = fromsOf(args);
	if (froms.length > 0) {
		return fromSource(froms, line);
	}

	const names = Object.keys(config.environments);
	const name = args.strings['env'] ?? config.default ?? names[0];
	if (name === undefined) {
		const storeOnly = args.strings['store'] !== undefined;
		return {
			...fromSource([fromDefault], line),
			...(storeOnly ? { name: 'store', source: undefined, scope: everything } : {}),
		};
	}

	if (name === allName && names.length > 0) {
		return allOf(everyEnvironment(line, config, paths));
	}

	const chosen = config.environments[name];
	if (chosen === undefined) {
		throw new UsageError(
			names.length === 0
				? `there is no environment "${name}": the configuration names none; write one with \`trailtop init\``
				: `there is no environment "${name}"; the configuration has ${names.join(', ')}`,
		);
	}

	return fromConfig(name, chosen, line, paths);
}

function everyEnvironment(line: CommandLine, config: Config, paths: Paths): readonly Environment[] {
	if (line.args.strings['store'] !== undefined) {
		throw new UsageError(
			`--store names one store, and --env ${allName} reads that of every environment; leave one of them out`,
		);
	}

	return Object.entries(config.environments).map(([name, chosen]) =>
		fromConfig(name, chosen, line, paths),
	);
}

const everything = { key: '_sourceCategory', value: '*' };

function fromSource(froms: readonly string[], line: CommandLine): Environment {
	const { args, workingDir } = line;
	const source = parseSource(froms, line);
	const kind = sourceKindOf(source);
	const category = args.strings['source-category'] ?? kind.sourceCategory;
	const store = args.strings['store'];
	return {
		name: kind.environmentName,
		source,
		storeDir: store === undefined ? undefined : resolve(workingDir, store),
		groupAccess: args.switches['group'] === true,
		members: [],
		sourceCategory: category,
		sourceName: kind.sourceNameOf(source),
		sourceHost: kind.sourceHostOf(source),
		scope: { key: '_sourceCategory', value: category },
		since: args.strings['since'] ?? kind.since,
		pollMs: pollMsDefault,
		retentionDays: undefined,
		diskBudgetBytes: undefined,
		limits: { ...limitsOf(source, args, {}), ...readKinds(args, undefined, true) },
		...verifyOf(args, 'off', [], workingDir),
		aliases: {},
		administrators: [],
	};
}

/** The regions to show; all of them when `--region` named the region of the source. */
export function shownRegions(args: Arguments): readonly string[] {
	const isOfSource =
		args.strings['bucket-region'] === undefined &&
		fromsOf(args).some(from => sourceKindFrom(from).takesRegion);
	return isOfSource ? [] : (args.lists['region'] ?? []);
}

/**
 * A store that the configuration names is filled for everybody who reads it, so of the flags only
 * those of `ingest` limit what comes into it.
 */
function limitsOf(source: SourceSpec, args: Arguments, aliases: Environment['aliases']) {
	const isAsked = fromsOf(args).length > 0 || args.command === 'ingest';
	const asked = { account: args.lists['account'] ?? [], region: shownRegions(args) };
	return fetchLimits(source, isAsked ? asked : { account: [], region: [] }, aliases);
}

/** Whether digests are verified, and the files of their keys: the flags go before the settings. */
function verifyOf(
	{ command, strings, lists }: Arguments,
	setting: Environment['verify'],
	files: readonly string[],
	workingDir: string,
): Pick<Environment, 'verify' | 'publicKeys'> {
	// The command `verify` checks once, with keys of its own.
	const given = command === 'verify' ? [] : (lists['keys'] ?? []);
	const asked = verifyModes.find(mode => mode === strings['verify']);
	return {
		verify: asked ?? setting,
		publicKeys: [...given, ...files].map(file => resolve(workingDir, file)),
	};
}

function fromConfig(
	name: string,
	chosen: EnvironmentConfig,
	{ args, workingDir }: CommandLine,
	paths: Paths,
): Environment {
	const store = args.strings['store'] ?? chosen.store;
	const source = configuredKindOf(chosen.source).specOf(chosen.source, workingDir);
	return {
		name,
		source,
		storeDir:
			store === undefined ? resolve(paths.dataDir, name, 'store') : resolve(workingDir, store),
		groupAccess: args.switches['group'] === true || chosen.group_access,
		members: [],
		sourceCategory: chosen.source_category,
		sourceName: chosen.source_name ?? name,
		sourceHost: chosen.source_host ?? sourceKindOf(source).sourceHostOf(source),
		scope: chosen.scope ?? { key: '_sourceCategory', value: chosen.source_category },
		since: args.strings['since'] ?? chosen.since,
		pollMs: chosen.poll_seconds * 1_000,
		retentionDays: chosen.retention_days,
		diskBudgetBytes:
			chosen.disk_budget_mb === undefined ? undefined : chosen.disk_budget_mb * 1024 * 1024,
		limits: {
			...limitsOf(source, args, chosen.accounts ?? {}),
			...readKinds(args, chosen.kinds, args.command === 'ingest'),
		},
		...verifyOf(args, chosen.verify, chosen.public_keys ?? [], workingDir),
		aliases: chosen.accounts ?? {},
		administrators: chosen.administrators ?? [],
	};
}
