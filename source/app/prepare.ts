import { resolve } from 'node:path';
import { keepsNoStore, membersOf } from './all-environments.ts';
import type { Arguments } from './arguments.ts';
import { fromsOf, UsageError } from './arguments.ts';
import type { Config } from './config-schema.ts';
import type { Environment } from './environment.ts';
import { readEnvironment, shownRegions } from './read-environment.ts';
import { withTrail } from './found-trail.ts';
import { checkGivenFiles } from './given-files.ts';
import type { IntelSpec } from './intel.ts';
import { intelPaths } from './intel-paths.ts';
import { readKeyFiles } from './key-files.ts';
import { loadConfig } from './load-config.ts';
import type { PositionOf } from './load-config.ts';
import { readMemory } from './memory.ts';
import type { MemoryShares } from './memory.ts';
import type { Paths } from '../config/paths.ts';
import type { CommandPorts } from './ports.ts';
import { sourceKindOf } from './source/index.ts';
import { readsStdin, stdinBytesMax, stdinName } from './source/stdin.ts';
import { shellArguments } from './shell-arguments.ts';
import { isoRange, kindOfSince, readTime, readTimeRange } from './time-range.ts';
import type { TimeRange } from './time-range.ts';

/** Commands that fill a store. */
const fills: ReadonlySet<string> = new Set(['console', 'ingest']);

/** What every command that reads a store needs, taken from the flags and the configuration. */
export interface Prepared {
	readonly config: Config;
	readonly paths: Paths;
	/** Where a setting stands in the configuration. */
	readonly positionOf: PositionOf;
	readonly environment: Environment;
	readonly intel: IntelSpec;
	/** The time range of the question. */
	readonly range: TimeRange;
	/** The time range to fetch when the source is fetched first. */
	readonly fetchRange: TimeRange;
	/** A source that the command line names is fetched before its store is queried. */
	readonly fetchFirst: boolean;
	readonly memory: MemoryShares;
	readonly timeZone: string;
	/** Values of `{{name}}` in queries. */
	readonly params: Readonly<Record<string, string>>;
	/** Dashboard variables by name. */
	readonly variables: Readonly<Record<string, readonly string[]>>;
	/** Flags with which another command reads the same. */
	readonly shellArguments: readonly string[];
	/** What was decided without being asked; it was told on stderr. */
	readonly notes: readonly string[];
}

/** The range that is asked for. A `--since` of two ends becomes a time each, so that it is not read again by another now. */
function withEnds(args: Arguments, nowMs: number, timeZone: string) {
	const { since, until } = args.strings;
	const range = readTimeRange(since, until, nowMs, timeZone);
	if (since === undefined || kindOfSince(since, { nowMs, timeZone }) !== 'fixed') {
		return { range, args };
	}

	const { from, to } = isoRange(range);
	return { range, args: { ...args, strings: { ...args.strings, since: from, until: to } } };
}

/**
 * @param reads - `one` for a command that works on a single environment, `any` for one that can
 *   also read all of them together
 * @throws UsageError or ConfigError; SourceError when a trail is looked for and none can be read
 */
export async function prepare(
	given: Arguments,
	ports: CommandPorts,
	reads: 'one' | 'any' = 'one',
): Promise<Prepared> {
	const { config, paths, positionOf } = await loadConfig(ports);
	const { args: asked, notes: chosen } = await withTrail(given, config, ports);
	const timeZone = config.time_zone ?? 'UTC';
	const { range, args } = withEnds(asked, ports.nowMs(), timeZone);
	const stdin = await readStdin(args, ports);
	const world = { workingDir: ports.workingDir, nowMs: range.toMs, stdin };
	const environment = readEnvironment(args, config, paths, world);
	if (reads === 'one' && environment.members.length > 0) {
		const names = environment.members.map(({ name }) => name).join(', ');
		throw new UsageError(
			`\`${args.command}\` works on one environment; write --env with one of ${names}`,
		);
	}

	const fetchRange = {
		...range,
		fromMs: readTime('since', environment.since, range.toMs, timeZone),
	};
	const notes = [...chosen, ...beyondReach(environment, fetchRange, ports.nowMs())];
	for (const note of notes) {
		ports.err(`trailtop: ${note}\n`);
	}

	const assigned = readAssignments(args.lists['var'] ?? []);
	const intel = intelOf(args, environment, paths, ports.workingDir);
	await checkFiles(args.command, environment, intel);
	return {
		config,
		paths,
		positionOf,
		environment,
		intel,
		range,
		fetchRange,
		fetchFirst: keepsNoStore(environment) || fromsOf(args).length > 0,
		memory: readMemory(
			args.strings['memory'],
			args.command,
			membersOf(environment).some(({ source }) => source !== undefined),
		),
		timeZone,
		params: Object.fromEntries(
			Object.entries(assigned).map(([name, values]) => [name, values[0] ?? '*']),
		),
		variables: {
			...assigned,
			...listed('account', args.lists['account'] ?? []),
			...listed('region', shownRegions(args)),
		},
		shellArguments: shellArguments(given, environment, config, ports.workingDir),
		notes,
	};
}

function intelOf(
	args: Arguments,
	environment: Environment,
	paths: Paths,
	workingDir: string,
): IntelSpec {
	const files = (name: string) => (args.lists[name] ?? []).map(file => resolve(workingDir, file));
	const { threatsDir, geoDir, tablesDir } = intelPaths(paths);
	return {
		example: environment.source !== undefined && sourceKindOf(environment.source).bringsIntel,
		threatFiles: files('threats'),
		geoFiles: files('geo'),
		threatsDir,
		geoDir,
		tablesDir,
	};
}

/** A file that cannot be read is told before anything is opened. */
async function checkFiles(command: string, environment: Environment, intel: IntelSpec) {
	await checkGivenFiles(intel);
	for (const { verify, publicKeys } of fills.has(command) ? membersOf(environment) : []) {
		await readKeyFiles(verify === 'live' ? publicKeys : []);
	}
}

/**
 * What stdin holds when it is the source of a command that reads it.
 *
 * @throws UsageError when it holds too much, or the query as well
 */
async function readStdin(args: Arguments, ports: CommandPorts): Promise<Uint8Array | undefined> {
	if (!fromsOf(args).includes(stdinName) || !readsStdin(args.command)) {
		return undefined;
	}

	if (args.command === 'query' && args.input[0] === '-') {
		throw new UsageError(
			'stdin holds either the query or the records: give the query as an argument, or name a file with --from',
		);
	}

	const bytes = await ports.stdinBytes(stdinBytesMax);
	if (bytes === undefined) {
		throw new UsageError(
			`stdin holds more than the ${stdinBytesMax >> 20} MiB of one file that are read; divide it into files and name those with --from`,
		);
	}

	return bytes;
}

/** A source that keeps its records for a time has nothing before, and does not say so itself. */
function beyondReach(
	environment: Environment,
	{ fromMs }: TimeRange,
	nowMs: number,
): readonly string[] {
	return membersOf(environment).flatMap(({ source }) => {
		const reachMs = source === undefined ? undefined : sourceKindOf(source).reachMs;
		if (source === undefined || reachMs === undefined || fromMs >= nowMs - reachMs) {
			return [];
		}

		const firstMs = new Date(nowMs - reachMs).toISOString();
		return [`${sourceKindOf(source).titleOf(source)} has nothing from before ${firstMs}`];
	});
}

function listed(
	name: string,
	values: readonly string[],
): Readonly<Record<string, readonly string[]>> {
	return values.length === 0 ? {} : { [name]: values };
}

/** Reads `--var NAME=VALUE`; the same name several times gives several values. */
function readAssignments(texts: readonly string[]): Readonly<Record<string, readonly string[]>> {
	const values: Record<string, string[]> = {};
	for (const text of texts) {
		const [, name, value] = /^([A-Za-z_]\w*)=(.*)$/s.exec(text) ?? [];
		if (name === undefined || value === undefined) {
			throw new UsageError(`--var is NAME=VALUE, such as user=ada; found "${text}"`);
		}

		(values[name] ??= []).push(value);
	}

	return values;
}
