import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { aFolder } from '../../fixtures/a-store.ts';
import { putFiles } from '../../fixtures/a-tailer.ts';
import { aRecord, anObject, startMs } from '../../fixtures/records.ts';
import { runInProcess } from './run-in-process.ts';

const hourMs = 3_600_000;
const [prod, data] = ['111122223333', '444455556666'];
let home: Awaited<ReturnType<typeof aFolder>>;
const show = async (...argv: readonly string[]) => {
	const ran = await runInProcess(['show', ...argv], {
		home: home.path,
		nowMs: startMs + hourMs,
	});
	expect(ran.code, ran.err).toBe(0);
	return ran.out;
};

/** Users created in two accounts: three in the last two hours, one in the two hours before. */
beforeAll(async () => {
	home = await aFolder();
	await mkdir(join(home.path, '.config/trailtop'), { recursive: true });
	await writeFile(
		join(home.path, '.config/trailtop/config.yaml'),
		`environments:\n  one:\n    source: { folder: logs }\n    since: 7d\n    accounts: { '${prod}': Production }\n`,
	);
	const created = (account: string, hoursAgo: number) => ({
		...aRecord({
			eventName: 'CreateUser',
			eventSource: 'iam.amazonaws.com',
			recipientAccountId: account,
			eventTime: new Date(startMs + hourMs - hoursAgo * hourMs).toISOString(),
			requestParameters: { userName: 'eve' },
		}),
	});
	await putFiles(join(home.path, 'logs'), [
		anObject([created(prod, 0.5), created(data, 1), created(prod, 1.5), created(prod, 3)]),
	]);
	await runInProcess(['ingest', '--once', '--env', 'one'], {
		home: home.path,
		nowMs: startMs + hourMs,
	});
});
afterAll(() => home.remove());

interface Shown {
	readonly panels: readonly {
		readonly id: string;
		readonly rows: readonly Record<string, unknown>[];
		readonly before?: {
			readonly from: string;
			readonly to: string;
			readonly rows: readonly Record<string, unknown>[];
		};
	}[];
}

async function panelOf(id: string, ...argv: readonly string[]) {
	const { panels } = JSON.parse(await show(...argv, '--format', 'json')) as Shown;
	return panels.find(panel => panel.id === id);
}

const total = (rows: readonly Record<string, unknown>[] | undefined) =>
	rows?.reduce((sum, row) => sum + Number(row['eventCount']), 0);

test('accounts stand under their aliases in the text, and under their ids for programs', async () => {
	const text = await show('accounts');
	expect(text).toContain('Production');
	expect(text).not.toContain(prod);
	expect(text).toContain(data);
	const json = await show('accounts', '--format', 'json');
	expect(json).toContain(prod);
	expect(json).not.toContain('Production');
});

test.each([
	{ account: 'production', count: 2 },
	{ account: '!PRODUCTION', count: 1 },
	{ account: data, count: 1 },
	{ account: 'nobody', count: 0 },
])('--account $account counts $count', async ({ account, count }) => {
	const panel = await panelOf('OV3', 'overview', '--since', '2h', '--account', account);
	expect(total(panel?.rows)).toBe(count);
});

test('--compare brings the period before; without it nothing of it is there', async () => {
	const plain = await panelOf('OV3', 'overview', '--since', '2h');
	expect(plain).not.toHaveProperty('before');
	const compared = await panelOf('OV3', 'overview', '--since', '2h', '--compare');
	expect(compared?.rows).toEqual(plain?.rows);
	expect(total(compared?.rows)).toBe(3);
	expect(total(compared?.before?.rows)).toBe(1);
	expect(compared?.before).toMatchObject({
		from: new Date(startMs - 3 * hourMs).toISOString(),
		to: new Date(startMs - hourMs).toISOString(),
	});
	expect(await show('overview', '--since', '2h', '--compare')).toMatch(/3 {2}▲ \+2/);
});

test('a folder that is fetched first is fetched with the period before', async () => {
	const argv = ['overview', '--since', '2h', '--compare', '--from', 'logs'];
	expect(total((await panelOf('OV3', ...argv))?.before?.rows)).toBe(1);
});
