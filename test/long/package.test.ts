import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { cp, mkdir, mkdtemp, readdir, readFile, realpath, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Lock } from '../../fixtures/release/lock.ts';
import { Terminal } from '../pty/terminal.ts';

const execute = promisify(execFile);
let root = '';
let house = '';

/** A clean checkout with its dependencies, in a folder of its own: a release builds and packs. */
beforeAll(async () => {
	root = await mkdtemp(join(tmpdir(), 'trailtop-package-'));
	house = join(root, 'house');
	const listed = await execute('git', ['ls-files', '-co', '--exclude-standard', '-z']);
	for (const file of listed.stdout.split('\0').filter(name => name !== '')) {
		await mkdir(dirname(join(house, file)), { recursive: true });
		await cp(file, join(house, file));
	}

	await symlink(await realpath('node_modules'), join(house, 'node_modules'));
	await inHouse('git', 'init', '--quiet');
	await inHouse('git', 'add', '--all');
	const author = ['-c', 'user.name=a', '-c', 'user.email=a@example.com'];
	await inHouse('git', ...author, 'commit', '--quiet', '--message', 'all');
});
afterAll(() => rm(root, { recursive: true }));

async function inHouse(program: string, ...args: readonly string[]): Promise<string> {
	const options = { cwd: house, maxBuffer: 64 << 20 };
	const { stdout } = await execute(program, args, options);
	return stdout;
}

test('a release is not published from a commit without a tag, and nothing is made', async () => {
	const failed = inHouse('npm', 'run', '--silent', 'release', '--', '--publish');
	await expect(failed).rejects.toMatchObject({ code: 1, stderr: 'release: nothing was made\n' });
	expect(await readdir(house)).not.toContain('dist-release');
});

test('a dry run makes the package and the list of what is in it; installed, its bin opens the example', async () => {
	const said = await inHouse('npm', 'run', '--silent', 'release');
	expect(said).toMatch(/^not ready: the commit has no tag: git tag -s v/m);
	expect(said).toMatch(/a dry run; .* npm publish dist-release\/trailtop-.*\.tgz --provenance/);
	expect(await inHouse('git', 'status', '--porcelain')).toBe('');
	expect(await readdir(house)).not.toContain('npm-shrinkwrap.json');

	const out = join(house, 'dist-release');
	for (const line of (await readFile(join(out, 'SHA256SUMS'), 'utf8')).trim().split('\n')) {
		const [sum, name = ''] = line.split('  ');
		const bytes = await readFile(join(out, name));
		expect(createHash('sha256').update(bytes).digest('hex')).toBe(sum);
	}

	const files = await readdir(out);
	const bom = files.find(name => name.endsWith('.cdx.json')) ?? '';
	const listed = JSON.parse(await readFile(join(out, bom), 'utf8')) as {
		readonly metadata: { readonly component: { readonly name: string; readonly type: string } };
		readonly components: readonly { readonly name: string; readonly version: string }[];
	};
	expect(listed.metadata.component).toMatchObject({ name: 'trailtop', type: 'application' });
	const names = listed.components.map(({ name }) => name);
	expect(names).toContain('lmdb');
	expect(names).not.toContain('vitest');

	const installed = await install(join(out, files.find(name => name.endsWith('.tgz')) ?? ''));
	expect(await readdir(installed)).toEqual(expect.arrayContaining(['LANGUAGE.md', 'LICENSE']));
	await opensTheExample(join(root, 'empty', 'node_modules', '.bin', 'trailtop'));
});

/**
 * What `npm install` makes in an empty folder, without a registry: the package, its bin, and of our
 * own dependencies those that its pins name.
 */
async function install(tarball: string): Promise<string> {
	const modules = join(root, 'empty', 'node_modules');
	const installed = join(modules, 'trailtop');
	await mkdir(join(modules, '.bin'), { recursive: true });
	await mkdir(installed);
	await execute('tar', ['xzf', tarball, '-C', installed, '--strip-components', '1']);
	const text = await readFile(join(installed, 'npm-shrinkwrap.json'), 'utf8');
	const { packages } = JSON.parse(text) as Lock;
	const ours = await realpath('node_modules');
	for (const path of Object.keys(packages)) {
		const name = path.replace(/^node_modules\//, '');
		const isTop = name !== '' && !name.includes('/node_modules/');
		// Binaries of other platforms are not there.
		if (isTop && existsSync(join(ours, name))) {
			await cp(join(ours, name), join(modules, name), { recursive: true, dereference: true });
		}
	}

	await symlink('../trailtop/dist/main.js', join(modules, '.bin', 'trailtop'));
	return installed;
}

async function opensTheExample(bin: string): Promise<void> {
	const terminal = new Terminal(bin, [], { columns: 100, rows: 30 });
	try {
		await terminal.until('trailtop ▸ example');
		await terminal.until(/│ \d[\d,]+ {2}/);
		terminal.send('q');
		expect((await terminal.untilExit()).exitCode).toBe(0);
	} finally {
		terminal.close();
	}
}
