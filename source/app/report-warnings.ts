import type { QueryResult } from '../query/port.ts';
import type { CommandPorts } from './ports.ts';
import { printWarnings } from './print/faults.ts';

/** Tells what the checks warn of in a query, with its place, and what else its run warned of. */
export function reportWarnings(
	text: string,
	{ warnings, checkWarnings }: Pick<QueryResult, 'warnings' | 'checkWarnings'>,
	ports: Pick<CommandPorts, 'err'>,
): void {
	if (checkWarnings.length > 0) {
		ports.err(printWarnings(text, checkWarnings));
	}

	for (const warning of warnings.slice(checkWarnings.length)) {
		ports.err(`trailtop: ${warning}\n`);
	}
}
