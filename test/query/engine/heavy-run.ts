import { spawnSync } from 'node:child_process';
import { childScript } from '../../../fixtures/child-script.ts';
import type { HeavyRun } from './heavy-child.ts';

/** Bytes that a run may make, and that the caches of the engine may keep. */
export const runBytesMax = 48e6;
const cacheBytesMax = 16e6;
/** Megabytes of heap, beyond which the process would end; a run without a budget needs gigabytes. */
const heapMegabytes = 640;

/** What became of heavy queries in one process, in their order; fewer than asked when it ended. */
export async function runHeavy(seed: number, count: number): Promise<readonly HeavyRun[]> {
	const script = await childScript(new URL('heavy-child.ts', import.meta.url));
	try {
		const { stdout } = spawnSync(
			process.execPath,
			[
				'--expose-gc',
				`--max-old-space-size=${heapMegabytes}`,
				script.path,
				...[seed, count, runBytesMax, cacheBytesMax].map(String),
			],
			{ encoding: 'utf8', maxBuffer: 1e8 },
		);
		return stdout
			.split('\n')
			.filter(Boolean)
			.map(line => JSON.parse(line) as HeavyRun);
	} finally {
		script.remove();
	}
}
