import { afterAll, beforeAll, expect, test } from 'vitest';
import { aStore, type AStore } from '../../fixtures/a-store.ts';
import { matchedIn } from '../../source/app/findings/matched-in.ts';
import { readOwnRules } from '../../source/app/rules.ts';
import { leavesOf, matchedParts, truth } from '../../source/findings/matched.ts';
import type { Rule } from '../../source/findings/rule.ts';
import { createLocalEngine } from '../../source/query/engine/index.ts';
import { parse } from '../../source/query/language/parse.ts';
import type { Engine, RecordRef } from '../../source/query/port.ts';
import type { WhereStage } from '../../source/query/stage/where.ts';
import { printExpression } from '../../source/query/syntax/print-expression.ts';
import type { Expression } from '../../source/query/syntax/tree.ts';
import { derivedFields } from '../../source/trail/derive.ts';
import { recordFields } from '../../source/trail/record-fields.ts';
import { recordSchema } from '../../source/trail/schema.ts';
import { openReader, type StoreReader } from '../../store/index.ts';
import { objectOf, recordsOfTests } from './live/live-world.ts';

let store: AStore;
let reader: StoreReader;
let engine: Engine;
let rules: readonly Rule[];

beforeAll(async () => {
	rules = await readOwnRules();
	store = await aStore({});
	await store.writer.append('tail', [objectOf(recordsOfTests(rules))], () => []);
	reader = await openReader({ dir: store.dir, schema: recordSchema });
	const snapshot = reader.refresh();
	engine = createLocalEngine(() => snapshot, {
		derived: derivedFields,
		recordFields,
		lookups: { table: name => ({ missing: `no table ${name}` }) },
	});
});
afterAll(async () => {
	await reader.close();
	await store.close();
});

function conditionOf(text: string): Expression {
	const [stage] = parse(`* | where ${text}`).query.stages;
	return (stage as WhereStage).condition;
}

/** Rows that meet each condition, as `segment row`. */
async function met(conditions: readonly Expression[]): Promise<readonly ReadonlySet<string>[]> {
	const found = conditions.map(() => new Set<string>());
	const outcome = await engine.match(
		{
			conditions: conditions.map(when => ({ when, unless: [], fromMs: -8e15 })),
			...{ fields: [], keyField: 'eventName', toMs: 8e15, nowMs: 0, timeZone: 'UTC' },
		},
		{
			onMet: ({ condition, records }) =>
				records.forEach(({ ref }) => found[condition]?.add(`${ref.segmentId} ${ref.row}`)),
		},
	);
	expect(outcome.ok).toBe(true);
	return found;
}

test('of an or the branches that hold count, and below a not what is absent', () => {
	const parts = (text: string, ...held: string[]) => {
		const condition = conditionOf(text);
		const texts = leavesOf(condition).map(printExpression);
		const holds = (leaf: string) => held.some(word => leaf.includes(word));
		expect(texts.length).toBeGreaterThan(0);
		return matchedParts(condition, holds, field => [field]).map(
			({ text: leaf, isAbsent }) => `${isAbsent ? 'not ' : ''}${leaf}`,
		);
	};

	expect(parts('a = 1 and (b = 2 or c = 3)', 'a', 'c')).toEqual(['a = 1', 'c = 3']);
	expect(parts('a = 1 and (b = 2 or c = 3)', 'a', 'b', 'c')).toEqual(['a = 1', 'b = 2', 'c = 3']);
	expect(parts('a = 1 and !(b = 2 or c = 3)', 'a')).toEqual(['a = 1', 'not b = 2', 'not c = 3']);
	expect(parts('!(a = 1 and b = 2)', 'a')).toEqual(['not b = 2']);
	expect(parts('!(!(a = 1))', 'a')).toEqual(['a = 1']);
	expect(parts('a = 1 or (a = 1 and b = 2)', 'a')).toEqual(['a = 1']);
});

test('a condition holds where its leaves say so, for each rule and each record of their tests', async () => {
	const conditions = rules.flatMap(({ probes }) => probes.map(({ condition }) => condition));
	const leaves = [
		...new Map(
			conditions.flatMap(leavesOf).map(leaf => [printExpression(leaf), leaf] as const),
		).entries(),
	];
	const ofLeaves = await met(leaves.map(([, leaf]) => leaf));
	const byText = new Map(leaves.map(([text], index) => [text, ofLeaves[index]]));
	const ofConditions = await met(conditions);
	const rows = reader
		.refresh()
		.segments.flatMap(({ id, rowCount }) =>
			Array.from({ length: rowCount }, (_, row) => `${id} ${row}`),
		);
	expect(rows.length).toBeGreaterThan(100);
	for (const [index, condition] of conditions.entries()) {
		const said = rows.filter(row => truth(condition, text => byText.get(text)?.has(row) === true));
		expect([printExpression(condition), said]).toEqual([
			printExpression(condition),
			[...(ofConditions[index] ?? [])],
		]);
	}
});

test('each rule tells of each of its hits what made it one, and the values stand in the record', async () => {
	const ports = { engine, rules: () => Promise.resolve(rules), nowMs: () => 0 };
	for (const rule of rules) {
		const hits = await met(rule.probes.map(({ condition }) => condition));
		const places = [...new Set(hits.flatMap(found => [...found]))].slice(0, 3);
		expect([rule.id, places.length]).not.toEqual([rule.id, 0]);
		for (const place of places) {
			const [segmentId = '', row = ''] = place.split(' ');
			const ref: RecordRef = { segmentId, row: Number(row) };
			const parts = await matchedIn(rule.id, ref, ports);
			const raw = (await engine.record(ref))?.raw ?? '';
			const standing = parts
				.filter(({ isAbsent }) => !isAbsent)
				.flatMap(({ fields }) => fields)
				.filter(field => raw.includes(`"${field.split('.').at(-1) ?? ''}"`));
			expect([rule.id, standing.length > 0]).toEqual([rule.id, true]);
		}
	}

	expect(await matchedIn('gone', { segmentId: 'x', row: 0 }, ports)).toEqual([]);
	expect(await matchedIn('CT01', { segmentId: 'gone', row: 0 }, ports)).toEqual([]);
});
