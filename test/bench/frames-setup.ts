import { readFileSync } from 'node:fs';
import type { Layout } from '../../source/dashboard/layout/layout.ts';
import { readLayout } from '../../source/dashboard/layout/read-layout.ts';

export const startMs = Date.parse('2026-03-01T12:00:00Z');

/** What both programs are started with: the access dashboard over a day that does not move. */
export function benchSetup() {
	return {
		environment: 'bench',
		scope: undefined,
		layouts: ['access', 'logins', 'accounts'].map(benchLayout),
		dashboard: 'access',
		range: { kind: 'fixed', fromMs: startMs - 86_400_000, toMs: startMs },
		variables: undefined,
		session: undefined,
		localZone: 'UTC',
	} as const;
}

function benchLayout(name: string): Layout {
	const file = `layouts/${name}.yaml`;
	const outcome = readLayout(readFileSync(file, 'utf8'), file);
	if (!outcome.ok) {
		throw new Error(`${file} cannot be read: ${JSON.stringify(outcome.faults)}`);
	}

	return outcome.layout;
}
