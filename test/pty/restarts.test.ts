import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { boxCount } from './borders.ts';
import { consoleOn, exampleStore, program, settled } from './program.ts';
import type { Store } from './program.ts';
import { keys, Terminal } from './terminal.ts';

let store: Store;
let home: string;

beforeAll(async () => {
	store = await exampleStore();
}, 120_000);
afterAll(() => store.remove());
beforeEach(() => {
	home = mkdtempSync(join(tmpdir(), 'trailtop-restarts-'));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

test('the next start has the dashboard, the panel alone, the filter, the zone and the queries of the last, and a fresh one has not', async () => {
	const size = { columns: 120, rows: 40, home, env: { TZ: 'Asia/Tokyo' } };
	const first = consoleOn(store, [], size);
	try {
		await settled(first);
		first.send('3');
		await first.until(/3 Logins [^]*Console Login Failures/);
		await settled(first);
		first.send(`/${keys.ctrlU}* | count by awsRegion${keys.enter}`);
		await first.until(/▸ query .*[^]* \d+ rows? · \d+ ms/);
		first.send(keys.escape);
		await first.until(screen => !screen.includes('▸ query'));
		first.send('uf');
		await first.until(/Filter/);
		first.send(keys.enter);
		await first.until(/111122223333/);
		first.send(`111122223333${keys.enter}`);
		await first.until(/account 111122223333/);
		first.send(keys.escape);
		await first.until(screen => !/╭ Filters/.test(screen));
		first.send('z');
		await first.until(() => boxCount(first.cells()) === 1);
		first.send('q');
		expect((await first.untilExit()).exitCode).toBe(0);
	} finally {
		first.close();
	}

	const again = consoleOn(store, [], size);
	const fresh = consoleOn(store, ['--fresh'], size);
	try {
		const screen = await settled(again);
		expect(screen).toMatch(
			/ 3 Logins .*\n 2026-03-13 21:00 – 2026-03-14 21:00 local · account 111122223333 /,
		);
		expect(boxCount(again.cells())).toBe(1);
		again.send(`/${keys.ctrlU}`);
		await again.until(/^ \/ *$|^ \/ {2}/m);
		again.send(keys.up);
		await again.until(/^ \/ \* \| count by awsRegion/m);
		expect(await settled(fresh)).toMatch(
			/ 1 Overview .*\n 2026-03-13 12:00 – 2026-03-14 12:00 UTC · account \* /,
		);
		expect(boxCount(fresh.cells())).toBeGreaterThan(3);
	} finally {
		again.close();
		fresh.close();
	}
});

/** Runs a command in a terminal to its end. */
async function ran(
	args: readonly string[],
	env: Readonly<Record<string, string>> = {},
): Promise<{ readonly text: string; readonly exitCode: number }> {
	// The shell keeps the terminal open, so that nothing is lost of what was written last.
	const shell = ['-c', '"$0" "$@"; echo "ended $?"; read -r', process.execPath, program, ...args];
	const terminal = new Terminal('bash', shell, { columns: 120, rows: 40, home, env });
	try {
		await terminal.untilBytes(/ended \d+\r\n$/);
		const [, text = '', code] =
			/^([^]*)ended (\d+)\n$/.exec(terminal.bytes.replaceAll('\r\n', '\n')) ?? [];
		return { text, exitCode: Number(code) };
	} finally {
		terminal.close();
	}
}

test('everything lies in the folders of XDG, and a mistake in the configuration is told by file, line and key', async () => {
	const env = {
		...{ XDG_CONFIG_HOME: join(home, 'c'), XDG_DATA_HOME: join(home, 'd') },
		...{ XDG_STATE_HOME: join(home, 's'), XDG_CACHE_HOME: join(home, 'k') },
	};
	const { text } = await ran(['paths'], env);
	const paths = Object.fromEntries(
		text
			.trimEnd()
			.split('\n')
			.map(line => line.split(/ +/) as [string, string]),
	);
	expect(paths).toMatchObject({
		...{ config: join(home, 'c/trailtop/config.yaml'), stores: join(home, 'd/trailtop') },
		...{ state: join(home, 's/trailtop'), cache: join(home, 'k/trailtop') },
	});

	mkdirSync(join(home, 'c/trailtop'), { recursive: true });
	writeFileSync(
		paths['config'] ?? '',
		'theme: dark\nkeys:\n  time: [t, f5]\n  around: [t]\n  quit: [escape]\n',
	);
	const clash = await ran(['config', 'check'], env);
	expect(clash.exitCode).toBe(2);
	expect(clash.text).toContain(`${paths['config'] ?? ''}:4:keys.around`);
	expect(clash.text).toContain(`${paths['config'] ?? ''}:5:keys.quit`);
	writeFileSync(
		paths['config'] ?? '',
		'theme: dark\nenvironments:\n  prod:\n    retention_days: never\n',
	);
	const wrong = await ran(['config', 'check'], env);
	expect(wrong.exitCode).toBe(2);
	expect(wrong.text).toContain(`${paths['config'] ?? ''}:4:environments.prod.retention_days`);
	writeFileSync(paths['config'] ?? '', 'theme: dark\n');
	expect((await ran(['config', 'check'], env)).exitCode).toBe(0);
});

test('a terminal gets the version, the manual page, completions, and the exit codes that a script gets', async () => {
	const stored = ['--store', store.dir, '--since', '2026-03-13', '--until', '2026-03-14T12:00:00Z'];
	const all = await Promise.all([
		ran(['--version']),
		ran(['man']),
		ran(['completion', 'bash']),
		ran(['completion', 'zsh']),
		ran(['completion', 'fish']),
		ran(['query', '* | count', ...stored]),
		ran(['query', 'nothinglikethis', ...stored]),
		ran(['query', '* | coutn', ...stored]),
		ran(['query', '*', '--from', join(home, 'nowhere')]),
	]);
	expect(all.map(({ exitCode }) => exitCode)).toEqual([0, 0, 0, 0, 0, 0, 1, 2, 3]);
	const [version, man, bash, zsh, fish] = all.map(({ text }) => text);
	expect(version).toMatch(/^\d+\.\d+\.\d+\n$/);
	expect(man).toMatch(/^\.TH /m);
	expect(bash).toMatch(/^complete .*trailtop$/m);
	expect(zsh).toMatch(/^autoload .*bashcompinit[^]*^complete .*trailtop$/m);
	expect(fish).toMatch(/complete -c trailtop/);
	expect(all.map(({ text }) => text).join('')).not.toContain('\u001B');
});
