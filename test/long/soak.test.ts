import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { expect, test } from 'vitest';
import { bundleOptions, withBoundedInk, withoutDevtools } from '../../bundle.config.ts';
import type { SoakReport } from './soak-program.ts';

const run = promisify(execFile);
/** Ten minutes at ten frames a second, three times as fast. */
const frameCount = 6_000;
const sampleEveryFrames = 50;
const growthBytesMax = 2 * 1024 * 1024;

test('ten minutes of ten frames a second leave the heap as it was', async () => {
	const dir = await mkdtemp(join(tmpdir(), 'trailtop-soak-'));
	try {
		const outfile = join(dir, 'soak.mjs');
		await build({
			...bundleOptions,
			entryPoints: ['test/long/soak-program.ts'],
			outfile,
			plugins: [withoutDevtools, withBoundedInk],
		});
		const { stdout } = await run(
			process.execPath,
			['--expose-gc', outfile, join(dir, 'screen'), String(frameCount), String(sampleEveryFrames)],
			{ maxBuffer: 10_000_000 },
		);
		const { heapBytes, kept, drawnCount } = JSON.parse(stdout) as SoakReport;
		// While it is paused nothing changes, and nothing is drawn.
		expect(drawnCount).toBeGreaterThan(0.8 * frameCount);
		const fifth = Math.floor(heapBytes.length / 5);
		// The first fifth warms up; the second is compared with the last.
		const early = median(heapBytes.slice(fifth, 2 * fifth));
		const late = median(heapBytes.slice(-fifth));
		expect(late - early).toBeLessThan(growthBytesMax);
		// Two generations of two thousand, and the tables of looks.
		expect(kept['measured']).toBeLessThanOrEqual(4_000);
		expect(kept['wrapped']).toBeLessThanOrEqual(4_000);
		expect(kept['lines']).toBeLessThanOrEqual(4_000);
		expect(kept['styles']).toBeLessThanOrEqual(10_000);
		expect(kept['measured']).toBeGreaterThan(0);
		expect(kept['lines']).toBeGreaterThan(0);
	} finally {
		await rm(dir, { recursive: true, force: true });
	}
});

function median(values: readonly number[]): number {
	return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
