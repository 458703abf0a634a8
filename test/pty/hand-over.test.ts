import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { consoleOn, exampleStore, settled } from './program.ts';
import type { Store } from './program.ts';
import { keys } from './terminal.ts';
import type { Terminal } from './terminal.ts';

let store: Store;
let folder: string;

beforeAll(async () => {
	store = await exampleStore();
	folder = mkdtempSync(join(tmpdir(), 'trailtop-exports-'));
}, 120_000);
afterAll(async () => {
	await store.remove();
	rmSync(folder, { recursive: true, force: true });
});

/** The rows of a query, in a folder where exports go. */
async function rowsOf(
	query: string,
	env: Readonly<Record<string, string>> = {},
): Promise<Terminal> {
	const terminal = consoleOn(store, ['--dashboard', 'access'], {
		...{ columns: 200, rows: 30 },
		...{ env, workingDir: folder },
	});
	await terminal.until(/CreateSnapshot/);
	await settled(terminal);
	terminal.send(`/${keys.ctrlU}${query}${keys.enter}`);
	await terminal.until(/▸ query .*[^]* \d+ rows? · \d+ ms/);
	return terminal;
}

/** What is copied by keys: the text, and all that was sent for it. */
async function copied(terminal: Terminal, key: string, told: RegExp): Promise<[string, string]> {
	const before = terminal.bytes.length;
	terminal.send(key);
	await terminal.until(told);
	const sent = terminal.bytes.slice(before);
	const [, encoded = ''] = /\u001B\]52;c;([A-Za-z0-9+/=]*)\u0007/.exec(sent) ?? [];
	return [Buffer.from(encoded, 'base64').toString('utf8'), sent];
}

test('y gives the terminal’s clipboard a value and Y the row, and says what was sent or why nothing was', async () => {
	const terminal = await rowsOf('* | count by eventName | sort by _count | limit 3');
	try {
		terminal.send(keys.down + keys.down + keys.right);
		const [value, bytes] = await copied(terminal, 'y', /event(?:Name)? sent to the clipboard/);
		expect(bytes).not.toContain('\u001BP');
		const [json] = await copied(terminal, 'Y', /the row sent to the clipboard/);
		expect(JSON.parse(json)).toEqual({ eventName: value, _count: expect.any(Number) as number });
		expect(terminal.screen()).toContain(value);
		// One row is sent and a long list is not: no terminal takes more than 74,994 bytes.
		terminal.send(`${keys.escape}`);
		await terminal.until(screen => !screen.includes('▸ query'));
		terminal.send(keys.tab);
		await terminal.until(/ 666 rows · \d+ ms/);
		const before = terminal.bytes.length;
		terminal.send('Y');
		await terminal.until(/666 rows is too long to be copied/);
		expect(terminal.bytes.slice(before)).not.toContain('\u001B]52');
	} finally {
		terminal.close();
	}
});

test.each([
	{ name: 'tmux', env: { TERM: 'tmux-256color', TMUX: '/tmp/tmux-0/default,1,0' } },
	{ name: 'screen', env: { TERM: 'screen-256color' } },
])('through $name a copy is wrapped as it wants it', async ({ name, env }) => {
	const terminal = await rowsOf('* | count by eventName | sort by _count | limit 3', env);
	try {
		const [, sent] = await copied(terminal, `${keys.down}Y`, /the row sent to the clipboard/);
		const wrapped = [...sent.matchAll(/\u001BP([^]*?)\u001B\\/g)].map(([, text = '']) => text);
		const inner = wrapped
			.join('')
			.replace(/^tmux;/, '')
			.replaceAll('\u001B\u001B', '\u001B');
		expect(inner).toMatch(/^\u001B\]52;c;[A-Za-z0-9+/=]+\u0007$/);
		expect(sent.includes('\u001BPtmux;')).toBe(name === 'tmux');
		expect(inner.length).toBeLessThan(75_020);
	} finally {
		terminal.close();
	}
});

/** The file that the console says it has written. */
async function exported(terminal: Terminal, key: string): Promise<string> {
	terminal.send('e');
	await terminal.until('Export what is shown');
	terminal.send(`${key}${keys.enter}`);
	const screen = await terminal.until(
		new RegExp(`written to .*\\.${key === 'c' ? 'csv' : key === 'j' ? 'json' : 'ndjson'}`),
	);
	const [, path = ''] = /written to (\S+?\.(?:csv|json|ndjson))/.exec(screen) ?? [];
	return path.replace(/^\.\//, `${folder}/`);
}

test('e writes exactly the rows that are shown as CSV, JSON or NDJSON, for their owner, and says where', async () => {
	const query =
		'* | where errorCode = "AccessDenied" | count by eventName | sort by _count | limit 4';
	const terminal = await rowsOf(query);
	try {
		const files: Record<string, string> = {};
		for (const key of ['c', 'j', 'n']) {
			const path = await exported(terminal, key);
			const file = join(folder, path.slice(path.lastIndexOf('/') + 1));
			expect(statSync(file).mode & 0o777).toBe(0o600);
			files[key] = readFileSync(file, 'utf8');
		}

		const csv = files['c']?.trimEnd().split(/\r?\n/) ?? [];
		const rows = csv.slice(1).map(line => line.split(','));
		expect(rows).toHaveLength(4);
		const shown = terminal.lines().flatMap(line => /^│(\w+) +([\d,]+) /.exec(line)?.slice(1) ?? []);
		expect(shown).toEqual(rows.flat());
		const ndjson = files['n']
			?.trimEnd()
			.split('\n')
			.map(line => JSON.parse(line) as unknown);
		expect(ndjson).toEqual(
			rows.map(([eventName, count]) => ({ eventName, _count: Number(count) })),
		);
		expect(JSON.stringify(JSON.parse(files['j'] ?? ''))).toContain(JSON.stringify(ndjson?.[0]));

		// Every name of the next minutes is taken: nothing of it may be lost.
		const [name = ''] = readdirSync(folder).filter(one => one.endsWith('.csv'));
		const stamp = /\d{8}T\d{6}Z/.exec(name)?.[0] ?? '';
		for (let second = -5; second < 180; second++) {
			const time = new Date(Date.now() + second * 1_000)
				.toISOString()
				.replaceAll(/[-:]|\.\d+/g, '');
			writeFileSync(join(folder, name.replace(stamp, time)), 'mine', { flag: 'a' });
		}

		const before = readdirSync(folder).map(one => readFileSync(join(folder, one), 'utf8'));
		terminal.send('e');
		await terminal.until('Export what is shown');
		terminal.send(`c${keys.enter}`);
		await terminal.until(/nothing was exported: .*(?:exist|there)/);
		expect(readdirSync(folder).map(one => readFileSync(join(folder, one), 'utf8'))).toEqual(before);
	} finally {
		terminal.close();
	}
});
