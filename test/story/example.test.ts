import { afterAll, beforeAll, expect, test } from 'vitest';
import { readOwnRules } from '../../source/app/rules.ts';
import type { Rule } from '../../source/findings/rule.ts';
import { storyLines } from '../../source/story/page.ts';
import type { Story } from '../../source/story/story.ts';
import { cellWidth } from '../../source/text/width.ts';
import { exampleRange, openExampleStore, type ExampleStore } from '../layouts/example-store.ts';
import {
	aStory,
	expectNumbersOfQueries,
	numberOf,
	rowsOf,
	sectionRows,
	textOf,
} from './a-story.ts';
import { at, countsBy, ending, isRead, timeOf, type Json } from './count.ts';

let store: ExampleStore;
let rules: readonly Rule[] = [];
beforeAll(async () => {
	rules = await readOwnRules();
	store = await openExampleStore({ days: 14 });
}, 60_000);
afterAll(async () => {
	await store.close();
});

const planted = 'arn:aws:iam::111122223333:user/supp0rt';
const role = 'arn:aws:iam::111122223333:role/ci-deploy';

interface Case {
	readonly who: string;
	readonly readAs: string;
	readonly isOwn: (record: Json) => boolean;
}

const has =
	(path: string, value: string) =>
	(record: Json): boolean =>
		at(record, path) === value;
const cases: readonly Case[] = [
	{ who: 'supp0rt', readAs: 'user', isOwn: has('userIdentity.userName', 'supp0rt') },
	{ who: planted, readAs: 'user', isOwn: has('userIdentity.arn', planted) },
	{ who: 'svc-reports', readAs: 'user', isOwn: has('userIdentity.userName', 'svc-reports') },
	{ who: '203.0.113.66', readAs: 'address', isOwn: has('sourceIPAddress', '203.0.113.66') },
	{
		who: '2001:DB8:bad:0::17',
		readAs: 'address',
		isOwn: has('sourceIPAddress', '2001:db8:bad::17'),
	},
	{ who: role, readAs: 'role', isOwn: has('userIdentity.sessionContext.sessionIssuer.arn', role) },
	{
		who: '123456789012',
		readAs: 'root of the account',
		isOwn: record =>
			has('userIdentity.type', 'Root')(record) &&
			has('userIdentity.accountId', '123456789012')(record),
	},
	{
		who: 'arn:aws:sts::111122223333:assumed-role/AWSReservedSSO_PowerUser_4f8e2a1c9b7d6e50/ada@example.com',
		readAs: 'session of a role',
		isOwn: has(
			'userIdentity.arn',
			'arn:aws:sts::111122223333:assumed-role/AWSReservedSSO_PowerUser_4f8e2a1c9b7d6e50/ada@example.com',
		),
	},
];

const all = (isOwn: Case['isOwn']) => store.records.map(({ record }) => record).filter(isOwn);
const within = (records: readonly Json[]) =>
	records.filter(
		record => timeOf(record) >= exampleRange.fromMs && timeOf(record) < exampleRange.toMs,
	);
const service = (record: Json) => String(record['eventSource']).replace('.amazonaws.com', '');

/** The numbers of rows by their texts. */
function told(story: Story, id: string, name: string, texts: readonly string[], label?: string) {
	return Object.fromEntries(
		sectionRows(story, id)
			.filter(
				row => numberOf(row, name) > 0 && (label === undefined || row.parts[0]?.text === label),
			)
			.map(row => [texts.map(text => textOf(row, text)).join(' '), numberOf(row, name)]),
	);
}

test.each(cases)(
	'$who is told with the numbers that its JSON has',
	async ({ who, readAs, isOwn }) => {
		const story = await aStory(store, who);
		const ever = all(isOwn);
		const own = within(ever);
		expect(own.length).toBeGreaterThan(0);
		expect(story).toMatchObject({ who, readAs, recordCount: own.length, near: [], warnings: [] });
		const [inRange, inStore] = sectionRows(story, 'who').filter(({ parts }) =>
			/^in the/.test(parts[0]?.text ?? ''),
		);
		expect([inRange, inStore].map(row => numberOf(row as never, 'records'))).toEqual([
			own.length,
			ever.length,
		]);
		const firstMs = Math.min(...ever.map(timeOf));
		expect(textOf(inStore as never, 'first')).toBe(
			new Date(firstMs).toISOString().replace('.000Z', 'Z'),
		);
		expect(told(story, 'who', 'records', ['value'], 'type')).toEqual(
			countsBy(own, record => at(record, 'userIdentity.type') as string | undefined),
		);

		for (const outcome of ['read', 'write', 'refused', 'failed']) {
			expect(told(story, 'what', outcome, ['service']), outcome).toEqual(
				countsBy(own, record =>
					ending(record)[0] === outcome ? String(record['eventSource']) : undefined,
				),
			);
		}
	},
);

test('addresses that the store had not seen before the range are new, and listed first', async () => {
	const isOwn = has('userIdentity.userName', 'svc-reports');
	const story = await aStory(store, 'svc-reports');
	const [ever, own] = [all(isOwn), within(all(isOwn))];
	const before = new Set(
		ever
			.filter(record => timeOf(record) < exampleRange.fromMs)
			.map(record => record['sourceIPAddress']),
	);
	const addresses = rowsOf(story, 'where').filter(({ label }) => label === 'address');
	expect(told(story, 'where', 'records', ['address'], 'address')).toEqual(
		countsBy(own, record => String(record['sourceIPAddress'])),
	);
	expect(addresses.map(row => 'new' in row)).toEqual(
		addresses.map(row => !before.has(row['address'])),
	);
	expect(addresses.map(row => 'new' in row)).toEqual(
		addresses.map(row => 'new' in row).toSorted((a, b) => Number(b) - Number(a)),
	);
	expect(addresses.filter(row => 'new' in row).map(({ place }) => place)).toContain(
		'Lagos, Nigeria',
	);

	const used = new Set(
		ever
			.filter(record => timeOf(record) < exampleRange.fromMs)
			.map(record => `${service(record)} ${String(record['eventName'])}`),
	);
	const fresh = countsBy(own, record => {
		const name = `${service(record)} ${String(record['eventName'])}`;
		return used.has(name) ? undefined : name;
	});
	expect(Object.keys(fresh).length).toBe(20);
	expect(told(story, 'what', 'records', ['call'], 'first time')).toEqual(fresh);
});

test('what was refused is told by call and error, and what was given away by call and receiver', async () => {
	const story = await aStory(store, 'svc-reports');
	const own = within(all(has('userIdentity.userName', 'svc-reports')));
	const bad = countsBy(own, record => {
		const [outcome, error] = ending(record);
		return outcome === 'refused' || outcome === 'failed'
			? `${service(record)} ${String(record['eventName'])} ${error}`
			: undefined;
	});
	expect({
		...told(story, 'refused', 'refused', ['call', 'error']),
		...told(story, 'refused', 'failed', ['call', 'error']),
	}).toEqual(bad);
	expect(
		rowsOf(story, 'gave').map(({ kind, call, to, records }) => [kind, call, to, records]),
	).toEqual([
		['key', 'iam CreateAccessKey', 'supp0rt', '1 record'],
		['login profile', 'iam CreateLoginProfile', 'supp0rt', '1 record'],
		['user', 'iam AddUserToGroup', 'supp0rt', '1 record'],
		['user', 'iam CreateUser', 'supp0rt', '1 record'],
		['role', 'iam CreateRole', 'AWSReservedSupportRole', '1 record'],
		['policy', 'iam AttachUserPolicy', 'supp0rt', '1 record'],
	]);
	const maker = rowsOf(await aStory(store, planted), 'who').filter(
		({ label }) => label === 'created by',
	);
	expect(maker).toMatchObject([
		{ value: 'svc-reports', action: 'CreateUser', first: '2026-02-28T20:04:00Z' },
	]);
});

test('the timeline has each write once, in order, all reads in its folds, and the findings', async () => {
	const story = await aStory(store, 'supp0rt', exampleRange, rules);
	const own = within(all(has('userIdentity.userName', 'supp0rt')));
	const rows = sectionRows(story, 'timeline');
	const full = own.filter(record => !isRead(record));
	expect(rows.flatMap(({ eventId }) => eventId ?? []).toSorted()).toEqual(
		full.map(({ eventID }) => String(eventID)).toSorted(),
	);
	const times = rows.map(({ timeMs = 0 }) => timeMs);
	expect(times).toEqual(times.toSorted((a, b) => a - b));
	expect(rows.reduce((sum, row) => sum + numberOf(row, 'reads'), 0)).toBe(
		own.filter(isRead).length,
	);
	const found = rowsOf(story, 'timeline').filter(({ finding }) => finding !== undefined);
	expect(found.map(({ rule }) => rule)).toContain('CT10');
	expect(found).toContainEqual(
		expect.objectContaining({
			finding: '▲ high',
			title: 'Security group opened to the world',
			hits: '10 hits',
		}),
	);
	const elsewhere = await aStory(store, 'backup', exampleRange, rules);
	expect(rowsOf(elsewhere, 'timeline').filter(({ rule }) => rule === 'CT10')).toEqual([]);
});

test.each([
	...cases.map(({ who }) => who),
	'AKIAEXAMPLEZSCTTTSYO',
	'ada@example.com',
	'root',
	'lambda.amazonaws.com',
])(
	'each number of %s is the rows of its query',
	async who => {
		const story = await aStory(store, who, exampleRange, rules);
		expect(story.recordCount).toBeGreaterThan(0);
		expect(await expectNumbersOfQueries(store, story)).toBeGreaterThan(10);
	},
	60_000,
);

test('a key is a principal, and a name with several meanings is the one with most records', async () => {
	const key = await aStory(store, 'AKIAEXAMPLEZSCTTTSYO');
	expect(key).toMatchObject({
		readAs: 'access key',
		recordCount: within(all(has('userIdentity.accessKeyId', 'AKIAEXAMPLEZSCTTTSYO'))).length,
	});
	expect(rowsOf(key, 'who')).toContainEqual(
		expect.objectContaining({ label: 'acts as', value: 'supp0rt' }),
	);
	const ada = await aStory(store, 'ada@example.com');
	expect(ada.readAs).toBe('session name');
	expect(rowsOf(ada, 'who')).toContainEqual(
		expect.objectContaining({ label: 'also', title: 'principal' }),
	);
});

test('a page of eighty columns has no wider line', async () => {
	for (const who of ['svc-reports', role, planted]) {
		const lines = storyLines(await aStory(store, who, exampleRange, rules), 80, 'UTC');
		expect(lines.filter(line => cellWidth(line) > 80)).toEqual([]);
		expect(lines.filter(line => /\p{Cc}/u.test(line))).toEqual([]);
		expect(lines.length).toBeGreaterThan(60);
	}
});

test('who nobody knows has names like it, and who was there before the range is told so', async () => {
	expect(await aStory(store, 'suport')).toMatchObject({
		recordCount: 0,
		sections: [],
		near: ['supp0rt'],
		elsewhere: undefined,
		readAs: '',
	});
	expect((await aStory(store, 'AKIAEXAMPLEZSCTTTSYX')).near).toContain('AKIAEXAMPLEZSCTTTSYO');
	const early = { fromMs: exampleRange.toMs - 60_000, toMs: exampleRange.toMs };
	const gone = await aStory(store, 'supp0rt', early);
	expect(gone).toMatchObject({
		recordCount: 0,
		near: [],
		readAs: 'user',
		elsewhere: { count: 206 },
	});
});
