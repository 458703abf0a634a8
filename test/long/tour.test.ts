import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { tourSteps } from '../../source/dashboard/state/tour-steps.ts';
import { openBorders } from '../pty/borders.ts';
import { program } from '../pty/program.ts';
import { keys, Terminal } from '../pty/terminal.ts';

/** What the screen shows at each step, because its text says so. */
const promised: readonly RegExp[] = [
	/▲ ?4/,
	/severity title[^]*critical Credentials/,
	/(critical .*\n.){3}critical Admin.*svc-reports/,
	/critical .*svc-reports/,
	/● critical {2}Administrator rights granted[^]*svc-reports[^]*Harmless/,
	/story of svc-reports[^]*in the range +\d+ records/,
	/● critical/,
	/AddUserToGr[^]*AttachUserP/,
	/made it a hit of CT18[^]*from +192\.0\.2\.66 · curl/,
	/1 Overview/,
	/\/ .*│?/,
	/svc-reports +\d+[^]*supp0rt/,
	/_user/,
	/in the store +\d+ records/,
	/evidence bundle/,
];

const { enter, escape, down, ctrlU } = keys;
const bytes: Readonly<Record<string, string>> = { enter, escape, down, 'ctrl-u': ctrlU };

test.each([
	{ columns: 80, rows: 24 },
	{ columns: 80, rows: 23 },
	{ columns: 120, rows: 40 },
	{ columns: 200, rows: 50 },
])(
	'the tour leads through the incident by the keys that it names, at $columns x $rows',
	async size => {
		const home = mkdtempSync(join(tmpdir(), 'trailtop-home-'));
		const terminal = new Terminal(process.execPath, [program, 'tour'], {
			...size,
			home,
			env: { TMPDIR: home },
		});
		try {
			expect(promised).toHaveLength(tourSteps.length);
			for (const [index, { sees, keys: named, does }] of tourSteps.entries()) {
				const screen = await terminal.until(
					shown =>
						shown.includes(`${index + 1}/${tourSteps.length} ${sees}`) &&
						(promised[index] ?? /^$/).test(shown) &&
						!/loading |running /.test(shown),
				);
				expect(screen.trimEnd()).toMatch(/▸ .*(esc ends it|q quits)$/);
				expect(screen).toContain(does);
				// The lines of a query stand over the panels.
				if (!/esc close/.test(screen)) {
					expect([screen, openBorders(terminal.cells())]).toEqual([screen, []]);
				}

				for (const key of named) {
					terminal.send(bytes[key] ?? key);
				}
			}

			await terminal.until(/the tour is over/);
			await terminal.until(shown => !shown.includes('▸ esc'));
			terminal.send('q');
			expect(await terminal.untilExit()).toMatchObject({ exitCode: 0 });
			expect(readdirSync(home).filter(name => name.startsWith('trailtop-tour-'))).toEqual([]);
			expect(existsSync(join(home, '.config')) || existsSync(join(home, '.local/share'))).toBe(
				false,
			);
		} finally {
			terminal.close();
			rmSync(home, { recursive: true, force: true });
		}
	},
	120_000,
);

test('escape ends the tour where it closes nothing, and the console stays', async () => {
	const terminal = new Terminal(process.execPath, [program, 'tour'], { columns: 80, rows: 24 });
	try {
		await terminal.until(/1\/15 /);
		terminal.send('?');
		await terminal.until(/╭ Keys/);
		terminal.send(keys.escape);
		await terminal.until(screen => !screen.includes('╭ Keys') && /1\/15 /.test(screen));
		terminal.send(keys.escape);
		await terminal.until(screen => /the tour is over/.test(screen) && !/1\/15 /.test(screen));
		terminal.send('2');
		await terminal.until(/2 Access/);
	} finally {
		terminal.close();
	}
});
