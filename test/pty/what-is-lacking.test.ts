import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { aRecord } from '../../fixtures/records.ts';
import { openBorders } from './borders.ts';
import { program } from './program.ts';
import { Terminal } from './terminal.ts';

let home: string;
let logs: string;

beforeAll(async () => {
	home = await mkdtemp(join(tmpdir(), 'trailtop-lacking-'));
	logs = join(home, 'logs');
	await mkdir(logs);
	const records = Array.from({ length: 40 }, (_, index) =>
		aRecord({
			eventID: `6c4cba3f-3d9e-4b1b-8a7b-1f0e2d3c4b${String(10 + index)}`,
			eventTime: `2017-06-01T12:${String(index + 10)}:11Z`,
		}),
	);
	const whole = gzipSync(JSON.stringify({ Records: records }));
	await writeFile(join(logs, 'whole.json.gz'), whole);
	await writeFile(join(logs, 'half.json.gz'), whole.subarray(0, whole.length / 2));
	await writeFile(join(logs, 'none.json'), 'no JSON at all');
});

afterAll(async () => {
	await rm(home, { recursive: true, force: true });
});

const sizes = [
	{ columns: 80, rows: 24 },
	{ columns: 120, rows: 40 },
];

function open(size: (typeof sizes)[number]): Terminal {
	const env = { HOME: home, XDG_STATE_HOME: home, XDG_CACHE_HOME: home, XDG_CONFIG_HOME: home };
	return new Terminal(process.execPath, [program, '--from', logs], { ...size, env });
}

test.each(sizes)(
	'over old files at $columns x $rows the screen says what it shows and what it lacks',
	async size => {
		const terminal = open(size);
		try {
			// The message goes after some seconds, the rest stays.
			await terminal.until(/newest record 2017-06-01 12:49: the 24 h up to it are shown/);
			await terminal.until(
				screen =>
					screen.includes('2017-05-31 12:50 – 2017-06-01 12:50') &&
					screen.includes('○ past range') &&
					screen.includes('2 errors') &&
					!screen.includes('loading'),
			);
			await terminal.until(/– no threat indicators/);
			expect(openBorders(terminal.cells())).toEqual([]);
			// On the small screen the map is on the last page.
			terminal.send(size.columns < 100 ? '\u001b[5~' : '1');
			await terminal.until(/– no place data/);
			terminal.send('=');
			await terminal.until(/last 24h UTC · newest record 2017-06-01 12:49/);
			expect(openBorders(terminal.cells())).toEqual([]);
		} finally {
			terminal.close();
		}
	},
);

test.each(sizes)('a pasted query of another place is repaired at $columns x $rows', async size => {
	const terminal = open(size);
	try {
		await terminal.until(/○ past range/);
		terminal.send('/');
		await terminal.until(/alt-⏎ new line|esc close/);
		terminal.send('\u0015_sourceCategory=Labs/AWS/CloudTrail | count');
		await terminal.until(/! no record has _sourceCategory=Labs\/AWS\/CloudTrail/);
		terminal.send('\u001b');
		await terminal.until(screen => !screen.includes('tab completes'));
		terminal.send('\r');
		await terminal.until(/ctrl-t asks for aws\/cloudtrail/);
		expect(terminal.screen()).toContain('– no record has _sourceCategory=Labs/AWS/CloudTrail');
		terminal.send('\u0014');
		await terminal.until(/\/ _sourceCategory=aws\/cloudtrail \| count/);
		await terminal.until(screen => screen.includes('1 row') && !screen.includes('no record has'));
	} finally {
		terminal.close();
	}
});
