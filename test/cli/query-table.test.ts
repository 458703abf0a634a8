import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { aFolder } from '../../fixtures/a-store.ts';
import { aRecord } from '../../fixtures/records.ts';
import { cellWidth } from '../../source/text/width.ts';
import { runInProcess } from './run-in-process.ts';

let home: Awaited<ReturnType<typeof aFolder>>;
const name = `n\u001B[2J$(id)${'x'.repeat(5_000)}`;

beforeEach(async () => {
	home = await aFolder();
	const records = ['one', 'two'].map(bucketName =>
		aRecord({ requestParameters: { bucketName, policy: name } }),
	);
	await writeFile(join(home.path, 'logs.json'), JSON.stringify({ Records: records }));
});
afterEach(() => home.remove());

function query(args: readonly string[], outIsTty = false) {
	return runInProcess(
		[
			...['query', '--from', join(home.path, 'logs.json'), '--since', '2000-01-01'],
			...['--until', '2100-01-01', ...args],
			'* | fields requestParameters.bucketName, requestParameters.policy',
		],
		{ home: home.path, nowMs: Date.parse('2026-03-02T00:00:00Z'), outIsTty },
	);
}

test.each([
	{ where: 'a file or pipe', outIsTty: false, cells: 120 },
	{ where: 'a terminal', outIsTty: true, cells: 100 },
])(
	'a table for $where has cells of a sensible width, and stderr says how many are cut',
	async ({ outIsTty, cells }) => {
		const { out, err, code } = await query([], outIsTty);
		expect(code).toBe(0);
		expect(out).toContain('…');
		expect(Math.max(...out.split('\n').map(line => cellWidth(line)))).toBeLessThanOrEqual(cells);
		expect(out).not.toContain('\u001B');
		expect(err.trimEnd().split('\n').at(-1)).toBe(
			'trailtop: 2 cells cut with …; --full shows them whole',
		);
	},
);

test('--full and the formats for programs have every cell whole, and say nothing', async () => {
	for (const args of [
		['--full'],
		['--format', 'csv'],
		['--format', 'ndjson'],
		['--format', 'json'],
	]) {
		const { out, err } = await query(args);
		expect(out).toContain('x'.repeat(5_000));
		expect(err).not.toContain('cut');
	}

	expect((await query(['--full'], true)).out).toContain('x'.repeat(5_000));
});
