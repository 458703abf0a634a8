import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const execute = promisify(execFile);
/** Majors that the package runs on; the one that runs this file has its `npm test`. */
const majors = ['20', '22', '24'];
const [thisMajor = ''] = process.versions.node.split('.');

/** The path of a Node of this major from npm's cache or the registry; undefined: there is none. */
async function nodeOf(major: string): Promise<string | undefined> {
	try {
		const words = ['--yes', '--package', `node@${major}`, 'node', '--print', 'process.execPath'];
		const { stdout } = await execute('npx', words, { timeout: 100_000 });
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
for (const { major } of others.filter(({ node }) => node === undefined)) {
	process.stderr.write(`Node ${major} is not here and cannot be got: its run is left out\n`);
}

/** Our environment without what the runner of this file put there for its own files. */
function cleanEnvironment(): NodeJS.ProcessEnv {
	return Object.fromEntries(
		Object.entries(process.env).filter(([name]) => !/^(?:VITEST|TEST$|NODE_ENV$)/.test(name)),
	);
}

/** The short suite under another Node. @returns the end of what it printed */
async function shortSuite(node: string): Promise<string> {
	try {
		const words = ['node_modules/vitest/vitest.mjs', 'run', '--reporter=dot', '--no-color'];
		const { stdout } = await execute(node, words, { env: cleanEnvironment(), maxBuffer: 64 << 20 });
		return stdout.slice(-2_000);
	} catch (error) {
		return (error as { readonly stdout?: string }).stdout?.slice(-8_000) ?? String(error);
	}
}

for (const { major, node = '' } of others) {
	test.skipIf(node === '')(`the short suite passes under Node ${major}`, async () => {
		const { stdout } = await execute(node, ['--version']);
		expect(stdout).toMatch(new RegExp(`^v${major}\\.`));
		const said = await shortSuite(node);
		expect(said).toMatch(/Tests +\d+ passed/);
		expect(said).not.toMatch(/failed/);
	});
}
