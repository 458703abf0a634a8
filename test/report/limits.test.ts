import { afterAll, beforeAll, expect, test } from 'vitest';
import { aRecord } from '../../fixtures/records.ts';
import { readRuleFile } from '../../source/findings/read-rule-file.ts';
import { reportMarkdown } from '../../source/report/markdown.ts';
import { cellText, shown } from '../../source/report/words.ts';
import { exampleNowMs, openExampleStore, type ExampleStore } from '../layouts/example-store.ts';
import type { JsonObject } from '../oracle/json.ts';
import { aReport, expectNumbersOfQueries, partsOf, tablesOf } from './a-report.ts';

const dayMs = 86_400_000;
const iso = (timeMs: number) => new Date(timeMs).toISOString().replace(/\.\d+Z$/, 'Z');
const by = (userName: string, timeMs: number, more: JsonObject = {}) =>
	aRecord({
		userIdentity: { type: 'IAMUser', accountId: '111122223333', userName },
		eventTime: iso(timeMs),
		...more,
	}) as JsonObject;
const many = <T>(count: number, make: (index: number) => T) =>
	Array.from({ length: count }, (_, index) => make(index));

let store: ExampleStore;
beforeAll(async () => {
	store = await openExampleStore({
		days: 0,
		extra: [
			by('old', exampleNowMs - 13_000 * dayMs),
			by('old', exampleNowMs - 30 * dayMs),
			...many(80, index =>
				by(`user${index}`, exampleNowMs - 3_600_000 + index, {
					eventName: 'StopLogging',
					eventSource: 'cloudtrail.amazonaws.com',
					readOnly: false,
					errorCode: index < 20 ? 'AccessDenied' : undefined,
				}),
			),
			...many(55, index => by('busy', exampleNowMs - 7_200_000 + index, { eventName: 'Busy' })),
		],
	});
}, 60_000);
afterAll(async () => {
	await store.close();
});

const rules = ['StopLogging', 'Busy'].flatMap(name =>
	readRuleFile(
		`id: ${name}\ntitle: ${name}\nseverity: low\nby: [userIdentity.userName]\nwhen: eventName = "${name}"\n`,
		'x.yaml',
	).rules.map(({ rule }) => rule),
);

test('tables have their first rows, and how many there are', async () => {
	const report = await aReport(store, { rules });
	const [found] = tablesOf(report, 'findings');
	expect([found?.rows.length, found?.rowCount]).toEqual([50, 61]);
	const refused = tablesOf(report, 'refused')[0];
	expect([refused?.rows.length, refused?.rowCount]).toEqual([15, 20]);
	const principals = tablesOf(report, 'new').find(({ title }) => title === 'Principals');
	expect([principals?.rows.length, principals?.rowCount]).toEqual([10, 81]);
	const page = reportMarkdown(report);
	for (const words of ['50 of 61 rows', '15 of 20 rows', '10 of 81 rows']) {
		expect(page).toContain(`The first ${words}.`);
	}

	await expectNumbersOfQueries(store, report);
});

test('a finding of more records than it knows has no query rather than one that gives fewer', async () => {
	const report = await aReport(store, { rules: rules.filter(({ id }) => id === 'Busy') });
	const [found] = tablesOf(report, 'findings');
	expect(found?.rows.map(row => row.slice(7))).toEqual([[55, null]]);
});

test('a chart has the newest four hundred bars, and says that there are more', async () => {
	const range = { fromMs: 0, toMs: exampleNowMs };
	const report = await aReport(store, { range });
	const chart = partsOf(report, 'summary').find(part => part.kind === 'chart');
	expect(chart?.buckets.length).toBeLessThanOrEqual(400);
	expect(chart?.buckets[0]?.counts).not.toEqual([0, 0]);
	expect(report.warnings).toEqual([
		'the chart of records has the newest 400 bars; a shorter range has fewer',
	]);
	await expectNumbersOfQueries(store, report, range);
});

test('a value has two hundred characters, and how many it has', () => {
	expect(shown('x'.repeat(200))).toBe('x'.repeat(200));
	expect(shown('x'.repeat(201))).toBe(`${'x'.repeat(200)}… (201 characters)`);
	expect(shown('😀'.repeat(200))).toBe('😀'.repeat(200));
	expect(shown('😀'.repeat(300))).toBe(`${'😀'.repeat(200)}… (600 characters)`);
	expect(cellText(Number.NaN, 'time', 'UTC')).toBe('–');
	expect(cellText(Number.NaN, 'count', 'UTC')).toBe('NaN');
	expect(cellText('ec2.amazonaws.com', 'service', 'UTC')).toBe('ec2');
});
