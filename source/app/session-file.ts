import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Paths } from '../config/paths.ts';
import type { Session } from '../dashboard/state/session.ts';
import { writeWhole } from '../intel/write-whole.ts';

/** The file of an environment's session: what the next start restores. */
export function sessionFile(paths: Paths, environment: string): string {
	return join(paths.stateDir, `session-${environment}.json`);
}

/**
 * A missing or damaged file counts as no session: the console starts as it does for the first time.
 */
export async function readSession(file: string): Promise<Partial<Session> | undefined> {
	try {
		const saved: unknown = JSON.parse(await readFile(file, 'utf8'));
		return typeof saved === 'object' && saved !== null ? saved : undefined;
	} catch {
		return undefined;
	}
}

/** Replaces the file atomically; only its owner can read it. */
export async function writeSession(file: string, session: Session): Promise<void> {
	await writeWhole(file, [JSON.stringify(session)]);
}
