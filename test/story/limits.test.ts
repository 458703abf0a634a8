import { afterAll, beforeAll, expect, test } from 'vitest';
import { aRecord } from '../../fixtures/records.ts';
import { readOwnRules } from '../../source/app/rules.ts';
import { readRuleFile } from '../../source/findings/read-rule-file.ts';
import { hasValue } from '../../source/story/conditions.ts';
import { Asker } from '../../source/story/asker.ts';
import { findOwn } from '../../source/story/own-findings.ts';
import { exampleNowMs, openExampleStore, type ExampleStore } from '../layouts/example-store.ts';
import type { JsonObject } from '../oracle/json.ts';
import { aStory, expectNumbersOfQueries, numberOf, rowsOf, sectionRows } from './a-story.ts';

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;
const range = { fromMs: exampleNowMs - 40 * dayMs, toMs: exampleNowMs };
const request = { ...range, nowMs: exampleNowMs, timeZone: 'UTC' };

function by(userName: string, atMs: number, more: JsonObject = {}): JsonObject {
	return aRecord({
		userIdentity: {
			type: 'IAMUser',
			arn: `arn:aws:iam::111122223333:user/${userName}`,
			accountId: '111122223333',
			userName,
		},
		eventTime: new Date(atMs).toISOString().replace('.000Z', 'Z'),
		...more,
	}) as JsonObject;
}

const many = <T>(count: number, make: (index: number) => T) =>
	Array.from({ length: count }, (_, index) => make(index));
const deletion = { eventName: 'DeleteVolume', readOnly: false };

let store: ExampleStore;
beforeAll(async () => {
	store = await openExampleStore({
		days: 0,
		extra: [
			...many(1_100, index =>
				by('wide', range.toMs - minuteMs - index * 1_000, {
					sourceIPAddress: `10.0.${index >> 8}.${index & 255}`,
					eventName: `Get${index % 30}`,
				}),
			),
			...many(520, index => by('busy', range.toMs - dayMs + index * minuteMs, deletion)),
			...many(7, index => by('busy', range.toMs - 2 * dayMs + index)),
			...many(510, () => by('burst', range.toMs - dayMs, deletion)),
			...many(5, index =>
				by('odd', range.toMs - dayMs + index, {
					eventName: 'StopLogging',
					sourceIPAddress: index < 3 ? 'lambda.amazonaws.com' : '8.8.8.8',
				}),
			),
			...many(1_700, index => by('slow', range.toMs - 1_000 - index * 20 * minuteMs)),
			...many(4, index =>
				by('root-like', range.toMs - dayMs + index * minuteMs, {
					eventName: 'StopLogging',
					eventSource: 'cloudtrail.amazonaws.com',
					readOnly: false,
				}),
			),
		],
	});
}, 60_000);
afterAll(async () => {
	await store.close();
});

test('twenty rows of a list are told, a thousand are looked at, and how many are left is a number', async () => {
	const story = await aStory(store, 'wide', range);
	const addresses = sectionRows(story, 'where').filter(({ parts }) => parts[0]?.text === 'address');
	expect(addresses.length).toBe(21);
	expect(numberOf(addresses.at(-1) as never, 'values')).toBe(1_100);
	await expectNumbersOfQueries(store, story, range);
});

test('five hundred calls are told in full, the newest, and earlier ones are counted', async () => {
	const story = await aStory(store, 'busy', range);
	const rows = sectionRows(story, 'timeline');
	expect(rows.filter(({ eventId }) => eventId !== undefined).length).toBe(500);
	expect(rowsOf(story, 'timeline')[0]).toMatchObject({
		note: expect.any(String) as string,
		calls: '20 calls',
		reads: '7 reads',
	});
	await expectNumbersOfQueries(store, story, range);
	const burst = await aStory(store, 'burst', range);
	expect(rowsOf(burst, 'timeline')).toMatchObject([{ calls: '510 calls' }]);
	await expectNumbersOfQueries(store, burst, range);
});

test('a timeline has fifteen hundred rows, the newest', async () => {
	const story = await aStory(store, 'slow', range);
	const rows = sectionRows(story, 'timeline');
	expect(rows.length).toBe(1_501);
	expect(numberOf(rows[0] as never, 'reads')).toBe(200);
	expect(rows.reduce((sum, row) => sum + numberOf(row, 'reads'), 0)).toBe(1_700);
});

test('an answer with more rows than are counted says so', async () => {
	const asker = new Asker(store.engine, request);
	const stages = ['count by sourceIPAddress'];
	expect(
		(await asker.ask(hasValue('_user', 'wide'), stages, { rowsMax: 2, isWhole: true })).rows.length,
	).toBe(2);
	expect([...asker.warnings]).toEqual([
		'of 1,100 rows only 2 are counted; a shorter range has fewer',
	]);
});

test('an exception that has no answer leaves no hit out of the number either', async () => {
	const text = `id: X
title: A role was taken
severity: high
when: eventName = "StopLogging"
unless: ['isPublicIP(sourceIPAddress)']
`;
	const rules = readRuleFile(text, 'x.yaml').rules.map(({ rule }) => rule);
	const story = await aStory(store, 'odd', range, rules);
	expect(rowsOf(story, 'timeline').filter(({ rule }) => rule === 'X')).toMatchObject([
		{ hits: '3 hits' },
	]);
	await expectNumbersOfQueries(store, story, range);
});

test('hits beyond those that are held are counted', async () => {
	const rules = (await readOwnRules()).filter(({ id }) => id === 'CT01');
	const own = hasValue('_user', 'root-like');
	const all = await findOwn(store.engine, rules, own, request, {});
	expect(all.findings.map(({ count }) => count)).toEqual([4]);
	expect(all.warnings).toEqual([]);
	const some = await findOwn(store.engine, rules, own, request, { hitsMax: 3 });
	expect(some.findings.map(({ count }) => count)).toEqual([3]);
	expect(some.warnings).toEqual(['not looked at: 1 hit of rules; a shorter range has fewer']);
});
