import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { aFolder } from '../../fixtures/a-store.ts';
import { runInProcess } from './run-in-process.ts';

let home: Awaited<ReturnType<typeof aFolder>>;
beforeEach(async () => {
	home = await aFolder();
});
afterEach(() => home.remove());

const run = (...argv: readonly string[]) => runInProcess(argv, { home: home.path, nowMs: 0 });

async function write(text: string): Promise<void> {
	const dir = join(home.path, '.config/trailtop');
	await mkdir(dir, { recursive: true });
	await writeFile(join(dir, 'config.yaml'), text);
}

test('no configuration is a good one', async () => {
	const ran = await run('config');
	expect(ran.code).toBe(0);
	expect(ran.out).toContain('no environment is named');
});

test('a good one names its environments', async () => {
	await write('environments:\n  prod:\n    source: { bucket: logs-of-prod }\n');
	expect((await run('config', 'check')).out).toMatch(/good; environments: prod\n$/);
	expect(JSON.parse((await run('config', 'show')).out)).toMatchObject({
		environments: { prod: { since: '24h', poll_seconds: 60 } },
	});
});

test.each([
	{ text: 'enviroments: {}\n', said: /config\.yaml:1:enviroments: .*did you mean "environments"/ },
	{ text: 'theme: pink\n', said: /config\.yaml:1:theme: / },
	{ text: 'mouse: sometimes\n', said: /config\.yaml:1:mouse: / },
	{ text: 'slow: very\n', said: /config\.yaml:1:slow: / },
	{ text: 'a: [\n', said: /config\.yaml:\d+: this is not YAML/ },
	{
		text: 'environments:\n  prod:\n    source:\n      bucket: b1b\n      regoin: x\n',
		said: /config\.yaml:5:environments\.prod\.source\.regoin: .*did you mean "region"/,
	},
	{
		text: 'environments:\n  all:\n    source: { folder: /x }\n',
		said: /config\.yaml:2:environments\.all: "all" is the name of all environments.*another name/,
	},
	{
		text: 'environments:\n  a b:\n    source: { folder: /x }\n',
		said: /config\.yaml:2:environments\.a b: a name is made of letters, digits/,
	},
	{
		text: 'environments:\n  prod:\n    source: { folder: /x }\n    disk_budget_mb: 10\n',
		said: /config\.yaml:4:environments\.prod\.disk_budget_mb: /,
	},
])('$text has its fault told by file, line and key', async ({ text, said }) => {
	await write(text);
	for (const command of [['config', 'check'], ['query', '*'], ['doctor']]) {
		const ran = await run(...command);
		expect(ran.code, command.join(' ')).toBe(2);
		expect(ran.err).toMatch(said);
		expect(ran.out).toBe('');
	}
});

test('the base directories of XDG are where everything lies', async () => {
	const { out } = await runInProcess(['paths'], {
		home: home.path,
		nowMs: 0,
		env: { XDG_DATA_HOME: '/data', XDG_CACHE_HOME: 'relative' },
	});
	expect(out).toContain(`config   ${home.path}/.config/trailtop/config.yaml\n`);
	expect(out).toContain('stores   /data/trailtop\n');
	expect(out).toContain(`cache    ${home.path}/.cache/trailtop\n`);
});

test('an unknown verb is refused', async () => {
	expect((await run('config', 'mend')).code).toBe(2);
});

test('a slip of up to three letters is taken for the word that was meant', async () => {
	const said = async (word: string) => {
		await write(`${word}: {}\n`);
		return (await run('config', 'check')).err;
	};

	expect(await said('environmexyz')).toContain('did you mean "environments"');
	expect(await said('environmwxyz')).not.toContain('did you mean');
});

test('themes of the user are checked too: faults, and warnings with their ratio', async () => {
	const dir = join(home.path, '.config/trailtop/themes');
	await mkdir(dir, { recursive: true });
	await write('theme: sea\n');
	await writeFile(join(dir, 'sea.yaml'), 'dim: "#444444"\n');
	const warned = await run('config', 'check');
	expect(warned.code).toBe(0);
	expect(warned.err).toMatch(/warning: .*sea\.yaml: hard to read: dim 2\.1:1/);
	expect(warned.out).toMatch(/; 1 theme; /);

	await writeFile(join(dir, 'sea.yaml'), 'dmi: 7\n');
	const ran = await run('config', 'check');
	expect(ran.code).toBe(2);
	expect(ran.err).toMatch(/sea\.yaml:1:dmi: there is no role "dmi" here; did you mean "dim"/);
	expect((await run('config', 'show')).code).toBe(0);
});

test('keys of the console that cannot be are told by file, line and key, and stop no other command', async () => {
	await write(
		'keys:\n  zoom: [W]\n  time: [hyper-t]\n  nothing: [x]\n  quit-anywhere: [ctrl-q]\n  sort: [c]\n',
	);
	const ran = await run('config', 'check');
	expect(ran.code).toBe(2);
	expect(ran.err).toMatch(/config\.yaml:3:keys\.time: there is no key "hyper-t"/);
	expect(ran.err).toMatch(/config\.yaml:4:keys\.nothing: there is no action of this name/);
	expect(ran.err).toMatch(/config\.yaml:5:keys\.quit-anywhere: ctrl-c cannot be taken/);
	expect(ran.err).toMatch(/config\.yaml:6:keys\.sort: "c" also runs count-by/);
	expect(ran.err).not.toContain('keys.zoom');
	expect((await run('config', 'show')).code).toBe(0);
	await write('keys:\n  zoom: W\n');
	expect((await run('config', 'check')).err).toMatch(/config\.yaml:2:keys\.zoom: /);
	await write('keys:\n  zoom: [W]\n');
	expect((await run('config', 'check')).code).toBe(0);
	expect((await run('help', 'keys')).out).toMatch(/\n {2}zoom +z +this panel alone\n/);
});
