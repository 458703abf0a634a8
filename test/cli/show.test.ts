import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { aFolder } from '../../fixtures/a-store.ts';
import { putFiles } from '../../fixtures/a-tailer.ts';
import { aRecord, anObject, recordsEvery, startMs } from '../../fixtures/records.ts';
import { cellWidth } from '../../source/text/width.ts';
import { runInProcess } from './run-in-process.ts';

const hourMs = 3_600_000;
const [prod, data] = ['111122223333', '444455556666'];
/** Two accounts that go by one name. */
const labs = ['777788889999', '888899990000'];
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
		`environments:\n  one:\n    source: { folder: logs }\n    since: 7d\n    accounts: { '${prod}': Production, '${labs[0]}': Lab, '${labs[1]}': lab }\n`,
	);
	const at = (hoursAgo: number) => new Date(startMs + hourMs - hoursAgo * hourMs).toISOString();
	const created = (account: string, hoursAgo: number) => ({
		...aRecord({
			eventName: 'CreateUser',
			eventSource: 'iam.amazonaws.com',
			recipientAccountId: account,
			eventTime: at(hoursAgo),
			requestParameters: { userName: 'eve' },
		}),
	});
	/** Denied in an account; a caller of another one is known by the id of its own alone. */
	const denied = (account: string) =>
		aRecord({
			eventName: 'StopInstances',
			readOnly: false,
			errorCode: 'AccessDenied',
			recipientAccountId: account,
			...(account === data
				? {}
				: { userIdentity: { type: 'AWSAccount', accountId: prod, principalId: 'AIDA' } }),
			eventTime: at(0.7),
		});
	await putFiles(join(home.path, 'logs'), [
		anObject([created(prod, 0.5), created(data, 1), created(prod, 1.5), created(prod, 3)]),
		anObject([denied(prod), denied(prod), denied(data), ...labs.map(denied)]),
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
			readonly rowCount?: number;
			readonly warnings?: readonly string[];
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
	const series = await show('logins', '--since', '2h', '--format', 'json');
	expect(series).toContain(`"label": "${prod}"`);
	expect(series).not.toContain('Production');
});

test('--ascii is ASCII, and nothing is lost of a line', async () => {
	const [text, ascii] = [await show('logins'), await show('logins', '--ascii')];
	expect(text).toMatch(/[│█]/);
	expect(ascii).toMatch(/^[\n\x20-\x7e]*$/);
	expect(ascii.split('\n').map(line => line.length)).toEqual(
		text.split('\n').map(line => cellWidth(line)),
	);
});

test('a chart calls accounts by their aliases, and leaves a user whose name is an id', async () => {
	const textOf = async (id: string, dashboard: string) =>
		(await show(dashboard, '--since', '2h')).split('\n\n').find(text => text.startsWith(id)) ?? '';
	const byAccount = await textOf('LA2 ', 'logins');
	expect(byAccount).toContain('Production');
	expect(byAccount).not.toContain(prod);
	expect(byAccount).toContain(data);
	const byUser = await textOf('CU3 ', 'classic-users');
	expect(byUser).toContain(prod);
	expect(byUser).not.toContain('Production');
});

test.each([
	{ account: 'lab', count: 2 },
	{ account: '!LAB', count: 3 },
])('--account $account means every account of that name', async ({ account, count }) => {
	const panel = await panelOf('LA1', 'logins', '--since', '2h', '--account', account);
	expect(total(panel?.rows)).toBe(count);
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
	const [head] = (await show('overview', '--since', '2h')).split('\n');
	const text = await show('overview', '--since', '2h', '--compare');
	expect(text).toMatch(/3 {2}▲ \+2/);
	expect(text.split('\n')[0]).toBe(`${head} · vs 2h before`);
});

test('a folder that is fetched first is fetched with the period before', async () => {
	const longAgoMs = startMs - 5 * 24 * hourMs;
	const record = aRecord({
		eventName: 'CreateUser',
		eventSource: 'iam.amazonaws.com',
		eventTime: new Date(longAgoMs).toISOString(),
	});
	await putFiles(join(home.path, 'old'), [anObject([record], { stampMs: longAgoMs })]);
	const argv = ['overview', '--since', '3d', '--compare', '--from', 'old'];
	expect(total((await panelOf('OV3', ...argv))?.before?.rows)).toBe(1);
});

test('rows of the period before that are too many to be listed are counted', async () => {
	const many = 10_001;
	const layoutDir = join(home.path, '.config/trailtop/layouts');
	await mkdir(layoutDir, { recursive: true });
	await writeFile(
		join(layoutDir, 'own.yaml'),
		`name: own
title: Own
description: Newest requests.
grid: { wide: [[ONE]], medium: [[ONE]], narrow: [[ONE]] }
panels:
  - id: ONE
    title: Newest requests
    view: table
    query: eventName=DescribeInstances | count by requestID | limit 10
    about: { counts: Requests. }
`,
	);
	const longAgoMs = startMs - 2.5 * hourMs;
	await putFiles(join(home.path, 'many'), [anObject(recordsEvery(10, many, {}, longAgoMs))]);
	const panel = await panelOf('ONE', 'own', '--since', '2h', '--compare', '--from', 'many');
	expect(panel?.before?.rows).toHaveLength(10_000);
	expect(panel?.before?.rowCount).toBe(many);
	expect(panel?.before?.warnings).toEqual([expect.stringContaining('10001 rows')]);
});

test.each([
	{ argv: ['--account', 'production'], count: 3 },
	{ argv: ['--account', '!production'], count: 1 },
	{ argv: ['--account', prod, '--account', data], count: 4 },
	{ argv: ['--account', 'nobody'], count: 0 },
	{ argv: ['--region', 'nowhere-1'], count: 0 },
	{ argv: [], count: 4 },
])('query and export with $argv find $count', async ({ argv, count }) => {
	const world = { home: home.path, nowMs: startMs + hourMs };
	const all = ['--since', '1d', ...argv];
	const found = await runInProcess(
		['query', 'eventName={{name}} | count', '--var', 'name=CreateUser', '--format', 'csv', ...all],
		world,
	);
	expect(found.out.trim().split(/\r?\n/).at(-1)).toBe(String(count));
	const exported = await runInProcess(
		['export', 'CreateUser', '--format', 'ndjson', ...all],
		world,
	);
	expect(exported.out.split('\n').filter(Boolean)).toHaveLength(count);
});
