import { setTimeout as wait } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { consoleOn, exampleStore } from '../pty/program.ts';

const quietMs = 10_000;

test('idle and paused, nothing is written for ten seconds', async () => {
	const store = await exampleStore();
	const terminal = consoleOn(store, ['--dashboard', 'access'], { columns: 200, rows: 50 });
	try {
		await terminal.until(/CreateSnapshot/);
		await terminal.until(screen => !/loading …|running …/.test(screen));
		// Notes of the start go by themselves after some seconds.
		await wait(quietMs);
		let before = terminal.bytes.length;
		await wait(quietMs);
		expect(terminal.bytes.length - before).toBe(0);

		terminal.send(' ');
		await terminal.until('PAUSED');
		await wait(quietMs);
		before = terminal.bytes.length;
		await wait(quietMs);
		expect(terminal.bytes.length - before).toBe(0);
		terminal.send('q');
		expect((await terminal.untilExit()).exitCode).toBe(0);
	} finally {
		terminal.close();
		await store.remove();
	}
});
