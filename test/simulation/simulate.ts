import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Lives } from './lives.ts';
import { withoutTimers } from './timers.ts';
import { World } from './world.ts';
import type { Report } from './world.ts';

/** Where a sync costs nothing, on Linux. */
const memoryDir = '/dev/shm';

/** Runs the world of one seed, and says what did not hold. */
export async function simulate(seed: number, watch?: (line: string) => void): Promise<Report> {
	const root = mkdtempSync(join(existsSync(memoryDir) ? memoryDir : tmpdir(), 'trailtop-world-'));
	const world = new World(seed, root, watch);
	const restore = withoutTimers();
	try {
		return await world.report(new Lives(world).live());
	} finally {
		await world.end();
		restore();
		rmSync(root, { recursive: true, force: true });
	}
}
