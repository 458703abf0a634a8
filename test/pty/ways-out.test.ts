import { afterAll, beforeAll, expect, test } from 'vitest';
import { consoleArguments, consoleOn, exampleStore, program } from './program.ts';
import type { Store } from './program.ts';
import { keys, Terminal } from './terminal.ts';

let store: Store;

beforeAll(async () => {
	store = await exampleStore();
});

afterAll(async () => {
	await store.remove();
});

const modes = ['1049', '2004', '1004', '1000', '1002', '1006'];

/** What a program must not leave behind. */
function expectRestored(terminal: Terminal): void {
	const { bytes, emulator } = terminal;
	for (const mode of modes) {
		expect(bytes.lastIndexOf(`\u001B[?${mode}l`)).toBeGreaterThan(
			bytes.lastIndexOf(`\u001B[?${mode}h`),
		);
	}

	for (const mode of ['25', '7']) {
		expect(bytes.lastIndexOf(`\u001B[?${mode}h`)).toBeGreaterThan(
			bytes.lastIndexOf(`\u001B[?${mode}l`),
		);
	}

	// A synchronised frame that is not ended freezes the terminal.
	expect(bytes.lastIndexOf('\u001B[?2026l')).toBeGreaterThan(bytes.lastIndexOf('\u001B[?2026h'));
	expect(emulator.buffer.active.type).toBe('normal');
	expect(emulator.modes).toMatchObject({
		bracketedPasteMode: false,
		sendFocusMode: false,
		wraparoundMode: true,
		mouseTrackingMode: 'none',
	});
}

async function started(): Promise<Terminal> {
	const terminal = consoleOn(store, ['--dashboard', 'access', '--mouse']);
	await terminal.until(/CreateSnapshot/);
	expect(terminal.emulator.buffer.active.type).toBe('alternate');
	expect(terminal.emulator.modes.mouseTrackingMode).toBe('drag');
	return terminal;
}

test.each([
	{ name: 'q', leave: (terminal: Terminal) => terminal.send('q'), exitCode: 0 },
	{ name: 'ctrl-c', leave: (terminal: Terminal) => terminal.send(keys.ctrlC), exitCode: 0 },
	{ name: 'SIGTERM', leave: (terminal: Terminal) => terminal.kill('SIGTERM'), exitCode: 143 },
	{ name: 'SIGINT', leave: (terminal: Terminal) => terminal.kill('SIGINT'), exitCode: 130 },
	{ name: 'SIGHUP', leave: (terminal: Terminal) => terminal.kill('SIGHUP'), exitCode: 129 },
])('$name leaves the screen as it was', async ({ leave, exitCode }) => {
	const terminal = await started();
	try {
		leave(terminal);
		expect(await terminal.untilExit()).toEqual({ exitCode, signal: 0 });
		expectRestored(terminal);
		// Nothing is drawn after the screen was given back.
		expect(terminal.bytes.slice(terminal.bytes.lastIndexOf('\u001B[?1049l'))).toBe('\u001B[?1049l');
		expect(terminal.screen().trim()).toBe('');
	} finally {
		terminal.close();
	}
});

test('a signal before the first frame restores too', async () => {
	const terminal = consoleOn(store);
	try {
		await terminal.untilBytes('\u001B[?1049h');
		terminal.kill('SIGTERM');
		expect((await terminal.untilExit()).exitCode).toBe(143);
		expectRestored(terminal);
	} finally {
		terminal.close();
	}
});

test('when the terminal is closed the program ends', async () => {
	const terminal = await started();
	try {
		terminal.hangUp();
		// Ended by the signal itself, which a shell reports as 129; not by an abort.
		expect(await terminal.untilExit()).toEqual({ exitCode: 0, signal: 1 });
	} finally {
		terminal.close();
	}
});

test.each([
	{ name: 'a throw in a component', throwIn: 'view' },
	{ name: 'a throw in the update', throwIn: 'runWanted' },
])('$name restores the screen before it prints the error, in one line', async ({ throwIn }) => {
	const terminal = new Terminal(
		process.execPath,
		[
			...['--import', './test/pty/programs/throw-when-asked.mjs'],
			...[program, ...consoleArguments(store), '--dashboard', 'access', '--mouse'],
		],
		{ columns: 80, rows: 24, env: { THROW_IN: throwIn } },
	);
	try {
		await terminal.until(/CreateSnapshot/);
		terminal.kill('SIGUSR2');
		terminal.send('r');
		expect((await terminal.untilExit()).exitCode).toBe(3);
		expectRestored(terminal);
		const after = terminal.bytes.slice(terminal.bytes.lastIndexOf('\u001B[?1049l'));
		expect(after).toContain(`unexpected Error: thrown by the test in ${throwIn}; `);
		expect(after).not.toMatch(/\n\s+at /);
		expect(terminal.screen()).toContain('thrown by the test');
	} finally {
		terminal.close();
	}
});

test('ctrl-z gives the shell its terminal, and fg takes it back', async () => {
	const terminal = new Terminal('bash', ['--norc', '--noediting', '-i'], {
		columns: 80,
		rows: 24,
		env: { PS1: 'shell$ ' },
	});
	try {
		await terminal.until('shell$');
		terminal.send(
			`${process.execPath} ${program} ${consoleArguments(store).join(' ')} --dashboard access --mouse\r`,
		);
		await terminal.until(/CreateSnapshot/);
		terminal.send(keys.ctrlZ);
		await terminal.until('Stopped');
		expectRestored(terminal);
		terminal.send('echo still $((40 + 2)); stty -a\r');
		await terminal.until('still 42');
		await terminal.untilBytes(/[^-]icanon/);
		expect(terminal.bytes).toMatch(/[^-]echo[ ;]/);
		const before = terminal.bytes.length;
		terminal.send('fg\r');
		await terminal.until(/CreateSnapshot/);
		expect(terminal.emulator.buffer.active.type).toBe('alternate');
		expect(terminal.emulator.modes.mouseTrackingMode).toBe('drag');
		expect(terminal.bytes.slice(before)).toContain('\u001B[2J');
		// It hears keys again.
		terminal.send('3');
		await terminal.until(/Console Login Failures/);
		terminal.send('q');
		await terminal.until(screen => screen.trimEnd().endsWith('shell$'));
		expectRestored(terminal);
		terminal.send('exit 0\r');
		expect((await terminal.untilExit()).exitCode).toBe(0);
	} finally {
		terminal.close();
	}
});

test('ctrl-z without a shell comes straight back', async () => {
	const terminal = await started();
	try {
		const before = terminal.bytes.length;
		terminal.send(keys.ctrlZ);
		await terminal.untilBytes(/\u001B\[\?1049l[^]*\u001B\[\?1049h[^]*CreateSnapshot/, before);
		terminal.send('q');
		expect((await terminal.untilExit()).exitCode).toBe(0);
		expectRestored(terminal);
	} finally {
		terminal.close();
	}
});

test('stopped and continued by others, it takes the terminal again and draws everything', async () => {
	const terminal = await started();
	try {
		const before = terminal.bytes.length;
		terminal.kill('SIGSTOP');
		terminal.kill('SIGCONT');
		await terminal.untilBytes(
			/\u001B\[\?1049h[^]*\u001B\[\?1006h[^]*\u001B\[2J[^]*CreateSnapshot/,
			before,
		);
		terminal.send('q');
		expect((await terminal.untilExit()).exitCode).toBe(0);
	} finally {
		terminal.close();
	}
});
