import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Paths } from '../config/paths.ts';

/** Says that somebody has been greeted here, whatever else is in the folder. */
const greetedFile = 'greeted';

/**
 * Whether the console starts for the first time over this folder of sessions; true once at most. False where nothing can
 * be written, because it would be the first time again and again.
 */
export async function isFirstStart({ stateDir }: Paths): Promise<boolean> {
	try {
		await mkdir(stateDir, { recursive: true, mode: 0o700 });
		const hasSessions = (await readdir(stateDir)).some(name => name.startsWith('session-'));
		// `wx` makes no file where one, or a link, stands.
		await writeFile(join(stateDir, greetedFile), '', { flag: 'wx', mode: 0o600 });
		return !hasSessions;
	} catch {
		return false;
	}
}
