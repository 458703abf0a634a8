import { chmod, rm } from 'node:fs/promises';
import { basename } from 'node:path';
import { build } from 'esbuild';

// Ink imports the devtools only when DEV is set; the bundle never carries them.
const withoutDevtools = {
	name: 'without-devtools',
	setup(bundler) {
		bundler.onResolve({ filter: /^react-devtools-core$/ }, () => ({
			path: 'react-devtools-core',
			namespace: 'without-devtools',
		}));
		bundler.onLoad({ filter: /.*/, namespace: 'without-devtools' }, () => ({
			contents: 'export default {};',
		}));
	},
};

// Ink composes every frame anew and keeps every text it ever measured: for a console that runs for
// weeks three of its modules give way to ours. test/view/bundle.test.ts proves that they did.
const inkReplacements = new Map([
	['output', 'Output'],
	['measure-text', 'measureText'],
	['wrap-text', 'wrapText'],
]);
const withBoundedInk = {
	name: 'with-bounded-ink',
	setup(bundler) {
		bundler.onLoad({ filter: /[\\/]widest-line[\\/]index\.js$/ }, () => ({
			contents: "export { widestLine as default } from './source/view/ink/measure-text.ts';",
			resolveDir: import.meta.dirname,
		}));
		bundler.onLoad({ filter: /[\\/]ink[\\/]build[\\/][a-z-]+\.js$/ }, ({ path }) => {
			const name = basename(path, '.js');
			const replacement = inkReplacements.get(name);
			return replacement === undefined
				? undefined
				: {
						contents: `export { ${replacement} as default } from './source/view/ink/${name}.ts';`,
						resolveDir: import.meta.dirname,
					};
		});
	},
};

await rm('dist', { recursive: true, force: true });
await build({
	entryPoints: ['source/main.ts', 'source/ingest-worker.ts', 'source/query-worker.ts'],
	outdir: 'dist',
	bundle: true,
	splitting: true,
	format: 'esm',
	platform: 'node',
	target: 'node20.19',
	jsx: 'automatic',
	minifySyntax: true,
	legalComments: 'none',
	// Native or loaded on demand; everything else is in the bundle.
	external: ['lmdb', '@aws-sdk/*', '@smithy/*'],
	define: { 'process.env.NODE_ENV': '"production"', 'process.env.DEV': '"false"' },
	banner: {
		js: "import { createRequire as createRequireForBundle } from 'node:module';const require = createRequireForBundle(import.meta.url);",
	},
	plugins: [withoutDevtools, withBoundedInk],
	logLevel: 'warning',
});
await chmod('dist/main.js', 0o755);
