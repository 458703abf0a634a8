import { afterAll, beforeAll, expect, test } from 'vitest';
import { consoleArguments, exampleStore, program } from './program.ts';
import type { Store } from './program.ts';
import { Terminal } from './terminal.ts';

let store: Store;

beforeAll(async () => {
	store = await exampleStore();
});

afterAll(async () => {
	await store.remove();
});

/** Node warns of something whenever this signal comes, in two lines and with more of them than are kept. */
const warns = `
	process.on('SIGUSR2', () => {
		process.emitWarning('planted\\nin two lines');
		process.emitWarning('x'.repeat(70_000));
		process.emitWarning('the last');
	});`;

test('what Node warns of does not move the screen, and is told when the console has ended', async () => {
	const terminal = new Terminal(
		process.execPath,
		['--import', `data:text/javascript,${encodeURIComponent(warns)}`, program].concat(
			consoleArguments(store),
			['--dashboard', 'access'],
		),
		{ columns: 80, rows: 24 },
	);
	try {
		const before = await terminal.until(/^(?=[\s\S]*CreateSnapshot)(?![\s\S]*loading)/);
		terminal.kill('SIGUSR2');
		terminal.send('?');
		await terminal.until(/╭ Keys/);
		terminal.send('\u001B');
		expect(await terminal.until(screen => screen === before)).toBe(before);
		terminal.send('q');
		expect(await terminal.untilExit()).toEqual({ exitCode: 0, signal: 0 });
		expect(terminal.bytes).toContain('trailtop: Warning: the last');
		expect(terminal.bytes).not.toContain('planted');
	} finally {
		terminal.close();
	}
});
