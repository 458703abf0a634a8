import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { aRecord } from '../../fixtures/records.ts';
import { program } from './program.ts';
import { keys, Terminal } from './terminal.ts';

const frameStart = '\u001B[?2026h';
/** Escape where there is nothing to leave. */
const noKey = '\u001B[27u';

/** Delivers an object as S3 and rsync do: whole, under its name at once. */
async function deliver(dir: string, name: string, recordCount: number): Promise<void> {
	const records = Array.from({ length: recordCount }, () =>
		aRecord({ readOnly: false, eventName: 'RunInstances' }),
	);
	const hidden = join(dir, `.${name}`);
	await writeFile(hidden, gzipSync(JSON.stringify({ Records: records })));
	await rename(hidden, join(dir, name));
}

/** Whether every panel that counts the records has this many: they answer one after the other. */
function counts(recordCount: number): (screen: string) => boolean {
	const total = new RegExp(`╭ Non Read Only Events .*\\n│ ${recordCount} `);
	const row = new RegExp(`RunInstances +${recordCount} `);
	return screen => total.test(screen) && row.test(screen);
}

/**
 * Makes the console draw many times while nothing has changed: each key that does nothing is a
 * frame of its own. What is written until the help stands must be the help alone.
 */
async function expectSilence(terminal: Terminal): Promise<void> {
	const before = terminal.bytes.length;
	for (let press = 0; press < 40; press++) {
		terminal.send(noKey);
	}

	terminal.send('?');
	await terminal.until('╭ Keys');
	const frames = terminal.bytes.slice(before).split(frameStart).slice(1);
	expect(frames).toHaveLength(1);
	expect(frames[0]).toContain('Keys');
	terminal.send(keys.escape);
	await terminal.until(screen => !screen.includes('╭ Keys'));
}

test('one delivered object raises the number, then nothing is written; paused it waits', async () => {
	const dir = await mkdtemp(join(tmpdir(), 'trailtop-folder-'));
	await deliver(dir, 'first.json.gz', 3);
	const terminal = new Terminal(
		process.execPath,
		[
			...[program, '--from', dir, '--dashboard', 'access'],
			...['--since', '24h', '--until', '2026-03-02T00:00:00Z'],
		],
		{ columns: 80, rows: 24 },
	);
	try {
		await terminal.until(counts(3));
		await terminal.until('○ past range');
		await deliver(dir, 'second.json.gz', 1);
		await terminal.until(counts(4));
		await terminal.until(screen => !/loading …|running …|looking …/.test(screen));
		await expectSilence(terminal);

		terminal.send(' ');
		await terminal.until('PAUSED');
		await expectSilence(terminal);
		await deliver(dir, 'third.json.gz', 2);
		await terminal.until(/PAUSED · 2 new/);
		expect(terminal.screen()).toMatch(/╭ Non Read Only Events .*\n│ 4 /);
		await expectSilence(terminal);
		terminal.send(' ');
		await terminal.until(counts(6));
	} finally {
		terminal.close();
		await rm(dir, { recursive: true, force: true });
	}
});
