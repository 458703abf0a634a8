import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { seeded } from '../../../fixtures/seeded.ts';
import { detect, type Detected } from '../../../source/findings/detect.ts';
import { readRuleFile } from '../../../source/findings/read-rule-file.ts';
import { formatRuleFault } from '../../../source/findings/rule-fault.ts';
import { RuleSet } from '../../../source/findings/rule-set.ts';
import { createLocalEngine } from '../../../source/query/engine/index.ts';
import type { Engine } from '../../../source/query/port.ts';
import { derivedFields } from '../../../source/trail/derive.ts';
import { recordFields } from '../../../source/trail/record-fields.ts';
import { exampleNowMs, openExampleStore, type ExampleStore } from '../../layouts/example-store.ts';
import { segmentOf, snapshotOf } from '../../query/engine/segments.ts';
import { firedBy, readRules, type CorrelationRule, type Entry } from './evaluator.ts';
import { oddRecords } from './records.ts';

const read = (file: string) => readFileSync(new URL(file, import.meta.url), 'utf8');
const texts = ['rules.yaml', 'correlations.yaml'].map(read);
const expected = readRules(texts.join('\n---\n'));
const range = { fromMs: exampleNowMs - 86_400_000, toMs: exampleNowMs };

function loaded() {
	const set = new RuleSet([]);
	texts.forEach((text, index) => {
		const file = readRuleFile(text, `${index}.yaml`);
		expect(file.faults.map(formatRuleFault)).toEqual([]);
		set.add(file, `${index}.yaml`);
	});
	const found = set.loaded();
	expect(found.faults).toEqual([]);
	return found.rules;
}

interface Found {
	/** eventIDs by rule. */
	readonly hits: ReadonlyMap<string, readonly string[]>;
	readonly findings: Detected['findings'];
	readonly recordCount: number;
}

async function found(engine: Engine): Promise<Found> {
	const hits = new Map<string, string[]>();
	const outcome = await detect(
		engine,
		loaded(),
		{ ...range, nowMs: range.toMs, timeZone: 'UTC' },
		{ onHit: ({ id }, { eventId }) => hits.set(id, [...(hits.get(id) ?? []), eventId]) },
	);
	if (!outcome.ok) {
		throw new Error(JSON.stringify(outcome));
	}

	expect(outcome.warnings).toEqual([]);
	return { hits, findings: outcome.findings, recordCount: outcome.recordCount };
}

const odd = oddRecords(20_260_301, 900, exampleNowMs - 12 * 3_600_000 - 60_000);
let store: ExampleStore;
let records: readonly Entry[];
let fromStore: Found;
beforeAll(async () => {
	// Each odd record comes twice, in another order; the store keeps one of them.
	store = await openExampleStore({
		days: 1,
		recordsPerDay: 1_200,
		extra: [...odd, ...odd.toReversed()] as never,
	});
	const oddOnce = new Set(odd.map(record => record['eventID']));
	records = [...store.records.map(({ record }) => record as unknown as Entry)]
		.filter(record => !oddOnce.has(record['eventID'] as string))
		.concat(odd)
		.filter(
			record =>
				Date.parse(String(record['eventTime'])) >= range.fromMs &&
				Date.parse(String(record['eventTime'])) < range.toMs,
		);
	fromStore = await found(store.engine);
}, 120_000);
afterAll(() => store.close());

/** Rules that only correlations look at. */
const silent = new Set(
	expected.correlations
		.flatMap(({ rules }) => rules)
		.filter(
			name =>
				!expected.correlations.some(({ rules, generate }) => generate && rules.includes(name)),
		),
);
const named = ({ id, name }: { readonly id: string; readonly name: string }) =>
	silent.has(id) || silent.has(name);

/** What is wrong in one line a rule, so that many can be read. */
function differences(
	ids: readonly string[],
	expectedOf: (id: string) => readonly string[],
	foundOf: (id: string) => readonly string[],
) {
	return ids.flatMap(id => {
		const [wanted, got] = [new Set(expectedOf(id)), new Set(foundOf(id))];
		const missing = [...wanted].filter(one => !got.has(one));
		const extra = [...got].filter(one => !wanted.has(one));
		return missing.length + extra.length === 0
			? []
			: [
					`${id}: ${missing.length} missing as ${missing[0]}, ${extra.length} too many as ${extra[0]}`,
				];
	});
}

/** By rule that is not silent; computed once. */
let meant: ReadonlyMap<string, readonly string[]> | undefined;

function meantHits(): ReadonlyMap<string, readonly string[]> {
	meant ??= new Map(
		expected.events
			.filter(event => !named(event))
			.map(({ id, test: meets }) => [
				id,
				records.filter(meets).map(record => String(record['eventID'])),
			]),
	);
	return meant;
}

function expectHits({ hits }: Found): void {
	const wanted = meantHits();
	const ids = [...wanted.keys()];
	expect(
		differences(
			ids,
			id => wanted.get(id) ?? [],
			id => hits.get(id) ?? [],
		),
	).toEqual([]);
	// Each record once, however often it came.
	expect(ids.filter(id => (hits.get(id) ?? []).length !== wanted.get(id)?.length)).toEqual([]);
}

function expectFindings({ findings }: Found): void {
	const foundOf = ({ id }: CorrelationRule) => findings.filter(({ rule }) => rule.id === id);
	for (const rule of expected.correlations) {
		const fired = firedBy(rule, expected.events, records);
		const label = (group: string, eventID: string) => `${group} ${eventID}`;
		const mine = foundOf(rule);
		const wanted = fired.map(({ group, eventID }) => label(group, eventID));
		const got = mine.flatMap(({ by, eventIds }) =>
			eventIds.map(id => label(JSON.stringify(by), id)),
		);
		const isCut = mine.some(({ count }) => count > 50);
		if (rule.type === 'temporal_ordered') {
			// Which of several chains is told is the product's choice; that there is one is not.
			expect(
				got.filter(one => !wanted.includes(one)),
				rule.id,
			).toEqual([]);
			expect(new Set(mine.map(({ by }) => JSON.stringify(by))), rule.id).toEqual(
				new Set(fired.map(({ group }) => group)),
			);
		} else {
			expect(
				got.filter(one => !wanted.includes(one)),
				rule.id,
			).toEqual([]);
			expect(isCut ? [] : wanted.filter(one => !got.includes(one)), rule.id).toEqual([]);
			expect(
				mine.reduce((sum, { count }) => sum + count, 0),
				rule.id,
			).toBe(wanted.length);
		}
	}
}

test('every rule meets the records that it meets by a second opinion, through the store', () => {
	expect(records.length).toBeGreaterThan(2_000);
	expect(fromStore.recordCount).toBe(records.length);
	expectHits(fromStore);
});

test('every correlation finds what it finds by a second opinion, through the store', () => {
	expectFindings(fromStore);
});

test('most rules meet some records and not others', () => {
	const share = (id: string) => (fromStore.hits.get(id)?.length ?? 0) / records.length;
	const events = expected.events.filter(event => !named(event));
	expect(expected.events.length + expected.correlations.length).toBeGreaterThan(300);
	expect(events.filter(({ id }) => share(id) > 0 && share(id) < 1).length).toBeGreaterThan(
		0.9 * events.length,
	);
	const correlated = expected.correlations.filter(({ id }) =>
		fromStore.findings.some(({ rule }) => rule.id === id),
	);
	expect(correlated.length).toBe(expected.correlations.length - 1);
});

test.each([1, 2, 3])(
	'whatever the order of the records and of their segments: %i',
	async seed => {
		const random = seeded(seed);
		const shuffled = records.map(record => ({ record, at: random() })).sort((a, b) => a.at - b.at);
		const size = Math.ceil(shuffled.length / (seed + 2));
		const segments = Array.from({ length: seed + 2 }, (_, index) =>
			segmentOf(
				`s${index}`,
				shuffled.slice(index * size, (index + 1) * size).map(({ record }) => record),
				0,
				index % 2 === 0,
			),
		);
		const engine = createLocalEngine(() => snapshotOf(segments), {
			derived: derivedFields,
			recordFields,
			lookups: { table: name => ({ missing: `no table ${name}` }) },
		});
		const again = await found(engine);
		expectHits(again);
		const told = ({ findings }: Found) =>
			findings.map(finding => JSON.stringify({ ...finding, rule: finding.rule.id }));
		const [mine, others] = [new Set(told(again)), new Set(told(fromStore))];
		expect(mine.size).toBe(others.size);
		expect([...mine].filter(finding => !others.has(finding)).slice(0, 3)).toEqual([]);
		expect(told(again)).toHaveLength(told(fromStore).length);
	},
	60_000,
);
