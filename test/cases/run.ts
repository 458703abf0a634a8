import { type Case, readCases } from './case.ts';
import { judge } from './judge.ts';
import { runEngine } from './run-engine.ts';
import { runNaive } from './run-naive.ts';

// npm run cases -- FILE [--naive]: runs a file of conformance cases, see README.md beside this file.
const args = process.argv.slice(2);
const files = args.filter(arg => !arg.startsWith('--'));

if (files.length === 0) {
	console.error('name a file of cases: npm run cases -- test/cases/stages.yaml [--naive]');
	process.exit(2);
}

const cases = files.flatMap(readCases);
const problems = args.includes('--naive') ? naiveProblems(cases) : await runEngine(cases);
let failedCount = 0;

for (const one of cases) {
	const found = problems.get(one) ?? [];

	if (found.length > 0) {
		failedCount++;
		console.log(`✗ ${one.name}`);
		console.log(one.query.replace(/^/gm, '    '));
		console.log(found.join('\n').replace(/^/gm, '  '));
	}
}

console.log(`${cases.length - failedCount} passed, ${failedCount} failed`);
process.exitCode = failedCount > 0 ? 1 : 0;

function naiveProblems(all: readonly Case[]): ReadonlyMap<Case, readonly string[]> {
	return new Map(all.map(one => [one, judge(one, runNaive(one))]));
}
