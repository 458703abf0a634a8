import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { aRecord } from '../../fixtures/records.ts';
import { seeded } from '../../fixtures/seeded.ts';
import { openBorders } from '../pty/borders.ts';
import { consoleOn, exampleStore, program, settled } from '../pty/program.ts';
import type { Store } from '../pty/program.ts';
import { keys, Terminal } from '../pty/terminal.ts';

let store: Store;
let folder: string;

beforeAll(async () => {
	store = await exampleStore();
	folder = await mkdtemp(join(tmpdir(), 'trailtop-calm-'));
}, 120_000);
afterAll(async () => {
	await store.remove();
	await rm(folder, { recursive: true, force: true });
});

/** Escape where there is nothing to leave: a frame of its own. */
const noKey = '\u001B[27u';

/** Each line: its text, and how every cell of it looks. */
function looksOf(terminal: Terminal): { readonly text: string; readonly looks: string }[] {
	const { active } = terminal.emulator.buffer;
	return terminal.lines().map((text, row) => {
		const line = active.getLine(active.viewportY + row);
		const looks = Array.from({ length: terminal.emulator.cols }, (_, column) => {
			const cell = line?.getCell(column);
			const behind = [cell?.getBgColor(), cell?.isInverse(), cell?.isUnderline()].join();
			// Of a blank nobody sees the colour.
			const isBlank = (cell?.getChars() ?? '').trim() === '';
			return isBlank ? behind : [behind, cell?.getFgColor(), cell?.isBold(), cell?.isDim()].join();
		});
		return { text, looks: looks.join(' ') };
	});
}

test('after a storm of sizes, one on the heels of the other, the screen is as if it were painted anew', async () => {
	const terminal = consoleOn(store, ['--dashboard', 'access'], { columns: 120, rows: 40 });
	const random = seeded(7);
	const between = (least: number, most: number) => least + Math.floor(random() * (most - least));
	try {
		await terminal.until(/CreateSnapshot/);
		for (const [columns, rows] of [
			[222, 30],
			[100, 61],
			[61, 61],
		] as const) {
			for (let step = 0; step < 40; step++) {
				const before = terminal.bytes.length;
				// Never twice the same, of which no program is told.
				terminal.resize(2 * between(1, 110) + (step % 2), between(1, 60));
				// Some arrive together, some behind a frame, and some beside a key.
				if (step % 5 === 0) {
					await terminal.untilBytes('\u001B[2J', before);
				} else if (step % 3 === 0) {
					terminal.send(noKey);
				}
			}

			const before = terminal.bytes.length;
			terminal.resize(columns, rows);
			await terminal.untilBytes('\u001B[2J', before);
			await terminal.until(() => (terminal.lines()[0] ?? '').length > columns - 20);
			await settled(terminal);
			expect(openBorders(terminal.cells())).toEqual([]);
			const stormy = looksOf(terminal);
			const painted = terminal.bytes.length;
			terminal.send(keys.ctrlL);
			await terminal.untilBytes(/\u001B\[2J[^]*\u001B\[\?2026l/, painted);
			await settled(terminal);
			const anew = looksOf(terminal);
			expect(anew.map(({ text }) => text)).toEqual(stormy.map(({ text }) => text));
			expect(anew).toEqual(stormy);
		}
	} finally {
		terminal.close();
	}
});

/** Delivers a record as S3 and rsync do: whole, under its name at once. */
async function deliver(dir: string, name: string, record: object): Promise<void> {
	const hidden = join(dir, `.${name}`);
	await writeFile(hidden, gzipSync(JSON.stringify({ Records: [record] })));
	await rename(hidden, join(dir, `${name}.json.gz`));
}

test('while nobody looks, news is drawn every ten seconds, and at once when a key or the focus is back', async () => {
	const dir = join(folder, 'news');
	await mkdir(dir);
	let count = 0;
	const news = async () => {
		count++;
		await deliver(dir, `n${count}`, aRecord({ readOnly: false, eventName: 'RunInstances' }));
	};

	await news();
	const terminal = new Terminal(
		process.execPath,
		[
			...[program, '--from', dir, '--dashboard', 'access'],
			...['--since', '24h', '--until', '2026-03-02T00:00:00Z'],
		],
		{ columns: 80, rows: 24 },
	);
	const shows = (number: number) => new RegExp(`╭ Non Read Only Events .*\\n│ ${number} `);
	const frames = (since: number) => terminal.bytes.slice(since).split('\u001B[?2026h').length - 1;
	try {
		await terminal.until(shows(1));
		await settled(terminal);
		expect(terminal.emulator.modes.sendFocusMode).toBe(true);
		// A key is an answer to somebody: from its frame the ten seconds count.
		const startMs = performance.now();
		const before = terminal.bytes.length;
		terminal.send(`${keys.tab}\u001B[O`);
		await terminal.untilBytes('\u001B[?2026l', before);
		await news();
		await terminal.until(shows(2));
		const tookMs = performance.now() - startMs;
		expect(tookMs).toBeGreaterThan(9_000);
		// Of the key, of what came, and of each ten seconds that a busy machine takes more.
		expect(frames(before)).toBeLessThanOrEqual(2 + Math.ceil(tookMs / 10_000));
		// A key means that somebody looks.
		await news();
		terminal.send(keys.tab);
		await terminal.until(shows(3));
		terminal.send('\u001B[O');
		terminal.send('\u001B[I');
		await news();
		await terminal.until(shows(4));
	} finally {
		terminal.close();
	}
});
