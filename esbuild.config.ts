import { chmod, copyFile, rm, writeFile } from 'node:fs/promises';
import { build } from 'esbuild';
import { bundleOptions, withBoundedInk, withoutDevtools } from './bundle.config.ts';
import { loadLayouts, ownLayoutsDir } from './source/app/layouts.ts';
import { shippedFile } from './source/app/shipped.ts';
import type { Shipped } from './source/app/shipped.ts';
import { loadSearches } from './source/app/workers/saved-searches.ts';
import { templateFiles } from './source/setup/templates/fill.ts';

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
for (const file of Object.values(templateFiles)) {
	await copyFile(`source/setup/templates/${file}`, `dist/${file}`);
}

const { layouts, faults } = await loadLayouts('dist/of-nobody');
const saved = await loadSearches([ownLayoutsDir()]);
const wrong = [...faults, ...saved.faults];
if (wrong.length > 0) {
	throw new Error(wrong.join('\n'));
}

const shipped: Shipped = { layouts, searches: saved.searches };
await writeFile(`dist/${shippedFile}`, JSON.stringify(shipped));
