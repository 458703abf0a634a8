import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { ConsolePorts, ConsoleSetup } from '../view/console-ports.ts';
import type { Session as SavedSession } from '../dashboard/state.ts';
import type { Range } from '../dashboard/range.ts';
import { UsageError } from './arguments.ts';
import type { Arguments } from './arguments.ts';
import { helpOf } from './command.ts';
import type { Command } from './command.ts';
import { loadLayouts, ownLayoutsDir } from './layouts.ts';
import { exitCode } from './ports.ts';
import type { CommandPorts } from './ports.ts';
import { prepare } from './prepare.ts';
import type { Prepared } from './prepare.ts';
import { readSession, sessionFile } from './session-file.ts';
import { readVariables } from './variables.ts';
import { ConsoleBackend } from './workers/console-backend.ts';
import { loadSearches } from './workers/saved-searches.ts';

/** The console: the only command that loads what draws. */
export const consoleCommand: Command = {
	help: helpOf('console'),
	async run(args, ports) {
		const { terminal } = ports;
		if (terminal === undefined || ports.env['TERM'] === 'dumb') {
			throw new UsageError(
				'the console needs a terminal that can move its cursor; `trailtop show DASHBOARD` prints a dashboard anywhere',
			);
		}

		// What draws loads while the configuration is read.
		const loading = import('../view/run-console.tsx');
		const prepared = await prepare(args, ports);
		const { layouts, faults } = await loadLayouts(prepared.paths.configDir);
		const saved = await loadSearches([ownLayoutsDir(), join(prepared.paths.configDir, 'layouts')]);
		const setup = { ...(await setupOf(args, prepared, layouts, ports)), searches: saved.searches };
		const { environment } = prepared;
		const storeDir = environment.storeDir ?? (await mkdtemp(join(ports.tempDir, 'trailtop-')));
		await mkdir(storeDir, { recursive: true, mode: 0o700 });
		const backend = new ConsoleBackend({
			environment,
			storeDir,
			sinceMs: prepared.fetchRange.fromMs,
			intel: prepared.intel,
			sessionFile: sessionFile(prepared.paths, environment.name),
			configDir: prepared.paths.configDir,
			exportDir: ports.workingDir,
			nowMs: ports.nowMs,
			faults: [...faults, ...saved.faults],
		});
		try {
			const { runConsole } = await loading;
			const consolePorts: ConsolePorts = {
				terminal,
				signal: ports.signal,
				nowMs: ports.nowMs,
				start: dispatch => backend.start(dispatch),
				perform: effect => backend.perform(effect),
			};
			await runConsole(setup, consolePorts);
			return exitCode.rows;
		} finally {
			await backend.stop();
			if (environment.storeDir === undefined) {
				await rm(storeDir, { recursive: true, force: true });
			}
		}
	},
};

async function setupOf(
	args: Arguments,
	prepared: Prepared,
	layouts: ConsoleSetup['layouts'],
	ports: CommandPorts,
): Promise<ConsoleSetup> {
	const { environment, config, paths } = prepared;
	const dashboard = args.strings['dashboard'];
	if (dashboard !== undefined && !layouts.some(layout => layout.name === dashboard)) {
		const names = layouts.map(layout => layout.name).join(', ');
		throw new UsageError(`there is no dashboard "${dashboard}"; the dashboards: ${names}`);
	}

	const isFresh = args.switches['fresh'] === true || environment.storeDir === undefined;
	const saved: Partial<SavedSession> | undefined = isFresh
		? undefined
		: await readSession(sessionFile(paths, environment.name));
	const range = rangeOf(args, prepared);
	const hasVariables = Object.keys(prepared.variables).length > 0;
	return {
		environment: environment.name,
		scope: environment.scope,
		aliases: environment.aliases,
		layouts,
		dashboard,
		range,
		variables: hasVariables ? readVariables(prepared.variables) : undefined,
		session: saved,
		localZone: config.time_zone ?? Intl.DateTimeFormat().resolvedOptions().timeZone,
		color: args.strings['color'] ?? 'auto',
		theme: args.strings['theme'] ?? config.theme,
		ascii: args.switches['ascii'] === true,
		env: ports.env,
	};
}

/** The range that the command line asks for; without one the console's own default holds. */
function rangeOf(args: Arguments, { range }: Prepared): Range | undefined {
	if (args.strings['until'] !== undefined) {
		return { kind: 'fixed', fromMs: range.fromMs, toMs: range.toMs };
	}

	return args.strings['since'] === undefined
		? undefined
		: { kind: 'last', lengthMs: range.toMs - range.fromMs };
}
