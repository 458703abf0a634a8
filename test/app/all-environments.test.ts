import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { aFolder } from '../../fixtures/a-store.ts';
import { putFiles } from '../../fixtures/a-tailer.ts';
import { aRecord, anObject, startMs } from '../../fixtures/records.ts';
import { runInProcess } from '../cli/run-in-process.ts';

let home: Awaited<ReturnType<typeof aFolder>>;
const run = (...argv: readonly string[]) =>
	runInProcess(argv, { home: home.path, nowMs: startMs + 3_600_000 });

/** Two environments with a store, and one that nobody has filled yet. */
beforeAll(async () => {
	home = await aFolder();
	const folder = (name: string) => join(home.path, name);
	const environment = (name: string, rest = '') =>
		`  ${name}:\n    source: { folder: ${folder(name)} }\n    source_category: aws/${name}\n${rest}`;
	await mkdir(join(home.path, '.config/trailtop'), { recursive: true });
	await writeFile(
		join(home.path, '.config/trailtop/config.yaml'),
		`environments:\n${environment('prod', '    administrators: [ada]\n')}${environment('lab')}${environment('later')}`,
	);
	const of = (user: string) => ({ userIdentity: { type: 'IAMUser', userName: user } });
	await putFiles(folder('prod'), [anObject([aRecord(of('ada')), aRecord(of('bob'))])]);
	await putFiles(folder('lab'), [anObject([aRecord(of('cleo'))])]);
	for (const name of ['prod', 'lab']) {
		const ran = await run('ingest', '--once', '--env', name);
		expect(ran.code, ran.err).toBe(0);
	}
});
afterAll(() => home.remove());

test('--env all reads every store as one, and tells the one that is not there', async () => {
	const ran = await run(
		...['query', '--env', 'all', '--format', 'json'],
		'* | count by _sourceCategory | sort by _sourceCategory asc',
	);
	expect(JSON.parse(ran.out)).toMatchObject([
		{ _sourceCategory: 'aws/lab', _count: 1 },
		{ _sourceCategory: 'aws/prod', _count: 2 },
	]);
	expect(ran.err).toContain('later has no store yet and is left out');
});

test('a dashboard over all of them counts all of them, over one only its own', async () => {
	const counted = async (name: string) => {
		const ran = await run('show', 'overview', '--env', name, '--format', 'json');
		expect(ran.code, ran.err).toBe(0);
		const { panels } = JSON.parse(ran.out) as {
			panels: { id: string; rows: { eventCount: number }[] }[];
		};
		const rows = panels.find(({ id }) => id === 'OV1')?.rows ?? [];
		return rows.reduce((sum, { eventCount }) => sum + eventCount, 0);
	};

	expect(await counted('all')).toBe(3);
	expect(await counted('lab')).toBe(1);
});

test.each([
	{ argv: ['ingest', '--env', 'all'], said: /works on one environment; write --env with one of/ },
	{ argv: ['store', '--env', 'all'], said: /one of prod, lab, later/ },
	{ argv: ['query', '*', '--env', 'all', '--store', 'x'], said: /--store names one store/ },
])('$argv is refused with what to write', async ({ argv, said }) => {
	const ran = await run(...argv);
	expect(ran.code).toBe(2);
	expect(ran.err).toMatch(said);
});

test('the administrators of the configuration are whom the panels about them watch', async () => {
	const queryOf = async (name: string) => {
		const ran = await run('show', 'classic-users', '--env', name, '--format', 'json');
		const { panels } = JSON.parse(ran.out) as { panels: { id: string; query: string }[] };
		return panels.find(({ query }) => query.includes('as administrators'))?.query;
	};

	expect(await queryOf('prod')).toContain('"ada"');
	expect(await queryOf('lab')).not.toContain('"ada"');
});
