import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openBorders } from './borders.ts';
import { consoleOn, exampleStore } from './program.ts';
import type { Store } from './program.ts';
import { keys } from './terminal.ts';

let store: Store;

beforeAll(async () => {
	store = await exampleStore();
}, 120_000);
afterAll(() => store.remove());

const line = /^ New: {2}\? all keys .*1-7 dashboards .*enter opens .*\/ query .*t times .*esc/m;

test('a new user is told of five keys below everything else, until one is pressed, and never again', async () => {
	const home = await mkdtemp(join(tmpdir(), 'trailtop-new-'));
	const size = { columns: 80, rows: 24, home };
	const terminal = consoleOn(store, [], { ...size, isNew: true });
	try {
		await terminal.until(line);
		await terminal.until(/^(?![^]*loading)/);
		expect(terminal.lines().at(-1)).toMatch(line);
		expect(terminal.lines().at(-2)).toMatch(/\? help$/);
		expect(openBorders(terminal.cells())).toEqual([]);
		// A key that it does not name leaves it.
		terminal.send(keys.tab);
		await terminal.until(screen => line.test(screen));
		terminal.send('2');
		await terminal.until(screen => /2 Access/.test(screen) && !line.test(screen));
		expect(terminal.lines().at(-1)).toMatch(/\? help$/);
	} finally {
		terminal.close();
	}

	const again = consoleOn(store, [], { ...size, isNew: true });
	try {
		await again.until(/\? help\s*$/);
		expect(again.bytes).not.toContain('all keys');
	} finally {
		again.close();
		await rm(home, { recursive: true, force: true });
	}
});
