import { afterAll, beforeAll, expect, test } from 'vitest';
import { boxCount, openBorders } from './borders.ts';
import { cellWidth } from '../../source/text/width.ts';
import { consoleOn, exampleStore } from './program.ts';
import type { Store } from './program.ts';

let store: Store;

beforeAll(async () => {
	store = await exampleStore();
});

afterAll(async () => {
	await store.remove();
});

const dashboards = ['Overview', 'Access', 'Logins', 'Accounts', 'Privileged', 'Threats'];
const sizes = [
	{ columns: 200, rows: 50 },
	{ columns: 120, rows: 40 },
	{ columns: 80, rows: 24 },
	{ columns: 40, rows: 12 },
] as const;

test.each([
	{ name: 'in colour', args: ['--color', 'truecolor'], env: {} },
	{ name: 'with NO_COLOR', args: [], env: { NO_COLOR: '1' } },
	{ name: 'in ASCII', args: ['--ascii'], env: {} },
])('$name every dashboard is whole at every size', async ({ name, args, env }) => {
	const terminal = consoleOn(store, args, { ...sizes[0], env });
	try {
		for (const size of sizes) {
			terminal.resize(size.columns, size.rows);
			for (const [index, dashboard] of dashboards.entries()) {
				terminal.send(String(index + 1));
				await terminal.until(
					screen =>
						new RegExp(`${index + 1} ${dashboard}`).test(screen) &&
						!/loading |running |updating/.test(screen) &&
						/\? help\s*$/.test(screen) &&
						// What was drawn for the size before may be there still; what is too wide stays.
						screen.split('\n').every(line => cellWidth(line) <= size.columns),
				);
				const lines = terminal.lines();
				expect(lines).toHaveLength(size.rows);
				if (name === 'in ASCII') {
					expect(lines.join('')).toMatch(/^[\x20-\x7e]*$/);
					expect(terminal.screen()).toMatch(/^\+-? [\w -]+/m);
				} else {
					expect(openBorders(terminal.cells())).toEqual([]);
					expect(boxCount(terminal.cells())).toBeGreaterThan(0);
				}
			}
		}

		terminal.resize(20, 5);
		await terminal.until(/needs 40x12/);
		terminal.resize(80, 24);
		await terminal.until(/6 Threats/);
	} finally {
		terminal.close();
	}
});
