import { join } from 'node:path';
import type { Scope } from '../dashboard/compose/compose.ts';
import type { Layout } from '../dashboard/layout/layout.ts';
import type { SavedSearch } from '../dashboard/layout/searches.ts';
import type { EnvironmentChoice } from '../dashboard/state/state.ts';
import type { Session } from '../dashboard/state/session.ts';
import { allName, membersOf } from './all-environments.ts';
import type { Environment } from './environment.ts';
import type { Config } from './config-schema.ts';
import { keyFaults } from './key-faults.ts';
import { loadLayouts, ownLayoutsDir } from './layouts.ts';
import type { CommandPorts } from './ports.ts';
import type { Prepared } from './prepare.ts';
import { outputsOf } from './outputs/outputs-of.ts';
import { readSession, sessionFile } from './session-file.ts';
import { readShipped } from './shipped.ts';
import { readTime } from './time-range.ts';
import { configuredKindOf, sourceKindOf } from './source/index.ts';
import type { SourceSpec } from './source/index.ts';
import { ConsoleBackend } from './workers/console-backend.ts';
import type { OwnTheme } from '../panels/theme/palettes.ts';
import { inOneLine, loadThemes } from './themes.ts';
import { loadSearches } from './workers/saved-searches.ts';

/** An environment that the console shows, with the workers behind it. */
export interface OpenedEnvironment {
	readonly name: string;
	/** Flags with which a command reads it. */
	readonly shellArguments: readonly string[];
	readonly scope: Scope;
	readonly aliases: Readonly<Record<string, string>>;
	readonly layouts: readonly Layout[];
	readonly searches: readonly SavedSearch[];
	readonly ownThemes: readonly OwnTheme[];
	readonly session: Partial<Session> | undefined;
	readonly backend: ConsoleBackend;
}

/**
 * Starts the workers of an environment, or of all its members, and reads its last session.
 *
 * @param temporaryDir - for the store of an environment that keeps none
 * @param isFresh - the last session is not read
 */
export async function openEnvironment(
	prepared: Prepared,
	temporaryDir: string | undefined,
	isFresh: boolean,
	ports: CommandPorts,
): Promise<OpenedEnvironment> {
	const { config, environment, paths, range, intel, memory } = prepared;
	const { name, scope, aliases, administrators } = environment;
	const { layouts, faults } = await loadLayouts(paths.configDir, administrators);
	const own = await loadThemes(paths.configDir);
	const shipped = await readShipped();
	const ownDirs = shipped === undefined ? [ownLayoutsDir()] : [];
	const saved = await loadSearches(
		[...ownDirs, join(paths.configDir, 'layouts')],
		shipped?.searches,
	);
	const file = sessionFile(paths, name);
	const session = isFresh || temporaryDir !== undefined ? undefined : await readSession(file);
	const members = membersOf(environment);
	const stores = members.map(member => ({
		environment: member,
		storeDir: member.storeDir ?? temporaryDir ?? '',
		sinceMs: readTime('since', member.since, range.toMs, prepared.timeZone),
		inFlightBytesMax: memory.fetching / members.length,
		configDir: paths.configDir,
		outputs: outputsOf(member, config, ports.homeDir),
	}));
	const backend = new ConsoleBackend({
		stores,
		administrators,
		intel,
		answersBytesMax: memory.answers,
		runBytesMax: memory.run,
		sessionFile: file,
		configDir: paths.configDir,
		exportDir: ports.workingDir,
		nowMs: ports.nowMs,
		notes: prepared.notes,
		faults: [...keyFaults(prepared), ...faults, ...saved.faults, ...inOneLine(own.faults)],
	});
	return {
		name,
		shellArguments: prepared.shellArguments,
		scope,
		aliases,
		layouts,
		searches: saved.searches,
		ownThemes: own.themes,
		session,
		backend,
	};
}

/**
 * The environments that the console can show: the one it started with, those of the configuration,
 * and all of these as one.
 */
export function environmentChoices(begun: Environment, config: Config): EnvironmentChoice[] {
	const configured = Object.entries(config.environments).map(([name, { source }]) => ({
		name,
		sourceTitle: configuredKindOf(source).titleOf(source),
	}));
	const choices =
		begun.name === allName || configured.some(({ name }) => name === begun.name)
			? configured
			: [{ name: begun.name, sourceTitle: titleOf(begun.source) }, ...configured];
	return configured.length > 1
		? [...choices, { name: allName, sourceTitle: configured.map(({ name }) => name).join(' + ') }]
		: choices;
}

function titleOf(source: SourceSpec | undefined): string {
	return source === undefined ? 'a store that is only read' : sourceKindOf(source).titleOf(source);
}
