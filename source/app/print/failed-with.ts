import type { Fault } from '../../query/value.ts';
import { sanitise } from '../../text/sanitise.ts';
import { exitCode } from '../ports.ts';
import type { CommandPorts } from '../ports.ts';

/**
 * Prints faults of queries that nobody typed, a line each: there is no text to underline them in.
 *
 * @returns the code to end with
 */
export function failedWith(
	faults: readonly Pick<Fault, 'message' | 'next'>[],
	ports: Pick<CommandPorts, 'err'>,
): number {
	faults.forEach(({ message, next }) =>
		ports.err(`trailtop: ${sanitise(`${message}; ${next}`)}\n`),
	);
	return exitCode.fault;
}
