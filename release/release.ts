import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { readLock } from './lock.ts';
import { shrinkwrapFile } from './shrinkwrap.ts';

/** What is made for a release; git does not see it. */
const outDir = 'dist-release';

const execute = promisify(execFile);
const say = (line: string) => process.stdout.write(`${line}\n`);

/** Runs a program and gives its stdout. */
async function run(program: string, ...args: readonly string[]): Promise<string> {
	const { stdout } = await execute(program, args, { maxBuffer: 64 << 20 });
	return stdout;
}

/** What is wrong before anything is made, one line each. */
async function faultsOf(version: string): Promise<readonly string[]> {
	const changes = await readFile('CHANGELOG.md', 'utf8');
	const status = await run('git', 'status', '--porcelain');
	const tags = (await run('git', 'tag', '--points-at', 'HEAD')).split('\n');
	return [
		...(status === '' ? [] : ['the working tree has changes: commit them']),
		...(changes.includes(`\n## ${version}`) ? [] : [`CHANGELOG.md has no "## ${version}"`]),
		...(tags.includes(`v${version}`) ? [] : [`the commit has no tag: git tag -s v${version}`]),
	];
}

/** A CycloneDX list of what is shipped, named as the package and not as this folder. */
async function writeBom(file: string, name: string): Promise<void> {
	const options = ['--sbom-format', 'cyclonedx', '--sbom-type', 'application'];
	const text = await run('npm', 'sbom', ...options, '--omit', 'dev', '--package-lock-only');
	const bom = JSON.parse(text) as { metadata: { component: { name: string } } };
	bom.metadata.component.name = name;
	await writeFile(file, `${JSON.stringify(bom, null, 2)}\n`);
}

interface Packed {
	readonly filename: string;
	readonly files: readonly { readonly path: string }[];
}

/** @throws when a file that every user needs is not in it */
async function pack(): Promise<Packed> {
	const text = await run('npm', 'pack', '--json', '--silent', '--pack-destination', outDir);
	const [packed] = JSON.parse(text.slice(text.indexOf('['))) as readonly Packed[];
	const needed = ['dist/main.js', 'LANGUAGE.md', 'LICENSE', shrinkwrapFile];
	const missing = needed.filter(path => packed?.files.every(file => file.path !== path) ?? true);
	if (packed === undefined || missing.length > 0) {
		throw new Error(`the package lacks ${missing.join(', ')}`);
	}

	return packed;
}

async function release(isReal: boolean): Promise<void> {
	const { name, version } = await readLock();
	const faults = await faultsOf(version);
	faults.forEach(fault => say(`not ready: ${fault}`));
	if (isReal && faults.length > 0) {
		throw new Error('nothing was made');
	}

	say((await run('npm', 'run', '--silent', 'licences')).trim());
	await rm(outDir, { recursive: true, force: true });
	await mkdir(outDir);
	const bom = join(outDir, `${name}-${version}.cdx.json`);
	await writeBom(bom, name);
	const tarball = join(outDir, (await pack()).filename);
	const sums: string[] = [];
	for (const file of [tarball, bom]) {
		const sum = createHash('sha256').update(await readFile(file));
		sums.push(`${sum.digest('hex')}  ${file.slice(outDir.length + 1)}\n`);
	}

	await writeFile(join(outDir, 'SHA256SUMS'), sums.join(''));
	say(sums.join('').trimEnd());
	// npm signs where a package was built, which it can only where CI has an identity.
	const publish = ['publish', tarball, '--provenance', '--access', 'public'];
	if (isReal) {
		say(await run('npm', ...publish));
	} else {
		say(`a dry run; \`npm run release -- --publish\` in CI then does: npm ${publish.join(' ')}`);
	}
}

const [, , flag = '--dry-run', ...rest] = process.argv;
if (!['--dry-run', '--publish'].includes(flag) || rest.length > 0) {
	process.stderr.write('release takes --dry-run, which is usual, or --publish\n');
	process.exitCode = 2;
} else {
	await release(flag === '--publish').catch((error: unknown) => {
		process.stderr.write(`release: ${error instanceof Error ? error.message : String(error)}\n`);
		process.exitCode = 1;
	});
}
