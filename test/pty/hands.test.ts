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
	await terminal.until(screen => !/loading …|running …/.test(screen));
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
