import { afterAll, beforeAll, expect, test } from 'vitest';
import { consoleOn, exampleStore, settled } from './program.ts';
import type { Store } from './program.ts';
import { keys } from './terminal.ts';
import type { Terminal } from './terminal.ts';

let store: Store;

beforeAll(async () => {
	store = await exampleStore();
}, 120_000);
afterAll(() => store.remove());

async function opened(): Promise<Terminal> {
	const terminal = consoleOn(store, ['--dashboard', 'access'], { columns: 100, rows: 30 });
	await terminal.until(/CreateSnapshot/);
	await settled(terminal);
	return terminal;
}

/** The line that one types into, without completions or what it would find. */
const typed = (terminal: Terminal) => /^ \/ (.*?)(?: {2,}.*)?$/m.exec(terminal.screen())?.[1] ?? '';
const untilTyped = (terminal: Terminal, text: string) =>
	terminal.until(() => typed(terminal) === text);

/** Leaves the bar: the first esc may close completions. */
async function leave(terminal: Terminal): Promise<void> {
	while (!terminal.screen().trimEnd().endsWith('? help')) {
		const before = terminal.bytes.length;
		terminal.send(keys.escape);
		await terminal.untilBytes('\u001B[?2026l', before);
		await terminal.until(screen => !screen.includes('╭ tab completes'));
	}
}

test('while one types it says whether the query can run, a wrong one does not run, and esc leaves what was shown', async () => {
	const terminal = await opened();
	try {
		const shown = terminal.screen();
		terminal.send('/');
		await terminal.until('esc close');
		terminal.send(`${keys.ctrlU}* | where`);
		await terminal.until(/✗ /);
		terminal.send(keys.enter);
		// It stays, with its fault.
		await terminal.until(/✗ /);
		expect(typed(terminal)).toContain('* | where');
		expect(terminal.screen()).not.toContain('▸ query');
		terminal.send(' errorCode = "AccessDenied"');
		await terminal.until(
			screen => /→ \d+ +· \d+ rows?|\d+ rows?$/m.test(screen) && !screen.includes('✗'),
		);
		await leave(terminal);
		await terminal.until(screen => screen === shown);
		// And with one that can run there are rows, of which esc leads back.
		terminal.send(`/${keys.ctrlU}* | where errorCode = "AccessDenied" | count${keys.enter}`);
		await terminal.until(/▸ query .*[^]* 1 row · \d+ ms/);
		terminal.send(keys.escape);
		await terminal.until(screen => screen === shown);
	} finally {
		terminal.close();
	}
});

test('earlier queries come back with the arrow and with ctrl-r', async () => {
	const terminal = await opened();
	try {
		for (const query of ['* | count by _account', '* | count by awsRegion']) {
			terminal.send(`/${keys.ctrlU}${query}${keys.enter}`);
			await terminal.until(screen => screen.includes('▸ query') && /\d rows? /.test(screen));
			terminal.send(keys.escape);
			await terminal.until(screen => !screen.includes('▸ query'));
		}

		terminal.send('/');
		await terminal.until('esc close');
		terminal.send(keys.ctrlU);
		await untilTyped(terminal, '');
		terminal.send(keys.up);
		await untilTyped(terminal, '* | count by awsRegion');
		terminal.send(keys.up);
		await untilTyped(terminal, '* | count by _account');
		terminal.send(keys.down);
		await untilTyped(terminal, '* | count by awsRegion');
		terminal.send(keys.ctrlR);
		await terminal.until('type to narrow');
		terminal.send('_acc');
		await terminal.until(screen => !/│ \* \| count by awsRegion/.test(screen));
		terminal.send(keys.enter);
		await untilTyped(terminal, '* | count by _account');
	} finally {
		terminal.close();
	}
});

test('the keys that shells have edit the line, and a pasted text is one text, its line ends included', async () => {
	const terminal = await opened();
	try {
		terminal.send('/');
		await terminal.until('esc close');
		terminal.send(`${keys.ctrlU}two three four`);
		await untilTyped(terminal, 'two three four');
		terminal.send(`${keys.ctrlA}one ${keys.ctrlE} five`);
		await untilTyped(terminal, 'one two three four five');
		terminal.send(keys.ctrlW);
		await untilTyped(terminal, 'one two three four');
		// To the front, behind the first word, and what follows is cut and put back at the end.
		terminal.send(`${keys.ctrlA}\u001B[1;5C${keys.ctrlK}`);
		await untilTyped(terminal, 'one');
		terminal.send(`${keys.ctrlA}${keys.ctrlY}`);
		await untilTyped(terminal, ' two three four one');
		// Back and forward a character, and delete one.
		terminal.send(`${keys.ctrlE}\u0002\u0002\u0002\u0006\u0004`);
		await untilTyped(terminal, ' two three four oe');
		terminal.send(keys.ctrlU + keys.ctrlK);
		await untilTyped(terminal, '');
		terminal.send(
			keys.paste('eventName=CreateSnapshot\n| count by awsRegion\r\n| sort by _count\n'),
		);
		const shown = await terminal.until(
			/ \/ eventName=CreateSnapshot.*\n {3}\| count by awsRegion.*\n {3}\| sort by _count/,
		);
		// No line end of it was enter.
		expect(shown).not.toContain('▸ query');
		terminal.send(keys.enter);
		await terminal.until(/^╭ query ─.* \d+ rows? ─╮/m);
	} finally {
		terminal.close();
	}
});

test('every command has a name in the palette, which narrows as one types and is left with esc', async () => {
	const terminal = await opened();
	try {
		const shown = terminal.screen();
		terminal.send(':');
		await terminal.until('╭ Commands');
		terminal.send('copy row');
		// Its key stands beside it.
		await terminal.until(/│ copy the row as JSON +Y │/);
		expect(terminal.screen()).not.toContain('open Logins');
		terminal.send(keys.escape);
		await terminal.until(screen => screen === shown);
		// By ctrl-p too; tab takes what is chosen as the text, enter runs it.
		terminal.send('\u0010');
		await terminal.until('╭ Commands');
		terminal.send('open logi');
		await terminal.until(/│ open Logins +3 │/);
		terminal.send(keys.enter);
		await terminal.until(/3 Logins .*[^]*Console Login Failures/);
	} finally {
		terminal.close();
	}
});
