import { chmod, rm } from 'node:fs/promises';
import { build } from 'esbuild';
import { bundleOptions, withBoundedInk, withoutDevtools } from './bundle.config.ts';

await rm('dist', { recursive: true, force: true });
await build({
	...bundleOptions,
	entryPoints: ['source/main.ts', 'source/ingest-worker.ts', 'source/query-worker.ts'],
	outdir: 'dist',
	splitting: true,
	minifySyntax: true,
	legalComments: 'none',
	// Native or loaded on demand; everything else is in the bundle.
	external: ['lmdb', '@aws-sdk/*', '@smithy/*'],
	plugins: [withoutDevtools, withBoundedInk],
});
await chmod('dist/main.js', 0o755);
