import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { aggregates } from '../../source/query/aggregate/index.ts';
import { functionSpecs } from '../../source/query/function/index.ts';
import { stageHelps } from '../../source/query/language/words.ts';
import { readCases } from './case.ts';
import { judge } from './judge.ts';
import { runEngine } from './run-engine.ts';
import { runNaive } from './run-naive.ts';

const files = readdirSync(import.meta.dirname).filter(name => name.endsWith('.yaml'));
const casesOf = (file: string) => readCases(`${import.meta.dirname}/${file}`);

test.each(files)('%s: the engine does what the cases say', async file => {
	const problems = await runEngine(casesOf(file));
	const failed = [...problems].filter(([, found]) => found.length > 0);

	expect(failed.map(([one, found]) => [one.name, ...found])).toEqual([]);
	expect(problems.size).toBeGreaterThan(20);
});

test.each(files)('%s: so does the naive evaluator', file => {
	const failed = casesOf(file)
		.map(one => [one.name, ...judge(one, runNaive(one))])
		.filter(([, ...found]) => found.length > 0);

	expect(failed).toEqual([]);
});

test('every stage, aggregate and function has two cases', () => {
	const subjects = files.flatMap(casesOf).map(({ name }) => name.split(':')[0]);
	const wanted = [
		...stageHelps.map(({ name }) => name),
		...aggregates.keys(),
		...functionSpecs.map(({ name }) => name),
	];
	const missing = wanted.filter(name => subjects.filter(subject => subject === name).length < 2);

	expect(wanted.length).toBeGreaterThan(100);
	expect(missing).toEqual([]);
});
