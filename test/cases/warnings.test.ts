import { expect, test } from 'vitest';
import { createLocalEngine } from '../../source/query/engine/index.ts';
import { derivedFields } from '../../source/trail/derive.ts';
import { recordFields } from '../../source/trail/record-fields.ts';
import { type Case, readCases, recordsOf, requestOf } from './case.ts';
import { storeOf } from './case-store.ts';
import { lookupsOf } from './lookups.ts';

const noValue = 'it holds a variable without a value';
const noRecordHasIt = 'it asks for a field that none of its records has, because it is about null';

/** Cases with a warning, and why it is right there. */
const doubted: Readonly<Record<string, string>> = {
	'isNull: a missing field': noRecordHasIt,
	'if: null counts as false': noRecordHasIt,
	'concat: joins numbers, words and nothing': noRecordHasIt,
	'toLowerCase: null stays null': noRecordHasIt,
	'length: of nothing is 0': noRecordHasIt,
	'min: with null is null': noRecordHasIt,
	'hypot: with null is null': noRecordHasIt,
	'expression: not of null is null': noRecordHasIt,
	'withtime: of nothing is null': noRecordHasIt,
	'sum: of no number is 0': noRecordHasIt,
	'avg: of no number is null': noRecordHasIt,
	'median: of nothing is null': noRecordHasIt,
	'sort: without a field the rows stay as they come': 'it names no field',
	'top: a parameter without a value is ten rows': noValue,
	'timeslice: a parameter holds the width, and without a value it is the whole range': noValue,
	'where: a comparison with a parameter that has no value filters nothing': noValue,
	'fields: what it leaves out is gone': 'it reads a field that fields has dropped',
	'where: plus joins no texts': 'it adds a text to a text, which gives null',
};

async function warningsOf(one: Case): Promise<readonly string[]> {
	const records = recordsOf(one);
	const store = await storeOf(records);
	try {
		const engine = createLocalEngine(() => store.snapshot(), {
			derived: derivedFields,
			recordFields,
			lookups: lookupsOf(one.lookups ?? {}),
		});
		return engine.check(requestOf(one, records)).map(({ message }) => message);
	} finally {
		await store.close();
	}
}

test('of the cases that give rows nothing is doubted but what is listed here', async () => {
	const files = ['functions', 'search', 'stages'].map(
		name => `${import.meta.dirname}/${name}.yaml`,
	);
	const cases = files.flatMap(readCases).filter(({ expect: { error } }) => error === undefined);
	const found: string[] = [];
	for (const one of cases) {
		if ((await warningsOf(one)).length > 0) {
			found.push(one.name);
		}
	}

	expect(cases.length).toBeGreaterThan(300);
	expect(found.sort()).toEqual(Object.keys(doubted).sort());
});
