import { afterAll, beforeAll, expect, test } from 'vitest';
import { consoleOn, exampleStore } from './program.ts';
import type { Store } from './program.ts';
import { keys } from './terminal.ts';
import type { Terminal } from './terminal.ts';

let store: Store;

beforeAll(async () => {
	store = await exampleStore();
});

afterAll(async () => {
	await store.remove();
});

async function opened(args: readonly string[], columns = 120, rows = 40): Promise<Terminal> {
	const terminal = consoleOn(store, ['--dashboard', 'access', ...args], { columns, rows });
	await terminal.until(/CreateSnapshot/);
	await terminal.until(screen => !/loading …|running …|looking …/.test(screen));
	return terminal;
}

/** Title of the panel with the bold border, which is that with the focus. */
function focusedTitle(terminal: Terminal): string {
	const { active } = terminal.emulator.buffer;
	for (let row = 0; row < terminal.emulator.rows; row++) {
		const line = active.getLine(active.viewportY + row);
		for (let column = 0; column < terminal.emulator.cols; column++) {
			const isCorner = line?.getCell(column)?.getChars() === '╭';
			if (isCorner && line?.getCell(column + 2)?.isBold()) {
				return line.translateToString(true, column + 2).split(' ─')[0] ?? '';
			}
		}
	}

	return '';
}

test('arrows cross panels, and a letter is two keys away', async () => {
	const terminal = await opened([]);
	try {
		const first = focusedTitle(terminal);
		expect(first).not.toBe('');
		terminal.send(keys.right);
		await terminal.until(() => focusedTitle(terminal) !== first);
		const second = focusedTitle(terminal);
		terminal.send('h');
		await terminal.until(() => focusedTitle(terminal) === first);

		terminal.send('J');
		const letters = await terminal.until('any other key stays here');
		expect(letters).toMatch(/╭\[a\] /);
		const place = new RegExp(`╭\\[([a-z])\\] ${second.slice(0, 12)}`).exec(letters)?.[1];
		terminal.send(place ?? '');
		await terminal.until(() => focusedTitle(terminal) === second);

		// A wrong letter is no command.
		terminal.send('J');
		await terminal.until('any other key stays here');
		terminal.send('q');
		const after = await terminal.until(screen => !screen.includes('any other key'));
		expect(after).not.toMatch(/╭\[/);
		expect(terminal.exit).toBeUndefined();
	} finally {
		terminal.close();
	}
});

test.each([
	{ name: 'without colours', args: [], env: { NO_COLOR: '1' } },
	{ name: 'with sixteen', args: ['--color', '16'], env: {} },
	{ name: 'in ASCII', args: ['--ascii'], env: {} },
])('the letters stand on every panel of 80 columns $name', async ({ args, env }) => {
	const terminal = consoleOn(store, ['--dashboard', 'access', ...args], {
		columns: 80,
		rows: 24,
		env,
	});
	try {
		await terminal.until(/CreateSnapshot/);
		terminal.send('J');
		const screen = await terminal.until('any other key stays here');
		const marks = [...screen.matchAll(/\[([a-z])\]/g)].map(([, letter]) => letter);
		expect(marks.length).toBeGreaterThan(2);
		expect(new Set(marks).size).toBe(marks.length);
		const { active } = terminal.emulator.buffer;
		const row = screen.split('\n').findIndex(line => line.includes('[a]'));
		const at = screen.split('\n')[row]?.indexOf('[a]') ?? 0;
		const cell = active.getLine(active.viewportY + row)?.getCell(at);
		expect(cell?.isInverse() !== 0 || !cell.isBgDefault()).toBe(true);
	} finally {
		terminal.close();
	}
});

const report = (button: number, x: number, y: number, end: 'M' | 'm' = 'M') =>
	`\u001B[<${button};${x + 1};${y + 1}${end}`;
const click = (x: number, y: number) => report(0, x, y) + report(0, x, y, 'm');

/** The cell of the screen at which a text begins. */
function placeOf(terminal: Terminal, text: string): readonly [x: number, y: number] {
	const y = terminal.lines().findIndex(line => line.includes(text));
	return [terminal.lines()[y]?.indexOf(text) ?? -1, y];
}

const reportsMouse = (terminal: Terminal) => terminal.emulator.modes.mouseTrackingMode;

test('a click focuses, a second one opens, a name in the header switches, F2 gives the mouse back', async () => {
	const terminal = await opened(['--mouse']);
	try {
		expect(reportsMouse(terminal)).toBe('drag');
		const [x, y] = placeOf(terminal, 'CreateSnapshot');
		terminal.send(click(x, y));
		await terminal.until(
			() =>
				(terminal.emulator.buffer.active.getLine(y)?.getCell(x)?.isBgDefault() ?? true) === false,
		);
		terminal.send(click(x, y));
		await terminal.until(/ Access ▸ /);
		terminal.send(click(...placeOf(terminal, '3 Logins')));
		await terminal.until(
			screen => !screen.includes(' Access ▸ ') && !screen.includes('CreateSnapshot'),
		);
		terminal.send('\u001BOQ');
		await terminal.until('the mouse is off');
		expect(reportsMouse(terminal)).toBe('none');
		terminal.send('\u001B[12~');
		await terminal.until('the mouse is on');
		expect(reportsMouse(terminal)).toBe('drag');
	} finally {
		terminal.close();
	}
});

test('a drag over a chart is the range, and the mouse is the terminal’s unless it is wished for', async () => {
	const terminal = consoleOn(store, ['--dashboard', 'overview'], { columns: 200, rows: 50 });
	try {
		await terminal.until(/Overview/);
		await terminal.until(screen => !/loading …|running …|looking …/.test(screen));
		expect(terminal.bytes).not.toContain('\u001B[?1002h');
		const range = () => terminal.lines()[1]?.slice(0, 40);
		const before = range();
		const axis = terminal.lines().findIndex(line => line.includes('┤'));
		const from = (terminal.lines()[axis]?.indexOf('┤') ?? 0) + 12;
		const drag =
			report(0, from, axis) + report(32, from + 6, axis) + report(0, from + 12, axis, 'm');
		// Off, its reports are nothing: as from a terminal that was left in that mode.
		terminal.send(drag);
		terminal.send('\u001BOQ');
		await terminal.until('the mouse is on');
		expect(range()).toBe(before);
		terminal.send(drag);
		await terminal.until(() => range() !== before);
		expect(terminal.exit).toBeUndefined();
	} finally {
		terminal.close();
	}
});

test('reports that are cut, wrong or in the old form type and run nothing, in a panel, the bar and a menu', async () => {
	const terminal = await opened(['--mouse']);
	try {
		const garbage = [
			...[
				'\u001B[<0;2',
				';5',
				'5;',
				'M',
				'\u001B[<',
				'9'.repeat(400),
				'5M',
				'\u001B[<0;;M',
				'\u001B[<0;1;1;1m',
			],
			...[
				'\u001B[M !!',
				'\u001B[M !',
				'\u001B[M !!',
				'\u001B[<1;5;5M',
				'\u001B[<35;8;8M',
				'\u001B[<0;99999;99999M',
			],
			...['\u001B[<0;99999;99999m', '\u001B[<64;500;500M', '\u001B[<0:3:3M', '\u001B[<5<3M'],
		];
		const before = terminal.lines().slice(0, 2);
		const sendAll = async (proof: string) => {
			for (const part of garbage) {
				terminal.send(part);
				// A part of a report that comes late is still no key.
				await new Promise<void>(resolve => {
					setImmediate(resolve);
				});
			}

			terminal.send(proof);
		};

		await sendAll('?');
		await terminal.until('╭ Keys');
		terminal.send(keys.escape);
		await terminal.until(screen => !screen.includes('╭ Keys'));
		expect(terminal.lines().slice(0, 2)).toEqual(before);

		terminal.send('/');
		await terminal.until(screen => /› |\/ /.test(screen));
		terminal.send(`${keys.ctrlU}zz`);
		await terminal.until(/zz/);
		await sendAll('yy');
		await terminal.until(/zzyy/);
		terminal.send(`${keys.ctrlU}${keys.enter}`);
		await terminal.until(screen => !screen.includes('zzyy'));

		terminal.send('t');
		await terminal.until('last 7d');
		terminal.send(click(...placeOf(terminal, 'last 7d')));
		await sendAll('');
		terminal.send(keys.enter);
		await terminal.until(screen => (screen.split('\n')[1] ?? '').includes('last 7d'));
		expect(terminal.exit).toBeUndefined();
	} finally {
		terminal.close();
	}
});

test('a mouse that changes nothing has nothing written', async () => {
	const terminal = await opened(['--mouse']);
	try {
		const before = terminal.bytes.length;
		for (let act = 0; act < 40; act++) {
			terminal.send(report(64, 60, 1) + report(32, 20 + act, 20) + report(0, 2, 20, 'm'));
		}

		terminal.send('?');
		await terminal.until('╭ Keys');
		const frames = terminal.bytes.slice(before).split('\u001B[?2026h').slice(1);
		expect(frames).toHaveLength(1);
		expect(frames[0]).toContain('Keys');
	} finally {
		terminal.close();
	}
});
