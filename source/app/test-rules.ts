import { SegmentBuilder } from '../../store/index.ts';
import type { StoreSnapshot } from '../../store/index.ts';
import { detect } from '../findings/detect.ts';
import type { Rule, RuleTest } from '../findings/rule.ts';
import { createLocalEngine } from '../query/engine/index.ts';
import { dayMs } from '../text/duration.ts';
import { derivedFields } from '../trail/derive.ts';
import { recordFields } from '../trail/record-fields.ts';
import { recordSchema } from '../trail/schema.ts';
import { parseTime } from '../trail/time.ts';

/** What became of one test of a rule. */
export interface TestedRule {
	readonly rule: Rule;
	/** From 0, in the order of the file. */
	readonly index: number;
	readonly expected: number;
	readonly found: number;
	/** Why it could not be run; undefined when it was. */
	readonly failure: string | undefined;
}

/** Runs the tests that stand in rules, each over its own records and nothing else. */
export async function testRules(rules: readonly Rule[]): Promise<readonly TestedRule[]> {
	const tested: TestedRule[] = [];
	for (const rule of rules) {
		for (const [index, test] of rule.tests.entries()) {
			tested.push(await testRule(rule, test, index));
		}
	}

	return tested;
}

async function testRule(rule: Rule, test: RuleTest, index: number): Promise<TestedRule> {
	const snapshot = snapshotOf(test.records);
	const engine = createLocalEngine(() => snapshot, {
		derived: derivedFields,
		recordFields,
		lookups: { table: name => ({ missing: `no table ${name}` }) },
	});
	const [{ minTimeMs = 0, maxTimeMs = 0 } = {}] = snapshot.segments;
	// A rule for what is new finds it in a store that knows more than the time it learns.
	const learnMs = rule.form.kind === 'new' ? rule.form.learnMs : 0;
	const toMs = maxTimeMs + 1;
	const request = { fromMs: minTimeMs + learnMs, toMs, nowMs: toMs, timeZone: 'UTC' };
	const outcome = await detect(engine, [rule], request);
	const expected = test.finds;
	return outcome.ok
		? { rule, index, expected, found: outcome.findings.length, failure: undefined }
		: {
				rule,
				index,
				expected,
				found: 0,
				failure: 'fault' in outcome ? outcome.fault.message : 'ended',
			};
}

function snapshotOf(records: RuleTest['records']): StoreSnapshot {
	const builder = new SegmentBuilder({ id: 'test', schema: recordSchema });
	for (const [index, record] of records.entries()) {
		const bytes = new TextEncoder().encode(JSON.stringify(record));
		const time = record['eventTime'];
		const timeMs = typeof time === 'string' ? parseTime(time) : NaN;
		// A record without a time is of some day, in the order of the file.
		builder.addRecord(
			bytes,
			0,
			bytes.length,
			{},
			Number.isNaN(timeMs) ? 1_000 * dayMs + index : timeMs,
		);
	}

	return {
		version: 1,
		segments: [builder.view()],
		counts: {
			recordCount: records.length,
			duplicateCount: 0,
			conflictCount: 0,
			sealedSegmentCount: 0,
			openRowCount: records.length,
			usedBytes: 0,
		},
	};
}
