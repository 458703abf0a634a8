import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { aFolder } from '../../fixtures/a-store.ts';
import { putFiles } from '../../fixtures/a-tailer.ts';
import { anObject, aRecord, startMs } from '../../fixtures/records.ts';
import { openBorders } from './borders.ts';
import { program } from './program.ts';
import { keys, Terminal } from './terminal.ts';

let home: Awaited<ReturnType<typeof aFolder>>;
const logs = () => join(home.path, 'logs');

beforeEach(async () => {
	home = await aFolder();
	await mkdir(join(home.path, '.config/trailtop'), { recursive: true });
	const environment = `  live:\n    source: { folder: ${logs()} }\n    poll_seconds: 1\n`;
	await writeFile(join(home.path, '.config/trailtop/config.yaml'), `environments:\n${environment}`);
});
afterEach(() => home.remove());

/** Somebody stops the trail. */
async function stop(userName: string): Promise<void> {
	const record = aRecord({
		eventSource: 'cloudtrail.amazonaws.com',
		eventName: 'StopLogging',
		readOnly: false,
		userIdentity: { type: 'IAMUser', userName, accountId: '111122223333' },
	});
	await putFiles(logs(), [anObject([record])]);
}

test.each([
	{ columns: 80, rows: 24 },
	{ columns: 120, rows: 40 },
	{ columns: 200, rows: 50 },
])(
	'a finding comes up while the console watches, is opened and spoken of, at $columns x $rows',
	async size => {
		await stop('ada\u001b[2J$(id)');
		const until = new Date(startMs + 3_600_000).toISOString();
		const terminal = new Terminal(process.execPath, [program, '--until', until], {
			...size,
			home: home.path,
		});
		try {
			await terminal.until(/▲ ?1/);
			terminal.send('7');
			await terminal.until(/CloudTrail/);
			await stop('bob');
			await terminal.until(/▲ ?2/);
			await terminal.until(/2 rows · \d+ ms/);
			expect(openBorders(terminal.cells())).toEqual([]);
			// The list is chosen when the dashboard opens.
			terminal.send(`${keys.down}${keys.down}${keys.enter}`);
			await terminal.until(/● critical .*CloudTrail stopped or deleted/);
			await terminal.until(/why +\S/);
			expect(openBorders(terminal.cells())).toEqual([]);
			terminal.send(`An${keys.enter}`);
			await terminal.until(/A note for this finding/);
			terminal.send(`asked $(them)${keys.enter}`);
			await terminal.until(/note +asked \$\(them\)/);
			terminal.send(`Ae${keys.enter}`);
			await terminal.until(/closed: expected: why\?/);
			terminal.send(`a drill${keys.enter}`);
			await terminal.until(/state +closed · expected/);
			await terminal.until(/note +a drill/);
			await terminal.until(/▲ ?1/);
			terminal.send(keys.enter);
			await terminal.until(/records of CT01 .* 1 row /);
			terminal.send(`${keys.down}${keys.enter}`);
			await terminal.until(/»"eventName": "StopLogging"/);
			await terminal.until(/made it a hit of CT/);
			expect(openBorders(terminal.cells())).toEqual([]);
			expect(terminal.bytes).not.toContain('ada\u001b[2J');
		} finally {
			terminal.close();
		}
	},
);

test('an exception that is written in the console lets the finding go, and says what it silenced', async () => {
	await stop('ada$(id)');
	await stop('bob');
	const until = new Date(startMs + 3_600_000).toISOString();
	const size = { columns: 120, rows: 40, home: home.path };
	const terminal = new Terminal(process.execPath, [program, '--until', until], size);
	try {
		await terminal.until(/▲ ?2/);
		terminal.send('7');
		await terminal.until(/2 rows · \d+ ms/);
		terminal.send(`${keys.down}U`);
		await terminal.until(/silences 1 of 2 findings, 1 of 2 hits in 1 hour \(all stored\)/);
		// Without the name it is the other finding, too.
		terminal.send(' ');
		await terminal.until(/silences 2 of 2 findings, 2 of 2 hits/);
		terminal.send(' ');
		await terminal.until(/silences 1 of 2 findings/);
		expect(openBorders(terminal.cells())).toEqual([]);
		terminal.send(keys.enter);
		await terminal.until(/enter once more writes it/);
		terminal.send(keys.enter);
		await terminal.until(/CT01 is silent for these/);
		const file = join(home.path, '.config/trailtop/detections/exceptions.yaml');
		expect(await readFile(file, 'utf8')).toMatch(
			/^extends: "CT01"\nunless:\n {2}- "_principal = /m,
		);
		await terminal.until(/▲ ?1/);
		await terminal.until(/1 row · \d+ ms/);
		terminal.send(keys.enter);
		await terminal.until(/silenced +1 hit of this rule by its exceptions/);
	} finally {
		terminal.close();
	}
});
