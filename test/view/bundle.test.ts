import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, expect, test } from 'vitest';

const run = promisify(execFile);
/** Text of each chunk by its name; `npm test` builds them. */
const chunks = new Map<string, string>();

beforeAll(async () => {
	for (const name of await readdir('dist')) {
		if (name.endsWith('.js')) {
			chunks.set(name, await readFile(join('dist', name), 'utf8'));
		}
	}
});

/** The modules that a chunk is made of: the bundler names each above its code. */
function modulesIn(text: string): string[] {
	return [...text.matchAll(/^\/\/ \S*?((?:source|store|node_modules)\/\S+)$/gm)].map(
		match => match[1] ?? '',
	);
}

function allModules(): string[] {
	return [...chunks.values()].flatMap(modulesIn);
}

test('our modules stand where Ink’s unbounded ones stood', () => {
	const modules = allModules();
	// Names that must be there, or the look at the bundle has seen nothing.
	expect(modules).toContain('node_modules/ink/build/ink.js');
	expect(modules).toContain('source/view/run-console.tsx');
	for (const name of ['output', 'measure-text', 'wrap-text']) {
		expect(modules).toContain(`source/view/ink/${name}.ts`);
	}

	const replaced = ['ink/build/output.js', 'ink/build/measure-text.js', 'ink/build/wrap-text.js'];
	for (const name of [...replaced, 'widest-line/index.js']) {
		const own = modulesBodies(`node_modules/${name}`);
		// What is left of a module is its name, and nothing that keeps or measures.
		expect(own.join('').trim()).toBe('');
	}

	expect([...chunks.values()].join('')).not.toMatch(
		/class OutputCaches|styledCharsFromTokens\(tok/,
	);
});

/** What stands under a module's name until the next one. */
function modulesBodies(name: string): string[] {
	const head = /^\/\/ \S*(?:(?:source|store|node_modules)\/\S+|without-devtools\S*)$/gm;
	return [...chunks.values()].flatMap(text => {
		const heads = [...text.matchAll(head)];
		return heads.flatMap((match, index) =>
			match[0].endsWith(name)
				? [text.slice(match.index + match[0].length, heads[index + 1]?.index)]
				: [],
		);
	});
}

test('React is the production one, and no devtools are there', () => {
	const modules = allModules();
	expect(modules.filter(name => /react.*\.production\.js$/.test(name)).length).toBeGreaterThan(1);
	expect(modules.filter(name => /react.*\.development\.js$/.test(name))).toEqual([]);
	expect(modules.filter(name => name.includes('react-devtools-core'))).toEqual([]);
	// The leak of React's development build: it measures every render and keeps the entries.
	expect([...chunks.values()].join('')).not.toContain('performance.measure(');
});

test('no command but the console can reach what draws', () => {
	const drawing = new Set(
		[...chunks].filter(([, text]) => modulesIn(text).some(isDrawing)).map(([name]) => name),
	);
	expect([...drawing].some(name => name.startsWith('run-console'))).toBe(true);
	for (const command of ['query', 'show', 'ingest']) {
		const start = [...chunks.keys()].find(name => name.startsWith(`${command}-`)) ?? '';
		expect(chunks.has(start), `the chunk of ${command}`).toBe(true);
		expect(reachableFrom(start).filter(name => drawing.has(name))).toEqual([]);
	}

	expect(reachableFrom('main.js', false).filter(name => drawing.has(name))).toEqual([]);
});

function isDrawing(name: string): boolean {
	return /^node_modules\/(?:ink|react|react-reconciler|yoga-layout)\//.test(name);
}

/** Chunks that are loaded with one, by `import` and, unless told otherwise, by `import()`. */
function reachableFrom(start: string, withDynamic = true): string[] {
	const found = new Set([start]);
	for (const name of found) {
		const text = chunks.get(name) ?? '';
		for (const match of text.matchAll(/from "\.\/([^"]+)"|import "\.\/([^"]+)"/g)) {
			found.add(match[1] ?? match[2] ?? '');
		}

		for (const match of withDynamic ? text.matchAll(/import\("\.\/([^"]+)"\)/g) : []) {
			found.add(match[1] ?? '');
		}
	}

	return [...found];
}

test('`trailtop query` loads no chunk with Ink in it', async () => {
	const drawing = [...chunks].filter(([, text]) => modulesIn(text).some(isDrawing));
	const dir = await mkdtemp(join(tmpdir(), 'trailtop-loaded-'));
	try {
		const empty = join(dir, 'empty');
		await mkdir(empty);
		await run(process.execPath, ['dist/main.js', 'query', '* | count', '--from', empty], {
			// The coverage of a run names every script that was loaded.
			env: { ...process.env, NODE_V8_COVERAGE: join(dir, 'coverage') },
		});
		const loaded: string[] = [];
		for (const file of await readdir(join(dir, 'coverage'))) {
			const { result } = JSON.parse(await readFile(join(dir, 'coverage', file), 'utf8')) as {
				result: readonly { readonly url: string }[];
			};
			loaded.push(...result.map(({ url }) => basename(url)));
			// No client of AWS either: a folder is read without one.
			expect(result.filter(({ url }) => /\/node_modules\/@(?:aws-sdk|smithy)\//.test(url))).toEqual(
				[],
			);
		}

		expect(loaded).toContain('main.js');
		expect(loaded.some(name => name.startsWith('query-'))).toBe(true);
		expect(loaded.filter(name => drawing.some(([chunk]) => chunk === name))).toEqual([]);
	} finally {
		await rm(dir, { recursive: true, force: true });
	}
});
