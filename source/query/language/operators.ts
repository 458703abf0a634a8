import type { FunctionSpec } from '../function/function.ts';
import { functionSpecs, functions } from '../function/index.ts';
import { aggregateSpecs, aggregateStages } from './aggregates.ts';
import { foreignWords, unsupportedStages } from './foreign.ts';
import { entryOf, manualOf } from './manual-text.ts';
import type { Language } from './manual-text.ts';
import { nearest } from '../syntax/nearest.ts';
import { rowStages } from './row-stages.ts';
import type { AggregateSpec, StageSpec } from './stage-spec.ts';
import { enrichStages, tableStages } from './table-stages.ts';

export type { AggregateSpec, StageSpec } from './stage-spec.ts';

/**
 * The one table of the language. The parser takes its keywords from here, and did-you-mean,
 * completion, colouring and the manual their words: what is not in it does not exist.
 */
export const stages: readonly StageSpec[] = [
	...rowStages,
	...aggregateStages,
	...tableStages,
	...enrichStages,
];

export const aggregates: ReadonlyMap<string, AggregateSpec> = new Map(
	aggregateSpecs.map(spec => [spec.name, spec]),
);

/** Every first word that makes a stage, in lower case → the specifications that it may begin. */
export const stageKeywords: ReadonlyMap<string, readonly StageSpec[]> = keywordTable();

function keywordTable(): Map<string, StageSpec[]> {
	const table = new Map<string, StageSpec[]>();
	for (const spec of stages) {
		for (const name of [spec.name, ...(spec.aliases ?? [])]) {
			const word = name.split(' ')[0] as string;
			table.set(word, [...(table.get(word) ?? []), spec]);
		}
	}

	return table;
}

const functionNames = [...new Set(['if', ...functionSpecs.map(spec => spec.name)])];
const operatorNames = [
	...new Set([...stageKeywords.keys(), ...aggregates.keys(), ...functionNames]),
];

export function findFunction(name: string): FunctionSpec | undefined {
	return functions.get(name.toLowerCase());
}

/** The repair for a word that begins no stage. */
export function suggestOperator(word: string): string {
	const lower = word.toLowerCase();
	const foreign = foreignWords.get(lower);
	if (foreign !== undefined) {
		return foreign;
	}

	const near = nearest(lower, operatorNames);
	return near === undefined
		? 'write a stage such as where, count, sort or limit'
		: `did you mean "${near}"?`;
}

/** The repair for an unknown function. */
export function suggestFunction(word: string): string {
	const lower = word.toLowerCase();
	if (aggregates.has(lower)) {
		return `${lower} is an aggregate: it makes a stage of its own, | ${lower}(f) by k`;
	}

	const foreign = foreignWords.get(lower);
	if (foreign !== undefined) {
		return foreign;
	}

	const near = nearest(lower, functionNames);
	return near === undefined ? 'trailtop help query lists the functions' : `did you mean "${near}"?`;
}

export { foreignWords, functionSpecs, unsupportedStages };

const language: Language = { stages, aggregates: aggregateSpecs, functions: functionSpecs };

/**
 * The manual as Markdown: the whole language, or what it says of one stage, aggregate or function;
 * empty when the language does not know `name`.
 */
export function manual(name?: string): string {
	return name === undefined ? manualOf(language) : entryOf(language, name);
}
