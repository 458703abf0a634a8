import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { themeWishes } from '../config/theme-wishes.ts';
import type { OwnTheme } from '../panels/theme/palettes.ts';
import type { ConsolePorts, ConsoleSetup } from '../view/console-ports.ts';
import type { Foot } from '../dashboard/state/foot.ts';
import type { Range } from '../dashboard/compose/range.ts';
import { keepsNoStore } from '../app/all-environments.ts';
import { fromsOf, UsageError } from '../app/arguments.ts';
import type { Arguments } from '../app/arguments.ts';
import { helpOf } from './command.ts';
import type { Command } from './command.ts';
import { environmentChoices, openEnvironment } from '../app/console-environment.ts';
import type { OpenedEnvironment } from '../app/console-environment.ts';
import { keepYoungSpaceSmall } from '../app/garbage.ts';
import { ConsoleWorld } from '../app/console-world.ts';
import { exitCode } from '../app/ports.ts';
import type { CommandPorts } from '../app/ports.ts';
import { isFirstStart } from '../app/first-start.ts';
import { editElsewhere } from '../app/edit-elsewhere.ts';
import { prepare } from '../app/prepare.ts';
import { kindOfSince } from '../app/time-range.ts';
import type { Prepared } from '../app/prepare.ts';
import { stdinName } from '../app/source/stdin.ts';
import { readVariables } from '../app/variables.ts';

/** The console. Only this command loads the drawing code. */
export const consoleCommand: Command = {
	help: helpOf('console'),
	async run(args, ports) {
		const { terminal } = ports;
		if (fromsOf(args).includes(stdinName)) {
			throw new UsageError(
				'the console reads its keys from stdin, so records cannot come from there; save them to a file and name that with --from',
			);
		}

		if (terminal === undefined || ports.env['TERM'] === 'dumb') {
			throw new UsageError(
				'the console needs a terminal that can move its cursor; `trailtop show DASHBOARD` prints a dashboard anywhere',
			);
		}

		keepYoungSpaceSmall();
		// The drawing code loads while the configuration is read.
		const loading = import('../view/run-console.tsx');
		const prepared = await prepare(args, ports, 'any');
		const { environment } = prepared;
		const temporaryDir = keepsNoStore(environment)
			? await mkdtemp(join(ports.tempDir, 'trailtop-'))
			: undefined;
		const isFresh = args.switches['fresh'] === true;
		const first = await openEnvironment(prepared, temporaryDir, isFresh, ports);
		const world = new ConsoleWorld(first, async name =>
			name === environment.name
				? openEnvironment(prepared, temporaryDir, isFresh, ports)
				: openEnvironment(
						await prepare(argumentsFor(name, args), ports, 'any'),
						undefined,
						isFresh,
						ports,
					),
		);
		try {
			const foot = await footOf(args, prepared);
			const setup = { ...setupOf(args, prepared, first, ports), foot };
			const { runConsole } = await loading;
			const consolePorts: ConsolePorts = {
				terminal,
				signal: ports.signal,
				nowMs: ports.nowMs,
				steadyMs: () => performance.now(),
				start: dispatch => world.start(dispatch),
				perform: effect => world.perform(effect),
				edit: text => editElsewhere(text, { ...ports, handOver: terminal.handOver }),
			};
			await runConsole(setup, consolePorts);
			return exitCode.rows;
		} finally {
			await world.stop();
			if (temporaryDir !== undefined) {
				await rm(temporaryDir, { recursive: true, force: true });
			}
		}
	},
};

/** What stands below the keys when the console opens. */
async function footOf({ command }: Arguments, { paths }: Prepared): Promise<Foot | undefined> {
	if (command === 'tour') {
		return { kind: 'tour', step: 0 };
	}

	return (await isFirstStart(paths)) ? { kind: 'first-keys' } : undefined;
}

/** The arguments for another environment: without those that concern the one it started with. */
function argumentsFor(name: string, args: Arguments): Arguments {
	const { since, until, memory } = args.strings;
	const { threats, geo } = args.lists;
	return {
		...args,
		strings: {
			env: name,
			...(since === undefined ? {} : { since }),
			...(until === undefined ? {} : { until }),
			...(memory === undefined ? {} : { memory }),
		},
		lists: { ...(threats && { threats }), ...(geo && { geo }) },
	};
}

function setupOf(
	args: Arguments,
	prepared: Prepared,
	opened: OpenedEnvironment,
	ports: CommandPorts,
): Omit<ConsoleSetup, 'foot'> {
	const { environment, config } = prepared;
	const { layouts } = opened;
	const dashboard = args.strings['dashboard'];
	if (dashboard !== undefined && !layouts.some(layout => layout.name === dashboard)) {
		const names = layouts.map(layout => layout.name).join(', ');
		throw new UsageError(`there is no dashboard "${dashboard}"; the dashboards: ${names}`);
	}

	checkTheme(args.strings['theme'], opened.ownThemes);
	const hasVariables = Object.keys(prepared.variables).length > 0;
	return {
		environment: environment.name,
		shellArguments: opened.shellArguments,
		keys: config.keys,
		environments: environmentChoices(environment, config),
		scope: environment.scope,
		aliases: environment.aliases,
		layouts,
		searches: opened.searches,
		dashboard,
		range: rangeOf(args, prepared),
		variables: hasVariables ? readVariables(prepared.variables, environment.aliases) : undefined,
		session: opened.session,
		localZone: config.time_zone ?? Intl.DateTimeFormat().resolvedOptions().timeZone,
		color: args.strings['color'] ?? 'auto',
		theme: args.strings['theme'],
		themeDefault: config.theme,
		ownThemes: opened.ownThemes,
		ascii: args.switches['ascii'] === true,
		noBraille: args.switches['no-braille'] === true,
		mouse: args.switches['mouse'] === true || config.mouse,
		slow: args.switches['slow'] === true || config.slow,
		env: ports.env,
	};
}

function checkTheme(name: string | undefined, own: readonly OwnTheme[]): void {
	const known = [...new Set<string>([...themeWishes, ...own.map(theme => theme.name)])];
	if (name !== undefined && !known.includes(name)) {
		throw new UsageError(`--theme is one of ${known.join(', ')}; found "${name}"`);
	}
}

/** The range that the command line asks for. Undefined: the console uses its own default. */
function rangeOf(args: Arguments, { range, timeZone }: Prepared): Range | undefined {
	if (args.strings['until'] !== undefined) {
		return { kind: 'fixed', fromMs: range.fromMs, toMs: range.toMs };
	}

	const { since } = args.strings;
	if (since === undefined) {
		return undefined;
	}

	switch (kindOfSince(since, { nowMs: range.toMs, timeZone })) {
		case 'last':
			return { kind: 'last', lengthMs: range.toMs - range.fromMs };
		case 'since':
			return { kind: 'since', fromMs: range.fromMs };
		case 'fixed':
			return { kind: 'fixed', fromMs: range.fromMs, toMs: range.toMs };
	}
}
