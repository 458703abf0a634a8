import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parse } from 'yaml';
import { boxCount, openBorders } from './borders.ts';
import { cellWidth } from '../../source/text/width.ts';
import { consoleOn, exampleStore, program, until } from './program.ts';
import type { Store } from './program.ts';
import { keys, Terminal } from './terminal.ts';

let store: Store;

beforeAll(async () => {
	store = await exampleStore();
});

afterAll(async () => {
	await store.remove();
});

interface LayoutFile {
	readonly panels: readonly {
		readonly id: string;
		readonly title: string;
		readonly about: { readonly counts: string };
	}[];
}

async function panelsOf(dashboard: string): Promise<LayoutFile['panels']> {
	return (parse(await readFile(`layouts/${dashboard}.yaml`, 'utf8')) as LayoutFile).panels;
}

test('without arguments but the time the console opens on the example trail', async () => {
	const terminal = new Terminal(
		process.execPath,
		[program, '--from', 'example', '--since', '24h', '--until', until],
		{ columns: 120, rows: 40 },
	);
	try {
		await terminal.until('trailtop ▸ example');
		await terminal.until(/Read Only Events/);
		// The first of the overview's numbers, which needs records in the store.
		const screen = await terminal.until(/│ \d[\d,]+ {2}/);
		expect(screen).toContain('1 Overview');
		expect(screen).toContain('? help');
		expect(terminal.emulator.buffer.active.type).toBe('alternate');
		terminal.send('q');
		expect(await terminal.untilExit()).toEqual({ exitCode: 0, signal: 0 });
	} finally {
		terminal.close();
	}
});

test.each(['access', 'logins', 'accounts'])(
	'tab visits every panel of %s, and every border is closed',
	async dashboard => {
		const panels = await panelsOf(dashboard);
		const terminal = consoleOn(store, ['--dashboard', dashboard]);
		try {
			await terminal.until(/│ \d[\d,]* {2}/);
			const visited: string[] = [];
			for (let step = 0; step < panels.length; step++) {
				const settled = await terminal.until(
					screen => !/loading …|running …|looking …/.test(screen),
				);
				expect(settled.split('\n').every(line => cellWidth(line) <= 80)).toBe(true);
				expect(openBorders(terminal.cells())).toEqual([]);
				expect(boxCount(terminal.cells())).toBeGreaterThan(0);
				terminal.send('i');
				const about = await terminal.until(/esc closes|of \d+ · ↑↓/);
				const words = about.replaceAll(/[\s│]+/g, ' ');
				const panel = panels.find(({ about: { counts } }) =>
					words.includes(` ${counts.replaceAll(/\s+/g, ' ').slice(0, 60).trim()}`),
				);
				expect(about).toContain(`╭ ${(panel?.title ?? 'no panel').slice(0, 40)}`);
				visited.push(panel?.id ?? '');
				terminal.send(keys.escape);
				await terminal.until(screen => !/esc closes|of \d+ · ↑↓/.test(screen));
				terminal.send(keys.tab);
			}

			expect([...visited].sort()).toEqual(panels.map(panel => panel.id).sort());
		} finally {
			terminal.close();
		}
	},
);

test('enter opens the rows, then the record; esc goes back', async () => {
	const terminal = consoleOn(store, ['--dashboard', 'access']);
	try {
		await terminal.until(
			screen => screen.includes('CreateSnapshot') && !screen.includes('loading …'),
		);
		terminal.send(keys.tab.repeat(2) + keys.down + keys.enter);
		await terminal.until(/Access ▸/);
		await terminal.until(/\d+ rows/);
		expect(openBorders(terminal.cells())).toEqual([]);
		terminal.send(keys.down + keys.enter);
		const record = await terminal.until('"eventVersion"');
		expect(record).toMatch(/userIdentity/);
		expect(openBorders(terminal.cells())).toEqual([]);
		terminal.send(keys.escape);
		await terminal.until(
			screen => !screen.includes('"eventVersion"') && screen.includes('Access ▸'),
		);
		terminal.send(keys.escape);
		await terminal.until(screen => !screen.includes('Access ▸') && screen.includes('2 Access'));
	} finally {
		terminal.close();
	}
});

const sampleQuery = `_sourceCategory=AWS_EAGLE (*Security* OR *Network*)
| parse "\\"userName\\":\\"*\\"" as user
| parse "\\"eventName\\":\\"*\\"" as event
| parse regex field=event "^(?<event_type>[A-Z][a-z]+?)[A-Z]"
| where (event matches "*Security*" OR event matches "*Network*") and event_type in ("Create","Delete")
| count by event
| sort _count`;

test('the reference product’s sample query, pasted, shows rows; a wrong one shows its fault', async () => {
	const terminal = consoleOn(store, ['--dashboard', 'access'], { columns: 120, rows: 40 });
	try {
		await terminal.until(/CreateSnapshot/);
		terminal.send('/');
		await terminal.until('esc close');
		terminal.send(keys.ctrlU);
		terminal.send(keys.paste(sampleQuery));
		await terminal.until(/\| count by event +│?\n +\| sort _count/);
		terminal.send(keys.enter);
		await terminal.until(/Access ▸ query/);
		await terminal.until(/^╭ query ─+ [2-9]\d* rows/m);
		const rows = terminal
			.lines()
			.filter(line => /│(?:Create|Delete)\w*(?:Security|Network)/.test(line));
		expect(rows.length).toBeGreaterThanOrEqual(2);

		terminal.send('/');
		await terminal.until('esc close');
		terminal.send(`${keys.ctrlU}* | count bye eventName`);
		await terminal.until('✗');
		const bar = terminal.lines().findIndex(line => line.includes('count bye'));
		const column = terminal.lines()[bar]?.indexOf('bye') ?? 0;
		const line = terminal.emulator.buffer.active.getLine(bar);
		const look = (at: number) => line?.getCell(at)?.getFgColor();
		expect(look(column)).not.toBe(look(column - 2));
	} finally {
		terminal.close();
	}
});

test('three hundred characters sent at once are all in the bar, in few frames', async () => {
	const terminal = consoleOn(store, ['--dashboard', 'access'], { columns: 400, rows: 24 });
	try {
		await terminal.until(/CreateSnapshot/);
		terminal.send('/');
		await terminal.until('esc close');
		const text = Array.from(
			{ length: 50 },
			(_, index) => `w${String(index).padStart(4, '0')} `,
		).join('');
		expect(text).toHaveLength(300);
		const before = terminal.bytes.length;
		terminal.send(`${keys.ctrlU}${text}`);
		await terminal.until(text.trimEnd());
		// Each frame is one pair of synchronisation marks.
		expect(terminal.bytes.slice(before).split('\u001B[?2026h').length).toBeLessThan(30);
	} finally {
		terminal.close();
	}
});

test('a new size is drawn whole, and so is the screen after ctrl-l', async () => {
	const terminal = consoleOn(store, ['--dashboard', 'access']);
	try {
		await terminal.until(/CreateSnapshot/);
		terminal.resize(120, 40);
		await terminal.until('z zoom');
		await terminal.until(screen => !/loading …|running …|looking …/.test(screen));
		expect(openBorders(terminal.cells())).toEqual([]);
		const wide = terminal.screen();
		terminal.resize(80, 24);
		await terminal.until(/2 Access .* 3 4/);
		terminal.resize(120, 40);
		await terminal.until(screen => screen === wide);

		// Another program has written over the screen.
		await new Promise<void>(resolve => {
			terminal.emulator.write('\u001B[5;5H\u001B[41mgarbage\u001B[m\r\ngarbage', resolve);
		});
		expect(terminal.screen()).not.toBe(wide);
		terminal.send(keys.ctrlL);
		await terminal.until(screen => screen === wide);
		terminal.resize(20, 5);
		await terminal.until(/needs \d+x\d+/);
		terminal.send('q');
		expect((await terminal.untilExit()).exitCode).toBe(0);
	} finally {
		terminal.close();
	}
});

test.each([
	{ name: 'CI in the environment', env: { CI: 'true' }, args: [] },
	{ name: 'NO_COLOR', env: { NO_COLOR: '1' }, args: [] },
	{ name: 'no UTF-8', env: { LANG: 'C' }, args: [] },
	{ name: 'TERM=screen and --ascii', env: { TERM: 'screen' }, args: ['--ascii'] },
])('$name does not blind the console', async ({ env, args }) => {
	const terminal = consoleOn(store, ['--dashboard', 'access', ...args], {
		columns: 80,
		rows: 24,
		env,
	});
	try {
		await terminal.until(/CreateSnapshot/);
		const drawn = terminal.bytes;
		if ('NO_COLOR' in env) {
			// Bold and inverse stay: they are no colours.
			expect(drawn).not.toMatch(/\u001B\[(?:\d+;)*(?:[34]\d|9[0-7]|38|48)(?:;\d+)*m/);
		} else {
			expect(drawn).toMatch(/\u001B\[(?:\d+;)*(?:3\d|9\d)(?:;\d+)*m/);
		}

		if ('LANG' in env || args.length > 0) {
			expect(drawn).toMatch(/^[\u0007\r\n\u001B\x20-\x7e]*$/);
		} else {
			expect(openBorders(terminal.cells())).toEqual([]);
		}
	} finally {
		terminal.close();
	}
});
