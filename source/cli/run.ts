import type { Arguments } from '../app/arguments.ts';
import { UsageError } from '../app/arguments.ts';
import { readArguments } from './read-arguments.ts';
import { commandHelps, helpOf } from './command.ts';
import { loadCommand } from './commands.ts';
import { ConfigError } from '../app/config-error.ts';
import { printCommandHelp, printHelp } from './help.ts';
import type { CommandPorts } from '../app/ports.ts';
import { exitCode } from '../app/ports.ts';
import { version } from '../app/version.ts';
import { runInTime } from './time-limit.ts';
import { describeEnd } from '../app/describe-error.ts';

/** What the console opens with when nobody has said otherwise. */
const firstDashboard = 'overview';

/** Whoever runs a query may be busy with one value for minutes, and hears nothing meanwhile. */
const querying: ReadonlySet<string> = new Set([
	'query',
	'show',
	'export',
	'detect',
	'story',
	'report',
]);

/**
 * Runs one command line to its end.
 *
 * @param argv - without node and script
 * @returns the exit code; an error has been reported on stderr, in one line with a next step
 */
export async function run(argv: readonly string[], ports: CommandPorts): Promise<number> {
	try {
		const args = readArguments(
			argv,
			commandHelps.map(command => command.name),
		);
		return await runCommand(
			drawsNowhere(args, ports) ? asSnapshot(args, ports) : args,
			argv,
			ports,
		);
	} catch (error) {
		ports.err(`trailtop: ${describeEnd(error)}\n`);
		return error instanceof UsageError || error instanceof ConfigError
			? exitCode.fault
			: exitCode.error;
	}
}

/** Whether the console would have no screen: stdout is no terminal, or one that moves no cursor. */
function drawsNowhere({ command, switches }: Arguments, { outIsTty, env }: CommandPorts): boolean {
	const isAsked = switches['help'] === true || switches['version'] === true;
	return command === 'console' && !isAsked && (!outIsTty || env['TERM'] === 'dumb');
}

/** A dashboard once: the one that is asked for, or the first. */
function asSnapshot(args: Arguments, ports: CommandPorts): Arguments {
	const dashboard = args.strings['dashboard'] ?? firstDashboard;
	// What runs it apart comes here a second time.
	if (ports.runApart === undefined) {
		const why = ports.outIsTty ? 'this terminal cannot move its cursor' : 'stdout is no terminal';
		ports.err(`trailtop: ${why}, so this is \`trailtop show ${dashboard}\`\n`);
	}

	return { ...args, command: 'show', input: [dashboard] };
}

async function runCommand(
	args: Arguments,
	argv: readonly string[],
	ports: CommandPorts,
): Promise<number> {
	if (args.switches['version'] === true) {
		await ports.out(`${version}\n`);
		return exitCode.rows;
	}

	if (args.switches['help'] === true) {
		await ports.out(
			args.command === 'console' ? printHelp(commandHelps) : printCommandHelp(helpOf(args.command)),
		);
		return exitCode.rows;
	}

	if (ports.runApart !== undefined && querying.has(args.command)) {
		return await ports.runApart(argv);
	}

	const command = await loadCommand(args.command);
	return await runInTime(args, ports, limited => command.run(args, limited));
}
