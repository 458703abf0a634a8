import { setTimeout as wait } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { consoleOn, exampleStore } from '../pty/program.ts';
import type { Terminal } from '../pty/terminal.ts';

const quietMs = 10_000;

test('idle and paused, nothing is written for ten seconds', async () => {
	const store = await exampleStore();
	const terminal = consoleOn(store, ['--dashboard', 'access'], { columns: 200, rows: 50 });
	try {
		await terminal.until(/CreateSnapshot/);
		await terminal.until(screen => !/loading …|running …|looking …/.test(screen));
		// Notes of the start go by themselves after some seconds.
		await quiet(terminal);
		expect(await bytesOf(terminal)).toBe(0);

		terminal.send(' ');
		await terminal.until('PAUSED');
		await quiet(terminal);
		expect(await bytesOf(terminal)).toBe(0);
		terminal.send('q');
		expect((await terminal.untilExit()).exitCode).toBe(0);
	} finally {
		terminal.close();
		await store.remove();
	}
});

/** Bytes written within ten seconds. */
async function bytesOf(terminal: Terminal): Promise<number> {
	const before = terminal.bytes.length;
	await wait(quietMs);
	return terminal.bytes.length - before;
}

/** Until ten seconds have passed without a byte. */
async function quiet(terminal: Terminal): Promise<void> {
	while ((await bytesOf(terminal)) > 0) {
		// What was written belongs to the change before.
	}
}
