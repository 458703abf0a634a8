import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const execute = promisify(execFile);
/** Majors that the package runs on; the one that runs this file has its `npm test`. */
const majors = ['20', '22', '24'];
const [thisMajor = ''] = process.versions.node.split('.');
const fetchMsMax = 120_000;

/** What differs between one Node and another: native modules, zlib, streams, and the start. */
const shortSuite = [
	'test/trail/',
	'test/store/',
	...['aggregate', 'check', 'frame', 'function', 'language', 'plan', 'regex', 'stage', 'time'].map(
		part => `test/query/${part}/`,
	),
	'test/query/engine/engine.test.ts',
	...['exit-codes', 'ingest-once', 'read-arguments', 'show', 'store'].map(
		name => `test/cli/${name}.test.ts`,
	),
	'test/pty/console.test.ts',
	'test/pty/query-worker.test.ts',
];

/** The path of a Node of this major from npm's cache or the registry; undefined: there is none. */
async function nodeOf(major: string): Promise<string | undefined> {
	try {
		const words = ['--yes', '--package', `node@${major}`, 'node', '--print', 'process.execPath'];
		const { stdout } = await execute('npx', words, { timeout: fetchMsMax });
		return stdout.trim();
	} catch {
		return undefined;
	}
}

const others = await Promise.all(
	majors
		.filter(major => major !== thisMajor)
		.map(async major => ({ major, node: await nodeOf(major) })),
);

/** Our environment without what the runner of this file put there for its own files. */
function cleanEnvironment(): NodeJS.ProcessEnv {
	return Object.fromEntries(
		Object.entries(process.env).filter(([name]) => !/^(?:VITEST|TEST$|NODE_ENV$)/.test(name)),
	);
}

/** The short suite under another Node. @returns the end of what it printed */
async function suiteUnder(node: string): Promise<string> {
	const words = ['node_modules/vitest/vitest.mjs', 'run', '--reporter=dot', '--no-color'];
	const options = { env: cleanEnvironment(), maxBuffer: 64 << 20 };
	try {
		const { stdout } = await execute(node, [...words, ...shortSuite], options);
		return stdout.slice(-2_000);
	} catch (error) {
		const { stdout, stderr } = error as { readonly stdout?: string; readonly stderr?: string };
		return `${String(error)}\n${stdout}\n${stderr}`.slice(-20_000);
	}
}

for (const { major, node } of others) {
	if (node === undefined) {
		test.skip(
			`the short suite under Node ${major}, which is not here and which no registry served`,
		);
		continue;
	}

	test(`the short suite passes under Node ${major}`, async () => {
		const { stdout } = await execute(node, ['--version']);
		expect(stdout).toMatch(new RegExp(`^v${major}\\.`));
		const said = await suiteUnder(node);
		expect(said).toMatch(/Tests +\d+ passed/);
		expect(said).not.toMatch(/failed/);
	});
}
