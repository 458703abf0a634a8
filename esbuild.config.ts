import { createHash } from 'node:crypto';
import { chmod, copyFile, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { build } from 'esbuild';
import { bundleOptions, withBoundedInk, withoutDevtools } from './bundle.config.ts';
import { buildKernel } from './kernel.config.ts';
import { loadLayouts, ownLayoutsDir } from './source/app/layouts.ts';
import { readOwnRules, rulesFile } from './source/app/rules.ts';
import { version } from './source/app/version.ts';
import { manPage } from './source/cli/man-page.ts';
import { shippedFile } from './source/app/shipped.ts';
import type { Shipped } from './source/app/shipped.ts';
import { loadSearches } from './source/app/workers/saved-searches.ts';
import { templateFiles } from './source/setup/templates/fill.ts';
import { kernelFile, kernelSourcesHash } from './store/kernel/module.ts';

/** What partials are computed by: a changed file makes those that are stored useless. */
async function rulesHash(): Promise<string> {
	const hash = createHash('sha256');
	for (const room of ['source/intel', 'source/query', 'source/trail', 'store']) {
		const files = await readdir(room, { recursive: true });
		for (const file of files.filter(name => name.endsWith('.ts')).sort()) {
			hash.update(`${room}/${file}\n`).update(await readFile(`${room}/${file}`));
		}
	}

	return hash.digest('hex');
}

await rm('dist', { recursive: true, force: true });
await build({
	...bundleOptions,
	define: {
		...bundleOptions.define,
		builtRules: JSON.stringify(await rulesHash()),
		builtKernel: JSON.stringify(kernelSourcesHash()),
	},
	entryPoints: [
		'source/main.ts',
		'source/command-worker.ts',
		'source/ingest-worker.ts',
		'source/findings-worker.ts',
		'source/query-worker.ts',
	],
	outdir: 'dist',
	splitting: true,
	minifySyntax: true,
	legalComments: 'none',
	// Native or loaded on demand; everything else is in the bundle.
	external: ['lmdb', '@aws-sdk/*', '@smithy/*'],
	plugins: [withoutDevtools, withBoundedInk],
});
await chmod('dist/main.js', 0o755);
await writeFile('dist/trailtop.1', manPage(version));
await buildKernel(`dist/${kernelFile}`);
for (const file of Object.values(templateFiles)) {
	await copyFile(`source/setup/templates/${file}`, `dist/${file}`);
}

const { layouts, faults } = await loadLayouts('dist/of-nobody');
const saved = await loadSearches([ownLayoutsDir()]);
const wrong = [...faults, ...saved.faults];
if (wrong.length > 0) {
	throw new Error(wrong.join('\n'));
}

await writeFile(`dist/${rulesFile}`, JSON.stringify(await readOwnRules()));
const shipped: Shipped = { layouts, searches: saved.searches };
await writeFile(`dist/${shippedFile}`, JSON.stringify(shipped));
