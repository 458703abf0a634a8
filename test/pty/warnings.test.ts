import { afterAll, beforeAll, expect, test } from 'vitest';
import { openBorders } from './borders.ts';
import { consoleOn, exampleStore } from './program.ts';
import type { Store } from './program.ts';

let store: Store;

beforeAll(async () => {
	store = await exampleStore();
});

afterAll(() => store.remove());

const sizes = [
	{ columns: 80, rows: 24 },
	{ columns: 120, rows: 40 },
];

test.each(sizes)(
	'a word whose quotes were forgotten is told while it is typed and above its result at $columns x $rows',
	async size => {
		const terminal = consoleOn(store, [], size);
		try {
			await terminal.until(
				screen => screen.includes('Read Only Events') && !screen.includes('loading'),
			);
			terminal.send('/');
			await terminal.until(/alt-⏎ new line|esc close/);
			terminal.send('\u0015');
			for (const key of '* | where errorcode = AccessDenied') {
				terminal.send(key);
			}

			await terminal.until(/! AccessDenied without quotes is a field, and no event has it/);
			terminal.send(' | count\r');
			await terminal.until(
				screen => /^ ! AccessDenied without/m.test(screen) && screen.includes('╭ ! query'),
			);
			const wrong = terminal.screen();
			expect(openBorders(terminal.cells())).toEqual([]);
			terminal.send('\u0014');
			await terminal.until(
				screen =>
					screen.includes('errorcode = "AccessDenied"') && !screen.includes('without quotes'),
			);
			await terminal.until(screen => screen.includes('1 row'));
			expect(terminal.screen()).not.toBe(wrong);
			expect(terminal.screen()).not.toContain('╭ !');
		} finally {
			terminal.close();
		}
	},
);
