import { mkdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { aFolder } from '../../fixtures/a-store.ts';
import { putFiles } from '../../fixtures/a-tailer.ts';
import { aRecord, anObject, startMs } from '../../fixtures/records.ts';
import { runInProcess } from '../cli/run-in-process.ts';

let home: Awaited<ReturnType<typeof aFolder>>;
beforeEach(async () => {
	home = await aFolder();
	await putFiles(join(home.path, 'logs'), [anObject([aRecord()])]);
});
afterEach(() => home.remove());

const store = () => join(home.path, 'below', 'store');
const ingest = (...argv: readonly string[]) =>
	runInProcess(['ingest', '--once', ...argv], { home: home.path, nowMs: startMs + 3_600_000 });

async function modes(): Promise<readonly string[]> {
	const paths = [store(), join(store(), 'data.mdb'), join(store(), 'data.mdb-lock')];
	const stats = await Promise.all(paths.map(path => stat(path)));
	return stats.map(({ mode }) => (mode & 0o777).toString(8));
}

test('a store that ingest makes is its owner’s alone', async () => {
	const ran = await ingest('--from', 'logs', '--store', store());
	expect(ran.code, ran.err).toBe(0);
	expect(await modes()).toEqual(['700', '600', '600']);
});

test('--group lets the group of the folder in too', async () => {
	const ran = await ingest('--from', 'logs', '--store', store(), '--group');
	expect(ran.code, ran.err).toBe(0);
	expect(await modes()).toEqual(['770', '660', '660']);
});

test('so does group_access of the configuration', async () => {
	await mkdir(join(home.path, '.config/trailtop'), { recursive: true });
	await writeFile(
		join(home.path, '.config/trailtop/config.yaml'),
		`environments:\n  prod:\n    source: { folder: logs }\n    store: ${store()}\n    group_access: true\n`,
	);
	const ran = await ingest('--env', 'prod');
	expect(ran.code, ran.err).toBe(0);
	expect(await modes()).toEqual(['770', '660', '660']);
});
