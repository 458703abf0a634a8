import { afterAll, beforeAll, expect, test } from 'vitest';
import { boxCount } from './borders.ts';
import { consoleArguments, consoleOn, exampleStore, program, settled, until } from './program.ts';
import type { Store } from './program.ts';
import { Terminal } from './terminal.ts';

let store: Store;

beforeAll(async () => {
	store = await exampleStore();
}, 120_000);
afterAll(() => store.remove());

interface Start {
	readonly env?: Readonly<Record<string, string>>;
	readonly args?: readonly string[];
	/** Wait for all panels; else for the first frame. */
	readonly whole?: boolean;
}

/** Starts consoles side by side, and gives what each has drawn. */
async function drawnBy<Name extends string>(
	starts: Readonly<Record<Name, Start>>,
): Promise<Record<Name, Terminal>> {
	const all = Object.entries<Start>(starts);
	const entries = all.map(([name, { env = {}, args = [] }]) => {
		const options = { columns: 100, rows: 30, env };
		return [name, consoleOn(store, ['--dashboard', 'access', ...args], options)] as const;
	});
	await Promise.all(
		entries.map(async ([, terminal], index) => {
			await terminal.until(/2 Access[^]*\? help\s*$/);
			if (all[index]?.[1].whole === true) {
				await settled(terminal);
			}

			// What it has drawn is enough.
			terminal.kill('SIGKILL');
		}),
	);
	return Object.fromEntries(entries) as Record<Name, Terminal>;
}

const close = (drawn: Readonly<Record<string, Terminal>>) =>
	Object.values(drawn).forEach(terminal => terminal.close());

/** The richest kind of colour among all that was written. */
function colours({ bytes }: Terminal): '24-bit' | '256' | '16' | 'none' {
	const codes = [...bytes.matchAll(/\u001B\[([\d;]*)m/g)].map(([, code = '']) => code);
	const has = (pattern: RegExp) => codes.some(code => pattern.test(code));
	return has(/(?:^|;)[34]8;2;/)
		? '24-bit'
		: has(/(?:^|;)[34]8;5;/)
			? '256'
			: has(/(?:^|;)(?:3[0-7]|4[0-7]|9[0-7]|10[0-7])(?:;|$)/)
				? '16'
				: 'none';
}

test('a terminal gets as many colours as it says, or as one wishes; without colours nothing is told by them alone', async () => {
	const expected = {
		'COLORTERM of 24 bits': ['24-bit', { env: { COLORTERM: 'truecolor' }, whole: true }],
		'TERM of 256': ['256', { env: { TERM: 'xterm-256color' } }],
		'TERM of 16': ['16', { env: { TERM: 'xterm' } }],
		'TERM without': ['none', { env: { TERM: 'vt220' } }],
		NO_COLOR: ['none', { env: { NO_COLOR: '1', COLORTERM: 'truecolor' }, whole: true }],
		'an empty NO_COLOR': ['256', { env: { NO_COLOR: '' } }],
		'NO_COLOR and --color always': ['256', { env: { NO_COLOR: '1' }, args: ['--color', 'always'] }],
		'FORCE_COLOR=0': ['none', { env: { FORCE_COLOR: '0', COLORTERM: 'truecolor' } }],
		'FORCE_COLOR=3': ['24-bit', { env: { FORCE_COLOR: '3', TERM: 'xterm' } }],
		'--color never': ['none', { env: { COLORTERM: 'truecolor' }, args: ['--color', 'never'] }],
		'--color 16': ['16', { env: { COLORTERM: 'truecolor' }, args: ['--color', '16'] }],
		'--theme mono': ['none', { env: { COLORTERM: 'truecolor' }, args: ['--theme', 'mono'] }],
	} as const;
	const drawn = await drawnBy(
		Object.fromEntries(Object.entries(expected).map(([name, [, start]]) => [name, start])),
	);
	try {
		const found = Object.entries(drawn).map(([name, terminal]) => [name, colours(terminal)]);
		expect(found).toEqual(Object.entries(expected).map(([name, [wanted]]) => [name, wanted]));
		const { NO_COLOR: plain, 'COLORTERM of 24 bits': rich } = drawn;
		// What is chosen, and where one is, can be seen without.
		const { active } = plain!.emulator.buffer;
		const at = (plain!.lines()[0] ?? '').indexOf('2 Access');
		expect(active.getLine(0)?.getCell(at)?.isInverse()).not.toBe(0);
		const words = (terminal: Terminal) =>
			terminal
				.lines()
				.slice(3, -2)
				.join(' ')
				.replaceAll(/[▀-▟▤▥■\s]+/g, ' ');
		expect(words(plain!)).toBe(words(rich!));
		// Series that differ in colour only there have fills of their own here.
		const fills = (terminal: Terminal) =>
			new Set(terminal.screen().match(/[█▓▒░▚▞▤▥](?=[█▓▒░▚▞▤▥] [A-Z])/g));
		expect(fills(plain!).size).toBeGreaterThan(3);
		expect(fills(rich!).size).toBe(1);
	} finally {
		close(drawn);
	}
});

test('the locale decides between lines and ASCII, LC_ALL before LC_CTYPE before LANG', async () => {
	const drawn = await drawnBy({
		'LANG=C': { env: { LANG: 'C' }, whole: true },
		'LC_CTYPE=C': { env: { LC_CTYPE: 'C' } },
		'LC_ALL=POSIX': { env: { LC_ALL: 'POSIX', LC_CTYPE: 'C.UTF-8' } },
		'no locale': { env: { LANG: '' } },
		'--ascii': { args: ['--ascii'] },
		'LC_CTYPE of UTF-8': { env: { LANG: 'C', LC_CTYPE: 'en_US.UTF-8' } },
		'LC_ALL of UTF-8': { env: { LANG: 'C', LC_CTYPE: 'C', LC_ALL: 'de_DE.utf8' }, whole: true },
	});
	try {
		const ascii = Object.entries(drawn)
			.filter(([, { bytes }]) => /^[\u0007\r\n\u001B\x20-\x7e]*$/.test(bytes))
			.map(([name]) => name);
		expect(ascii).toEqual(['LANG=C', 'LC_CTYPE=C', 'LC_ALL=POSIX', 'no locale', '--ascii']);
		expect(drawn['LANG=C'].screen()).toMatch(/^\+ Non Read Only Events -+\+\+ Read/m);
		expect(boxCount(drawn['LC_ALL of UTF-8'].cells())).toBeGreaterThan(3);
	} finally {
		close(drawn);
	}
});

test('a map has shades instead of dots for a font without them', async () => {
	const terminal = new Terminal(
		process.execPath,
		[
			...[program, '--from', 'example', '--since', '1h', '--until', until],
			...['--dashboard', 'threats', '--no-braille'],
		],
		{ columns: 120, rows: 40 },
	);
	try {
		await terminal.until(/▒▒▒▒●/);
		expect(terminal.bytes).not.toMatch(/[\u2800-\u28FF]/);
	} finally {
		terminal.close();
	}
});

/** Mean brightness of all colours of text on the screen, 0 to 1. */
function brightness(terminal: Terminal): number {
	const { active } = terminal.emulator.buffer;
	const values: number[] = [];
	for (let row = 0; row < terminal.emulator.rows; row++) {
		for (let column = 0; column < terminal.emulator.cols; column++) {
			const cell = active.getLine(row)?.getCell(column);
			if (cell?.isFgRGB() === true) {
				const colour = cell.getFgColor();
				values.push(((colour >> 16) + ((colour >> 8) & 255) + (colour & 255)) / 765);
			}
		}
	}

	return values.reduce((sum, value) => sum + value, 0) / values.length;
}

test('the text is dark on a terminal that says that it is bright, and bright on any other', async () => {
	const colours = ['rgb:ffff/ffff/ffff', 'rgb:0000/0000/0000', undefined];
	const terminals = colours.map(colour => {
		const terminal = consoleOn(store, ['--color', 'truecolor'], { columns: 100, rows: 30 });
		// The question is answered as a terminal does, before the next one.
		terminal.emulator.parser.registerOscHandler(11, question => {
			if (question === '?' && colour !== undefined) {
				terminal.send(`\u001B]11;${colour}\u001B\\`);
			}

			return true;
		});
		return terminal;
	});
	try {
		const [bright, dark, silent] = terminals;
		await Promise.all(terminals.map(terminal => terminal.until(/1 Overview/)));
		await bright?.until(() => brightness(bright) < 0.5);
		await dark?.until(() => brightness(dark) > 0.5);
		await silent?.until(() => brightness(silent) > 0.5);
	} finally {
		terminals.forEach(terminal => terminal.close());
	}
});

test('a terminal that moves no cursor, and whatever is no terminal, gets the dashboard once, as text', async () => {
	const args = [...consoleArguments(store), '--dashboard', 'access'];
	const dumb = new Terminal(process.execPath, [program, ...args], {
		columns: 80,
		rows: 24,
		env: { TERM: 'dumb' },
	});
	const piped = new Terminal(
		'bash',
		[
			'-c',
			'"$@" | tee /dev/stderr >/dev/null; exit "${PIPESTATUS[0]}"',
			'-',
			process.execPath,
			program,
			...args,
		],
		{ columns: 80, rows: 24 },
	);
	try {
		expect(await dumb.untilExit()).toEqual({ exitCode: 0, signal: 0 });
		expect(await piped.untilExit()).toEqual({ exitCode: 0, signal: 0 });
		for (const { bytes } of [dumb, piped]) {
			expect(bytes).not.toContain('\u001B');
			expect(bytes).toMatch(/so this is `trailtop show access`\r\n/);
			expect(bytes).toMatch(/Access · store · 2026-03-13 12:00:00 … 2026-03-14 12:00:00 UTC\r\n/);
			expect(bytes).toMatch(/CreateSnapshot/);
		}

		expect(dumb.bytes).toContain('this terminal cannot move its cursor');
		expect(piped.bytes).toContain('stdout is no terminal');
	} finally {
		dumb.close();
		piped.close();
	}
});
