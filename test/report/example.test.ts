import { afterAll, beforeAll, expect, test } from 'vitest';
import { readOwnRules } from '../../source/app/rules.ts';
import { detect } from '../../source/findings/detect.ts';
import { isText } from '../../source/findings/expressions.ts';
import type { Rule } from '../../source/findings/rule.ts';
import { reportHtml } from '../../source/report/html.ts';
import { reportMarkdown } from '../../source/report/markdown.ts';
import type { Report } from '../../source/report/report.ts';
import {
	exampleNowMs,
	exampleRange,
	openExampleStore,
	type ExampleStore,
} from '../layouts/example-store.ts';
import { at, ending, timeOf, type Json } from '../story/count.ts';
import {
	aReport,
	expectNumbersOfQueries,
	figuresOf,
	notesOf,
	partsOf,
	tablesOf,
} from './a-report.ts';
import { elementsIn } from './strict-html.ts';

const dayMs = 86_400_000;
let store: ExampleStore;
let rules: readonly Rule[] = [];
let report: Report;
beforeAll(async () => {
	rules = await readOwnRules();
	store = await openExampleStore({ days: 8 });
	report = await aReport(store, { rules });
}, 60_000);
afterAll(async () => {
	await store.close();
});

const within = (fromMs: number, toMs: number) =>
	store.records
		.map(({ record }) => record as Json)
		.filter(record => timeOf(record) >= fromMs && timeOf(record) < toMs);
const now = () => within(exampleRange.fromMs, exampleRange.toMs);
const before = () => within(exampleRange.fromMs - dayMs, exampleRange.fromMs);
const distinct = (records: readonly Json[], path: string) =>
	new Set(records.map(record => at(record, path)).filter(value => value !== undefined)).size;
const isLogin = (record: Json) => record['eventName'] === 'ConsoleLogin';
const isResult = (result: string) => (record: Json) =>
	isLogin(record) && at(record, 'responseElements.ConsoleLogin') === result;

test('the numbers of the summary and of logins are those of the JSON, now and in the period before', () => {
	const both = (count: (records: readonly Json[]) => number) => [count(now()), count(before())];
	const counted = (is: (record: Json) => boolean) =>
		both(records => records.filter(record => is(record)).length);
	expect(figuresOf(report, 'summary')).toMatchObject({
		records: both(records => records.length),
		accounts: both(records => distinct(records, 'recipientAccountId')),
		regions: both(records => distinct(records, 'awsRegion')),
		services: both(records => distinct(records, 'eventSource')),
		'calls refused': counted(record => ending(record)[0] === 'refused'),
	});
	expect(figuresOf(report, 'logins')).toEqual({
		succeeded: counted(isResult('Success')),
		failed: counted(isResult('Failure')),
		'succeeded without MFA': counted(
			record =>
				isResult('Success')(record) &&
				at(record, 'additionalEventData.MFAUsed') === 'No' &&
				['IAMUser', 'Root'].includes(String(at(record, 'userIdentity.type'))),
		),
		'of root, succeeded or failed': counted(
			record => isLogin(record) && at(record, 'userIdentity.type') === 'Root',
		),
	});
	expect(figuresOf(report, 'logins')['failed']?.[0]).toBeGreaterThan(0);
});

test('each number is the number of rows of its query, and each table its first rows', async () => {
	expect(await expectNumbersOfQueries(store, report)).toBeGreaterThan(40);
	expect(new Set(report.queries.map(({ id }) => id)).size).toBe(report.queries.length);
	expect(report.warnings).toEqual([]);
});

test('the chart has every record once, and its refused ones are those of the summary', () => {
	const chart = partsOf(report, 'summary').find(part => part.kind === 'chart');
	const sum = (at: number) =>
		chart?.buckets.reduce((total, { counts }) => total + (counts[at] ?? 0), 0) ?? 0;
	expect(sum(0) + sum(1)).toBe(report.recordCount);
	expect(sum(1)).toBe(figuresOf(report, 'summary')['calls refused']?.[0]);
	expect(chart?.buckets.length).toBe(25);
});

test('findings are those that detect has, by severity, with why for each rule once', async () => {
	const request = { ...exampleRange, nowMs: exampleNowMs, timeZone: 'UTC' };
	const detected = await detect(store.engine, rules, request);
	const findings = detected.ok ? detected.findings : [];
	const [table] = tablesOf(report, 'findings');
	expect(findings.length).toBeGreaterThan(20);
	expect(table?.rowCount).toBe(findings.length);
	expect(table?.rows.map(row => [row[0], row[7]])).toEqual(
		findings.slice(0, 50).map(({ severity, count }) => [severity, count]),
	);
	const told = partsOf(report, 'findings').find(part => part.kind === 'rules');
	expect(told?.rules.map(({ id }) => id)).toEqual([
		...new Set(findings.map(({ rule }) => rule.id)),
	]);
	const chart = partsOf(report, 'findings').find(part => part.kind === 'chart');
	const placed = chart?.buckets.reduce(
		(total, { counts }) => total + counts.reduce((sum, count) => sum + count, 0),
		0,
	);
	expect(placed).toBe(findings.length);

	const severe = await aReport(store, { rules, severity: 'critical' });
	expect(tablesOf(severe, 'findings')[0]?.rows.map(([severity]) => severity)).toEqual(
		findings.filter(({ severity }) => severity === 'critical').map(() => 'critical'),
	);
	const less = findings.filter(({ severity }) => severity !== 'critical').length;
	expect(notesOf(severe, 'findings')[0]).toContain(`${less} findings below critical not listed.`);
});

test('what is new is what no earlier record of the store has', () => {
	const earlier = within(0, exampleRange.fromMs);
	for (const [title, path] of [
		['Services', 'eventSource'],
		['User agents', 'userAgent'],
	] as const) {
		const known = new Set(earlier.map(record => at(record, path)));
		const fresh = new Set(
			now()
				.map(record => at(record, path))
				.filter(value => value !== undefined && value !== '' && !known.has(value)),
		);
		const table = tablesOf(report, 'new').find(part => part.title === title);
		expect(fresh.size, title).toBeGreaterThan(0);
		expect(table?.rowCount, title).toBe(fresh.size);
		expect(
			table?.rows.every(([value]) => fresh.has(value)),
			title,
		).toBe(true);
	}

	expect(notesOf(report, 'new')[0]).toContain(
		`New against the ${earlier.length.toLocaleString('en-US')} records`,
	);
});

test('what was changed by class has the calls of the JSON', () => {
	const services =
		/^(?:cloudtrail|config|guardduty|securityhub|inspector2|macie2|access-analyzer|detective)\./;
	const isOfLogs = /^(?:Delete|PutRetention|PutSubscription|PutResourcePolicy|Disassociate)/;
	const calls = now().filter(record => {
		const [service, name] = [String(record['eventSource']), String(record['eventName'])];
		return (
			ending(record)[0] === 'write' &&
			(services.test(service) ||
				/FlowLogs$|^PutBucketLogging$/.test(name) ||
				(service.startsWith('logs.') && isOfLogs.test(name)))
		);
	});
	const table = tablesOf(report, 'changes').find(({ title }) => title.startsWith('Logging'));
	expect(table?.rowCount).toBe(table?.rows.length);
	expect(table?.rows.reduce((sum, row) => sum + Number(row[4]), 0)).toBe(calls.length);
	expect(table?.rows.map(row => row[1])).toContain('StopLogging');
	const changes = now().filter(
		record =>
			ending(record)[0] === 'write' &&
			!isLogin(record) &&
			(record['eventCategory'] ?? 'Management') === 'Management' &&
			record['managementEvent'] !== false &&
			record['eventType'] !== 'AwsConsoleSignIn',
	);
	expect(figuresOf(report, 'summary')['changes']?.[0]).toBe(changes.length);
});

test('a store that begins with the range has nothing to compare with, and nothing in it is new', async () => {
	const range = { fromMs: 0, toMs: exampleNowMs };
	const all = await aReport(store, { range });
	expect(figuresOf(all, 'summary')['records']).toEqual([store.records.length, undefined]);
	expect(notesOf(all, 'new')).toEqual([
		'The store has no record of this from before the range, so nothing in it can be called new.',
	]);
	expect(notesOf(all, 'summary')[0]).toContain('there is nothing to compare with');
	await expectNumbersOfQueries(store, all, range);
	const half = await aReport(store, {
		range: { ...exampleRange, fromMs: exampleNowMs - 6 * dayMs },
	});
	expect(notesOf(half, 'summary')[0]).toContain('does not reach back over the whole period');
	expect(figuresOf(half, 'summary')['records']?.[1]).toBeUndefined();
});

test('a scope leaves out the records, and the findings, of others', async () => {
	const account = '123456789012';
	const scoped = (text: string) => {
		const [search = '', ...stages] = text.split(' | ');
		return [search, `where _account = "${account}"`, ...stages].join(' | ');
	};

	const one = await aReport(store, { rules, scope: isText('_account', account), scoped });
	expect(one.recordCount).toBe(
		store.records.filter(
			({ key, record }) =>
				(record['recipientAccountId'] ?? /\/(\d{12})\/CloudTrail/.exec(key)?.[1]) === account &&
				timeOf(record as Json) >= exampleRange.fromMs &&
				timeOf(record as Json) < exampleRange.toMs,
		).length,
	);
	expect(new Set(tablesOf(one, 'findings')[0]?.rows.map(row => row[3]))).toEqual(
		new Set([account]),
	);
	await expectNumbersOfQueries(store, one);
});

test('a range without records says so in both formats, and tells its completeness alone', async () => {
	const range = { fromMs: exampleNowMs - 400 * dayMs, toMs: exampleNowMs - 399 * dayMs };
	const empty = await aReport(store, { rules, range });
	expect(empty.sections.map(({ id }) => id)).toEqual(['completeness']);
	expect(reportMarkdown(empty)).toContain('**There is no record in this range.**');
	expect(reportHtml(empty)).toContain('There is no record in this range.');
	elementsIn(reportHtml(empty));
});

test('both formats have every section, table, figure and query in this order', () => {
	const html = reportHtml(report);
	const elements = elementsIn(html);
	const ids = report.sections.map(({ id }) => id);
	expect(ids).toEqual([
		'summary',
		'findings',
		'new',
		'refused',
		'logins',
		'changes',
		'completeness',
	]);
	const named = elements.flatMap(({ attributes }) => attributes.get('id') ?? []);
	expect(named.filter(id => (ids as readonly string[]).includes(id))).toEqual(ids);
	expect(new Set(named).size).toBe(named.length);
	const links = elements.flatMap(({ attributes }) => attributes.get('href') ?? []);
	expect(links.filter(link => !named.includes(link.slice(1)))).toEqual([]);
	expect(elements.filter(({ name }) => name === 'svg').length).toBe(2);
	const lines = reportMarkdown(report).split('\n');
	expect(lines.filter(line => line.startsWith('## '))).toEqual([
		...report.sections.map(({ title }) => `## ${title}`),
		'## Queries',
	]);
	const cells = lines.filter(line => line.startsWith('|')).map(line => line.split('|').length);
	expect(cells.every(count => count > 3)).toBe(true);
	for (const { id } of report.queries) {
		expect(
			lines.some(line => line.startsWith(`- ${id}`)),
			id,
		).toBe(true);
	}
});

test('what was not read whole is said at the top of both formats', async () => {
	const completeness = {
		alerts: ['Not everything was read: 1 denied. Each number may be too small.'],
		words: ['3 of 4 objects read whole, 1 denied.'],
		states: [
			['read whole', 3],
			['denied', 1],
		],
		listCommand: 'trailtop damaged list --env prod',
	} as const;
	const partly = await aReport(store, { completeness });
	for (const [text, first] of [
		[reportMarkdown(partly), '## Summary'],
		[reportHtml(partly), '<section'],
	] as const) {
		expect(text.indexOf('Not everything was read')).toBeGreaterThan(0);
		expect(text.indexOf('Not everything was read')).toBeLessThan(text.indexOf(first));
		expect(text).toContain('trailtop damaged list --env prod');
	}
});
