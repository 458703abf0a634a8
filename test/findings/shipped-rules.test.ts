import { afterAll, beforeAll, expect, test } from 'vitest';
import { readOwnRules } from '../../source/app/rules.ts';
import { testRules } from '../../source/app/test-rules.ts';
import { detect } from '../../source/findings/detect.ts';
import type { Finding } from '../../source/findings/finding.ts';
import type { Rule } from '../../source/findings/rule.ts';
import { printExpression } from '../../source/query/syntax/print-expression.ts';
import { anchorsOf } from '../../source/query/engine/match/anchors.ts';
import { exampleNowMs, openExampleStore } from '../layouts/example-store.ts';
import type { ExampleStore } from '../layouts/example-store.ts';

const dayMs = 86_400_000;
let rules: readonly Rule[] = [];
let store: ExampleStore;

beforeAll(async () => {
	rules = await readOwnRules();
	store = await openExampleStore({ days: 14 });
}, 60_000);

afterAll(async () => {
	await store.close();
});

async function findingsIn(days: number): Promise<readonly Finding[]> {
	const toMs = exampleNowMs;
	const request = { fromMs: toMs - days * dayMs, toMs, nowMs: toMs, timeZone: 'UTC' };
	const outcome = await detect(store.engine, rules, request);
	return outcome.ok ? outcome.findings : [];
}

test('each rule finds what its own tests say, and has at least two', async () => {
	const wrong = (await testRules(rules)).filter(
		({ found, expected, failure }) => failure !== undefined || found !== expected,
	);
	expect(
		wrong.map(({ rule, index, found }) => `${rule.id} tests[${index}] found ${found}`),
	).toEqual([]);
	expect(rules.filter(({ tests }) => tests.length < 2).map(({ id }) => id)).toEqual([]);
	expect(new Set(rules.map(({ id }) => id)).size).toBe(rules.length);
	expect(rules.length).toBeGreaterThanOrEqual(42);
});

test('each rule says why it matters, and what it is about', () => {
	const short = rules.filter(
		({ why, description, attack, references }) =>
			why.length < 80 || description.length < 30 || attack.length + references.length === 0,
	);
	expect(short.map(({ id }) => id)).toEqual([]);
	expect(rules.filter(({ title }) => title.length > 60).map(({ title }) => title)).toEqual([]);
});

test('few rules must be tested on every record: the others name the events that they look for', () => {
	const everywhere = rules.filter(({ probes }) =>
		probes.some(({ condition }) => anchorsOf(condition, 'eventName') === undefined),
	);
	expect(everywhere.length).toBeLessThanOrEqual(12);
});

test('one pass over the records meets what each condition alone meets', async () => {
	const toMs = exampleNowMs;
	const range = { fromMs: toMs - 2 * dayMs, toMs };
	const probes = rules.flatMap(rule => rule.probes.map(({ condition }) => condition));
	const counts = probes.map(() => 0);
	const outcome = await store.engine.match(
		{
			conditions: probes.map(when => ({ when, unless: [], fromMs: range.fromMs })),
			fields: [],
			keyField: 'eventName',
			toMs,
			nowMs: toMs,
			timeZone: 'UTC',
		},
		{
			onMet: ({ condition, records }) => {
				counts[condition] = (counts[condition] ?? 0) + records.length;
			},
		},
	);
	expect(outcome.ok).toBe(true);
	const alone = [];
	for (const condition of probes) {
		alone.push((await store.run(`* | where ${printExpression(condition)}`, range)).rowCount);
	}

	expect(counts).toEqual(alone);
	expect(counts.filter(count => count > 0).length).toBeGreaterThan(20);
});

test('each scene of the incident in the example is found, and hardly anything else in two weeks', async () => {
	const findings = await findingsIn(14);
	const incidentMs = exampleNowMs - 1.1 * dayMs;
	const incident = findings.filter(({ firstMs }) => firstMs >= incidentMs);
	const named = incident
		.filter(({ severity }) => ['critical', 'high'].includes(severity))
		.map(({ rule, by, severity, isAttempt }) =>
			[severity, rule.id, isAttempt ? 'refused' : '', by.join(' ')].filter(Boolean).join(' '),
		);
	expect([...new Set(named)].sort()).toEqual(incidentFindings);
	expect(findings.length - incident.length).toBeLessThanOrEqual(3);
});

/** The spraying of passwords, root, the intruder with stolen keys, and what they switched off, opened and took. */
const incidentFindings = [
	'critical CT01 supp0rt',
	'critical CT09 root',
	'critical CT18 supp0rt',
	'critical CT18 svc-reports',
	'high CT01 refused supp0rt',
	'high CT04 refused supp0rt',
	'high CT05 supp0rt',
	'high CT06 supp0rt',
	'high CT08 root',
	'high CT10 dave',
	'high CT10 supp0rt',
	'high CT11 192.0.2.201',
	'high CT11 192.0.2.202',
	'high CT11 192.0.2.203',
	'high CT11 203.0.113.99',
	'high CT16 AWSReservedSSO_PowerUser_4f8e2a1c9b7d6e50/ada@example.com',
	'high CT16 svc-reports',
	'high CT17 supp0rt',
	'high CT17 svc-reports',
	'high CT18 refused supp0rt',
	'high CT18 refused svc-reports',
	'high CT33 supp0rt',
	'high CT35 supp0rt',
	'high CT40 supp0rt',
];

test('a finding names its newest records, at most fifty, and their regions', async () => {
	const findings = await findingsIn(2);
	expect(findings.some(({ count }) => count > 5)).toBe(true);
	for (const { eventIds, regions, firstMs, lastMs, count } of findings) {
		expect(eventIds).toHaveLength(Math.min(50, count));
		expect(regions.length).toBeGreaterThan(0);
		expect(firstMs).toBeLessThanOrEqual(lastMs);
	}
});
