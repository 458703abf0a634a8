import { afterAll, beforeAll, expect, test } from 'vitest';
import { actions } from '../../source/dashboard/action/index.ts';
import { cellWidth } from '../../source/text/width.ts';
import { boxCount, openBorders } from './borders.ts';
import { consoleOn, exampleStore, settled } from './program.ts';
import type { Store } from './program.ts';
import { keys } from './terminal.ts';
import type { Terminal } from './terminal.ts';

let store: Store;

beforeAll(async () => {
	store = await exampleStore();
}, 120_000);
afterAll(() => store.remove());

/** Leads through the whole help, page by page, and closes it. */
async function readHelp(terminal: Terminal): Promise<string[]> {
	terminal.send('?');
	await terminal.until('╭ Keys');
	const read: string[] = [];
	const place = () => /(\d+) of (\d+) · ↑↓/.exec(terminal.screen()) ?? [];
	for (;;) {
		expect(openBorders(terminal.cells())).toEqual([]);
		const lines = terminal.lines().filter(line => line.startsWith('│'));
		expect(lines.length).toBeGreaterThan(10);
		expect(lines.every(line => cellWidth(line) === 80)).toBe(true);
		read.push(...lines.map(line => line.slice(1, -1).trim()));
		const [, at, all] = place();
		if (at === all) {
			break;
		}

		terminal.send(keys.pageDown);
		await terminal.until(() => place()[1] !== at);
	}

	terminal.send(keys.escape);
	await terminal.until(screen => !screen.includes('╭ Keys'));
	return read;
}

test('the help tells every key in whole lines of the usual terminal, those of the present screen first', async () => {
	const terminal = consoleOn(store, ['--dashboard', 'access']);
	try {
		await terminal.until(/CreateSnapshot/);
		await settled(terminal);
		const onDashboard = await readHelp(terminal);
		// Nothing is cut: of what has dots, they are its own.
		expect(onDashboard.filter(line => /…$/.test(line) && !line.endsWith('user, …'))).toEqual([]);
		const untold = actions.filter(({ help }) => !onDashboard.some(line => line.endsWith(help)));
		expect(untold).toEqual([]);

		terminal.send(keys.enter);
		await terminal.until(/Access ▸ .*[^]*\d rows/);
		terminal.send(keys.down + keys.enter);
		await terminal.until('"eventVersion"');
		const onRecord = await readHelp(terminal);
		const place = (lines: readonly string[], help: string) =>
			lines.findIndex(line => line.endsWith(help)) / lines.length;
		expect(place(onRecord, 'fold or unfold all')).toBeLessThan(0.5);
		expect(place(onRecord, 'next panel')).toBeGreaterThan(0.5);
		expect(place(onDashboard, 'next panel')).toBeLessThan(0.5);
		expect(place(onDashboard, 'fold or unfold all')).toBeGreaterThan(0.5);
	} finally {
		terminal.close();
	}
});

test('a breadcrumb says where one is, `[` and `]` go through the history, `-` to the dashboard before', async () => {
	const terminal = consoleOn(store, ['--dashboard', 'access']);
	const on = (crumb: RegExp) => terminal.until(screen => crumb.test(screen.split('\n')[1] ?? ''));
	const dashboard = /^ 2026-03-13 12:00/;
	const rows = /^ Access ▸ Non Read Only Events {2}/;
	const record = /^ Access ▸ Non Read Only Events ▸ record \d/;
	try {
		await terminal.until(/CreateSnapshot/);
		await settled(terminal);
		terminal.send(keys.enter);
		await on(rows);
		await terminal.until(/\d rows/);
		terminal.send(keys.down + keys.enter);
		await on(record);
		const shown = await terminal.until('"eventVersion"');
		terminal.send('[');
		await on(rows);
		terminal.send('[');
		await on(dashboard);
		// Before the first there is nothing.
		terminal.send('[');
		terminal.send(']');
		await on(rows);
		terminal.send(']');
		await on(record);
		await terminal.until(screen => screen === shown);
		terminal.send('3');
		await terminal.until(/3 Logins .*\n 2026-03-13/);
		terminal.send('-');
		await terminal.until(/2 Access .*\n 2026-03-13/);
		terminal.send('-');
		await terminal.until(/3 Logins .*\n 2026-03-13/);
		terminal.send('[[[');
		await on(record);
		terminal.send(keys.escape);
		await on(rows);
	} finally {
		terminal.close();
	}
});

test('z shows a panel alone and all of them again, and tab goes on among those alone', async () => {
	const terminal = consoleOn(store, ['--dashboard', 'access'], { columns: 120, rows: 40 });
	try {
		await terminal.until(/CreateSnapshot/);
		const all = await settled(terminal);
		const count = boxCount(terminal.cells());
		expect(count).toBeGreaterThan(3);
		terminal.send('z');
		await terminal.until(() => boxCount(terminal.cells()) === 1);
		const first = terminal.screen();
		expect(first).toMatch(/^╭ Non Read Only Events .*╮$/m);
		expect(openBorders(terminal.cells())).toEqual([]);
		// The first tab goes to the list of what the number counts.
		terminal.send(keys.tab.repeat(2));
		await terminal.until(/^╭ Read Only Events .*╮$/m);
		expect(boxCount(terminal.cells())).toBe(1);
		terminal.send(`${keys.shiftTab.repeat(2)}z`);
		await terminal.until(screen => screen.includes('╮╭') && screen === all);
		expect(boxCount(terminal.cells())).toBe(count);
	} finally {
		terminal.close();
	}
});

test('the range is halved, doubled, moved and reset by keys, and its zone always stands beside it', async () => {
	const terminal = consoleOn(
		store,
		['--dashboard', 'access', '--since', '2026-03-13T12:00:00Z', '--fresh'],
		{ columns: 80, rows: 24, env: { TZ: 'Asia/Tokyo' } },
	);
	const range = (text: string) =>
		terminal.until(screen => (screen.split('\n')[1] ?? '').startsWith(` ${text} `));
	try {
		await range('2026-03-13 12:00 – 2026-03-14 12:00 UTC');
		terminal.send('u');
		await range('2026-03-13 21:00 – 2026-03-14 21:00 local');
		await terminal.until(/Asia\/Tokyo|local/);
		terminal.send('u');
		await range('2026-03-13 12:00 – 2026-03-14 12:00 UTC');
		terminal.send('+');
		await range('2026-03-13 18:00 – 2026-03-14 06:00 UTC');
		terminal.send('_');
		await range('2026-03-13 12:00 – 2026-03-14 12:00 UTC');
		terminal.send('<');
		await range('2026-03-13 UTC');
		// As shift and an arrow.
		terminal.send('\u001B[1;2C');
		await range('2026-03-13 12:00 – 2026-03-14 12:00 UTC');
		terminal.send('=');
		await range('last 24h UTC');
		// A letter of the menu chooses, enter takes.
		terminal.send('t');
		await terminal.until('k last 7d');
		terminal.send(`k${keys.enter}`);
		await range('last 7d UTC');
		terminal.send(`Tyesterday 14:00 to 15:30${keys.enter}`);
		await terminal.until(/^ \S+ 14:00 – (?:\S+ )?15:30 UTC/m);
	} finally {
		terminal.close();
	}
});

test('the lines at the top and the bottom tell what, where, when, how fresh, what is wrong and what to press', async () => {
	const terminal = consoleOn(
		store,
		['--dashboard', 'access', '--account', '111122223333', '--region', 'us-east-1'],
		{ columns: 200, rows: 50 },
	);
	const filtered =
		/2026-03-13 12:00 – 2026-03-14 12:00 UTC · account 111122223333 · region us-east-1/;
	try {
		await terminal.until(/CreateSnapshot|rows/);
		const wide = (await settled(terminal)).split('\n');
		expect(wide[0]).toMatch(/^ trailtop ▸ store .* 2 Access .*▲ \d+ critical · \d+ high .*○ idle/);
		expect(wide[1]).toMatch(filtered);
		expect(wide[1]).toMatch(/\d objects? · 0 errors$/);
		expect(wide[2]).toMatch(/^ until 03-14 12:00 {2}/);
		expect(wide.at(-2)).toMatch(/^ \/ .* rows? · \d+ ms/);
		expect(wide.at(-1)).toMatch(/1-7 dashboard .*t time .*space pause .*\? help$/);
		terminal.resize(80, 24);
		await terminal.until(/^ trailtop ▸ store 1 {2}2 Access .*▲\d+·\d+ ○ idle$/m);
		const small = (await settled(terminal)).split('\n');
		expect(small).toHaveLength(24);
		// A filter without room is counted, never hidden.
		expect(small[1]).toMatch(/^ 2026-03-13 12:00 – 2026-03-14 12:00 UTC · 2 filters/);
		terminal.send(' ');
		await terminal.until('‖ PAUSED');
		const [x, y] = [terminal.lines()[0]?.indexOf('PAUSED') ?? 0, 0];
		const cell = terminal.emulator.buffer.active.getLine(y)?.getCell(x);
		// Loud: on a background of its own.
		expect(cell?.isInverse() !== 0 || !cell.isBgDefault()).toBe(true);
	} finally {
		terminal.close();
	}
});

test('panels stand in more columns the wider the screen is, and a screen too small says so and is left with q', async () => {
	const terminal = consoleOn(store, ['--dashboard', 'access'], { columns: 200, rows: 50 });
	/** Panels that begin in the same row. */
	const columns = () =>
		Math.max(...terminal.cells().map(row => row.filter(glyph => '╭├'.includes(glyph)).length));
	try {
		await terminal.until(/CreateSnapshot/);
		const counts: number[] = [];
		for (const [width, height] of [
			[200, 50],
			[80, 24],
			[40, 12],
		] as const) {
			terminal.resize(width, height);
			await terminal.until(() => cellWidth(terminal.lines()[0] ?? '') > width - 4);
			await settled(terminal);
			counts.push(columns());
		}

		expect(counts[0]).toBeGreaterThanOrEqual(3);
		expect(counts[1]).toBe(2);
		expect(counts[2]).toBe(1);
		for (const [width, height] of [
			[39, 12],
			[200, 11],
			[20, 5],
			[12, 3],
		] as const) {
			terminal.resize(width, height);
			await terminal.until(
				screen =>
					screen.replaceAll(/[\s,]+/g, ' ').trim() === `needs 40x12 has ${width}x${height} q quits`,
			);
		}

		terminal.send('q');
		expect((await terminal.untilExit()).exitCode).toBe(0);
	} finally {
		terminal.close();
	}
});
