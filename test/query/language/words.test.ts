import { expect, test } from 'vitest';
import { check } from '../../../source/query/check/check.ts';
import { aggregates } from '../../../source/query/aggregate/index.ts';
import { functionSpecs } from '../../../source/query/function/index.ts';
import { manual } from '../../../source/query/language/manual.ts';
import { stageHelps, stageKeywords } from '../../../source/query/language/words.ts';
import { foreignWords, unsupportedStages } from '../../../source/query/syntax/foreign.ts';
import { parse } from '../../../source/query/language/parse.ts';
import { regexFunctionNames } from '../../../source/query/syntax/split-stages.ts';

test('a regex literal may stand in every function that takes one', () => {
	const takers = functionSpecs.filter(spec => spec.regexArgs !== undefined);
	expect([...regexFunctionNames]).toEqual(takers.map(spec => spec.name));
});

test('no word has two meanings', () => {
	const words = [...stageKeywords.keys(), ...aggregates.keys(), ...unsupportedStages.keys()];
	expect(words.length).toBe(new Set(words).size);
	expect([...foreignWords.keys()].filter(word => stageKeywords.has(word))).toEqual([]);
});

const specs = [...stageHelps, ...aggregates.values()];

test.each(specs.map(spec => [spec.name, spec.example] as const))(
	'the example of %s is right',
	(_name, example) => {
		const { query, faults } = parse(example);
		expect([...faults, ...check(query)]).toEqual([]);
	},
);

test.each(specs.map(spec => [spec.name, spec.snippet] as const))(
	'the snippet of %s can be read',
	(_name, snippet) => {
		const { faults } = parse(`| ${snippet}`);
		expect(faults.filter(fault => fault.severity === 'fault')).toEqual([]);
	},
);

test('the manual names every stage, aggregate and function', () => {
	const text = manual();
	for (const { name, syntax } of specs) {
		expect(text).toContain(`### ${name}\n`);
		expect(text).toContain(syntax);
	}

	for (const { syntax } of functionSpecs) {
		expect(text).toContain(`\`${syntax}\``);
	}

	for (const word of [...unsupportedStages.keys(), ...foreignWords.keys()]) {
		expect(text).toContain(`\`${word}\``);
	}
});

test.each([
	['where', '### where'],
	['PARSE', '### parse regex'],
	['parse regex', 'multi makes a row a match'],
	['extract', '### parse regex'],
	['count', '### count\n'],
	['tolowercase', '### toLowerCase'],
	['if', 'condition ? a : b'],
	['stats', 'use count by f'],
	['save', 'no query writes here'],
])('manual(%j) says %j', (name, said) => {
	expect(manual(name)).toContain(said);
});

test('the manual says nothing of what it does not know', () => {
	expect(manual('nonsense')).toBe('');
});
