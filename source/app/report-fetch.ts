import type { Environment } from './environment.ts';
import type { CommandPorts } from './ports.ts';

/**
 * Reports the objects that could not be read, even when the query finds records in other objects.
 */
export function reportFetch(
	errors: readonly {
		readonly tried: string;
		readonly found: string;
		readonly next: string;
		readonly count: number;
	}[],
	environment: Environment,
	ports: CommandPorts,
): void {
	for (const error of errors) {
		const times = error.count > 1 ? ` (${error.count} times)` : '';
		ports.err(
			`trailtop: ${environment.name}: ${error.tried}: ${error.found}${times}; ${error.next}\n`,
		);
	}
}
