import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
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
		if (process.env.MARK !== undefined) {
			setImmediate(() => process.getBuiltinModule('fs').writeFileSync(process.env.MARK, ''));
		}
	});`;

function warned(
	args: readonly string[] = [],
	env: Readonly<Record<string, string>> = {},
): Terminal {
	return new Terminal(
		process.execPath,
		['--import', `data:text/javascript,${encodeURIComponent(warns)}`, program].concat(
			consoleArguments(store),
			['--dashboard', 'access', ...args],
		),
		{ columns: 80, rows: 24, env },
	);
}

test('what Node warned of waits also when the console was stopped and continued by others', async () => {
	const terminal = warned();
	try {
		await terminal.until(/^(?=[\s\S]*CreateSnapshot)(?![\s\S]*(?:loading|looking))/);
		terminal.kill('SIGUSR2');
		terminal.send('?');
		await terminal.until(/╭ Keys/);
		const before = terminal.bytes.length;
		terminal.kill('SIGCONT');
		terminal.send('\u001B');
		await terminal.until(/^(?![\s\S]*╭ Keys)(?=[\s\S]*CreateSnapshot)/);
		// It took the terminal again.
		expect(terminal.bytes.slice(before)).toContain('\u001B[?1049h');
		expect(terminal.bytes).not.toContain('trailtop: Warning');
		terminal.send('q');
		expect(await terminal.untilExit()).toEqual({ exitCode: 0, signal: 0 });
		expect(terminal.bytes).toContain('trailtop: Warning: the last');
	} finally {
		terminal.close();
	}
});

test('what Node warns of does not move the screen of an editor', async () => {
	const editor = join(store.dir, 'editor.sh');
	const mark = join(store.dir, 'warned');
	await writeFile(
		editor,
		`echo the editor began; while [ ! -e '${mark}' ]; do :; done; echo the editor goes on; read line`,
	);
	const terminal = warned([], { EDITOR: `sh ${editor}`, MARK: mark });
	try {
		await terminal.until(/CreateSnapshot/);
		terminal.send('/\u001Be');
		await terminal.until(/the editor began/);
		terminal.kill('SIGUSR2');
		await terminal.until(/the editor goes on/);
		expect(terminal.bytes).not.toContain('trailtop: Warning');
		terminal.send('\r');
		await terminal.until(/alt-⏎ new line/);
		terminal.send('\u0003');
		expect(await terminal.untilExit()).toEqual({ exitCode: 0, signal: 0 });
		expect(terminal.bytes).toContain('trailtop: Warning: the last');
	} finally {
		terminal.close();
	}
});

test('what Node warns of does not move the screen, and is told when the console has ended', async () => {
	const terminal = warned();
	try {
		const before = await terminal.until(/^(?=[\s\S]*CreateSnapshot)(?![\s\S]*(?:loading|looking))/);
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
