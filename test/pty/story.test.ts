import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readBundle } from '../../fixtures/bundle.ts';
import { openBorders } from './borders.ts';
import { consoleArguments, exampleStore, program } from './program.ts';
import type { Store } from './program.ts';
import { keys, Terminal } from './terminal.ts';

let store: Store;
let folder: string;

beforeAll(async () => {
	store = await exampleStore();
	folder = await mkdtemp(join(tmpdir(), 'trailtop-story-'));
}, 120_000);
afterAll(async () => {
	await store.remove();
	await rm(folder, { recursive: true, force: true });
});

/** The console in a folder of its own, where exports are written. */
function consoleIn(dir: string, size: { columns: number; rows: number }): Terminal {
	const line = `cd ${dir} && exec ${process.execPath} ${[resolve(program), ...consoleArguments(store)].join(' ')}`;
	return new Terminal('/bin/sh', ['-c', line], size);
}

test.each([
	{ columns: 80, rows: 24 },
	{ columns: 120, rows: 40 },
	{ columns: 200, rows: 50 },
])(
	'a row leads to the story of who did it, and a number to its rows, at $columns x $rows',
	async size => {
		const dir = await mkdtemp(join(folder, 'here-'));
		const terminal = consoleIn(dir, size);
		try {
			await terminal.until(/Overview|Access/);
			terminal.send(`/${keys.ctrlU}* | where _user = "svc-reports"${keys.enter}`);
			await terminal.until(/▸ query[^]*\d rows/);
			terminal.send('@');
			await terminal.until(/The story of/);
			terminal.send(`svc-reports${keys.enter}`);
			await terminal.until(/row 1 of \d+/);
			expect(openBorders(terminal.cells())).toEqual([]);
			terminal.send('i');
			await terminal.until(/where .*svc-reports/);
			terminal.send('i');
			const counted = await toNumber(terminal);
			terminal.send(keys.enter);
			await terminal.until(new RegExp(`${counted} rows?`));
			terminal.send(keys.escape);
			await terminal.until(/row \d+ of \d+/);
			terminal.send('e');
			await terminal.until(/Markdown page/);
			terminal.send(`m${keys.enter}`);
			await terminal.until(/the story is written to/);
			const [file] = await readdir(dir);
			expect(file).toMatch(/^trailtop-story-svc-reports-\d{8}T\d{6}Z\.md$/);
			const text = await readFile(join(dir, file ?? ''), 'utf8');
			expect(text).toMatch(/^# Story of `svc-reports`\n/);
			expect(text).toContain('## ');
			terminal.send('e');
			await terminal.until(/evidence bundle/);
			terminal.send(`b${keys.enter}`);
			await terminal.until(/\d records? and the story in/);
			const folders = (await readdir(dir)).filter(name => !name.endsWith('.md'));
			const bundle = await readBundle(join(dir, folders[0] ?? ''));
			expect(bundle.faults).toEqual([]);
			expect(bundle.records.length).toBeGreaterThan(0);
			terminal.send(keys.escape);
			await terminal.until(/\d rows/);
		} finally {
			terminal.close();
		}
	},
);

/** Goes down to the first row with a number of records. */
async function toNumber(terminal: Terminal): Promise<string> {
	terminal.send('g');
	for (;;) {
		const found = /enter opens ([\d,]+) records?/.exec(terminal.screen());
		if (found !== null) {
			return found[1] ?? '';
		}

		const before = /row (\d+) of/.exec(terminal.screen())?.[1] ?? '';
		terminal.send(keys.down);
		await terminal.until(new RegExp(`row ${Number(before) + 1} of`));
	}
}
