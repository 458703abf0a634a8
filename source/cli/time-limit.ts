import { parseDuration } from '../text/duration.ts';
import { UsageError } from '../app/arguments.ts';
import type { Arguments } from '../app/arguments.ts';
import type { CommandPorts } from '../app/ports.ts';
import { exitCode } from '../app/ports.ts';

/** A command that does not hear that its time is over is ended so many ms later, whatever it does. */
const graceMs = 100;

/**
 * Runs a command for as long as `--timeout` lets it. What it has written by then stays written.
 *
 * @param run - gets the ports whose signal is aborted in time
 * @returns the exit code: that of an error when the time was over first
 * @throws UsageError when it is no time; what `run` throws
 */
export async function runInTime(
	{ strings }: Arguments,
	ports: CommandPorts,
	run: (ports: CommandPorts) => Promise<number>,
): Promise<number> {
	const given = strings['timeout'];
	if (given === undefined) {
		return await run(ports);
	}

	const ms = parseDuration(given);
	if (ms === undefined || ms <= 0) {
		throw new UsageError(`--timeout takes a time such as 10s or 2m; found "${given}"`);
	}

	const words = `there was no answer within ${given}; ask for less, or give it more time`;
	const over = AbortSignal.timeout(ms);
	ports.endAfter?.(ms + graceMs, words);
	const isOver = () => over.aborted && !ports.signal.aborted;
	try {
		const code = await run({ ...ports, signal: AbortSignal.any([ports.signal, over]) });
		if (code !== exitCode.interrupted || !isOver()) {
			return code;
		}
	} catch (error) {
		if (!isOver()) {
			throw error;
		}
	}

	ports.err(`trailtop: ${words}\n`);
	return exitCode.error;
}
