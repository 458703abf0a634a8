import { readdirSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { consoleOn, exampleStore } from './program.ts';
import type { Store } from './program.ts';
import { keys } from './terminal.ts';

let store: Store;

beforeAll(async () => {
	store = await exampleStore();
});

afterAll(async () => {
	await store.remove();
});

test.each([
	{ columns: 80, rows: 24 },
	{ columns: 120, rows: 40 },
])('a date typed in the menu of times is that day, at $columns x $rows', async size => {
	const before = readdirSync('.');
	const terminal = consoleOn(store, [], size);
	try {
		await terminal.until(/1 Overview/);
		await terminal.until(/\? help\s*$/);
		terminal.send('t');
		await terminal.until(/Time range/);
		terminal.send('2017-06-01');
		await terminal.until('2017-06-01 00:00 – 2017-06-02 00:00 UTC');
		terminal.send(keys.enter);
		await terminal.until(
			screen => screen.includes('2017-06-01 UTC') && !screen.includes('Time range'),
		);
		terminal.send('t31 june 2017\r');
		await terminal.until('June 2017 has 30 days: write 30 june 2017');
		terminal.send(`${keys.ctrlU}30 june 2017${keys.enter}`);
		await terminal.until('2017-06-30 UTC');
		// No key of it was a command: nothing was exported here.
		expect(readdirSync('.')).toEqual(before);
	} finally {
		terminal.close();
	}
});
