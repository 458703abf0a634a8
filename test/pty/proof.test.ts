import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startMs } from '../../fixtures/records.ts';
import { S3Server } from '../../fixtures/s3-server.ts';
import { SignedTrail } from '../../fixtures/signed-trail.ts';
import { openBorders } from './borders.ts';
import { program } from './program.ts';
import { Terminal } from './terminal.ts';

const hourMs = 3_600_000;
let home: string;
let server: S3Server;
let missing: string;

beforeAll(async () => {
	home = await mkdtemp(join(tmpdir(), 'trailtop-proof-'));
	server = await S3Server.start();
	server.nowMs = startMs + 6.5 * hourMs;
	const bucket = server.bucket('signed');
	const trail = new SignedTrail(bucket, 'signed');
	for (let hour = 0; hour < 6; hour++) {
		trail.hour(hour);
	}

	missing = trail.logKeys[4] ?? '';
	bucket.delete(missing);
	await writeFile(join(home, 'keys.json'), trail.publicKeyList());
});

afterAll(async () => {
	await server.stop();
	await rm(home, { recursive: true, force: true });
});

test.each([
	{ columns: 80, rows: 24 },
	{ columns: 120, rows: 40 },
])('the console proves a trail as it reads it, at $columns x $rows', async size => {
	const env = {
		...{ HOME: home, XDG_STATE_HOME: home, XDG_CACHE_HOME: home, XDG_CONFIG_HOME: home },
		...{ AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE', AWS_SECRET_ACCESS_KEY: 'secret' },
	};
	const flags = [
		'--from',
		's3://signed',
		'--endpoint',
		server.endpoint,
		'--bucket-region',
		'us-east-1',
	];
	const live = [
		'--since',
		'2026-03-01T11:00:00Z',
		'--verify',
		'live',
		'--keys',
		join(home, 'keys.json'),
	];
	const terminal = new Terminal(process.execPath, [program, ...flags, ...live], { ...size, env });
	try {
		await terminal.until(/proven (?:to )?03-01 18:00 · 1 gap · .*1 error/);
		expect(openBorders(terminal.cells())).toEqual([]);
		terminal.send('w');
		await terminal.until(/Where records come from/);
		const end = missing.slice(-20);
		const isTold = () => seen.includes('log-missing') && seen.includes(end);
		let seen = terminal.screen();
		while (!isTold()) {
			const before = terminal.screen();
			terminal.send('\u001b[6~');
			await terminal.until(screen => screen !== before);
			seen += terminal.screen();
		}

		expect(openBorders(terminal.cells())).toEqual([]);
	} finally {
		terminal.close();
	}
});
