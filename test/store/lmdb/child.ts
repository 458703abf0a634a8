import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { afterAll } from 'vitest';

/**
 * One of the scripts beside this file as plain JavaScript: a child process that has to compile its
 * own TypeScript first takes seconds to begin.
 *
 * @returns the path of a file that goes with the test file
 */
export async function compiled(script: string): Promise<string> {
	const dir = mkdtempSync(join(tmpdir(), 'store-child-'));
	afterAll(() => rmSync(dir, { recursive: true, force: true }));
	const outfile = join(dir, script.replace(/\.ts$/, '.mjs'));
	await build({
		entryPoints: [fileURLToPath(new URL(script, import.meta.url))],
		outfile,
		bundle: true,
		platform: 'node',
		format: 'esm',
		logLevel: 'error',
		plugins: [
			{
				name: 'lmdb stays outside',
				setup: ({ onResolve }) => {
					onResolve({ filter: /^lmdb$/ }, () => ({
						path: import.meta.resolve('lmdb'),
						external: true,
					}));
				},
			},
		],
	});
	return outfile;
}
