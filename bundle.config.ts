import { basename } from 'node:path';
import type { BuildOptions, Plugin } from 'esbuild';

/** Ink imports the devtools only when DEV is set; a bundle never carries them. */
export const withoutDevtools: Plugin = {
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

const inkReplacements = new Map([
	['output', 'Output'],
	['measure-text', 'measureText'],
	['wrap-text', 'wrapText'],
]);

/**
 * Ink composes every frame anew and keeps every text it ever measured: for a console that runs for
 * weeks three of its modules give way to ours, and so does the package that measures each text once
 * more before it is drawn. test/view/bundle.test.ts proves that they did.
 */
export const withBoundedInk: Plugin = {
	name: 'with-bounded-ink',
	setup(bundler) {
		const resolveDir = import.meta.dirname;
		bundler.onLoad({ filter: /[\\/]widest-line[\\/]index\.js$/ }, () => ({
			contents: "export { widestLine as default } from './source/view/ink/measure-text.ts';",
			resolveDir,
		}));
		bundler.onLoad({ filter: /[\\/]ink[\\/]build[\\/][a-z-]+\.js$/ }, ({ path }) => {
			const name = basename(path, '.js');
			const replacement = inkReplacements.get(name);
			return replacement === undefined
				? undefined
				: {
						contents: `export { ${replacement} as default } from './source/view/ink/${name}.ts';`,
						resolveDir,
					};
		});
	},
};

/** What every bundle with Ink in it is made with. */
export const bundleOptions: BuildOptions = {
	bundle: true,
	format: 'esm',
	platform: 'node',
	target: 'node20.19',
	jsx: 'automatic',
	define: { 'process.env.NODE_ENV': '"production"', 'process.env.DEV': '"false"' },
	banner: {
		js: "import { createRequire as createRequireForBundle } from 'node:module';const require = createRequireForBundle(import.meta.url);",
	},
	logLevel: 'warning',
};
