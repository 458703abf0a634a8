import { aggregates } from '../aggregate/index.ts';
import { functionSpecs } from '../function/index.ts';
import { stageSpecs } from '../stage/index.ts';
import type { StageHelp, StageSpec } from '../stage/stage-spec.ts';
import { didYouMean } from '../syntax/advice.ts';
import type { Advice } from '../syntax/advice.ts';
import { foreignWords } from '../syntax/foreign.ts';
import { nearest } from '../syntax/nearest.ts';

/** The stages that have a keyword, in the order of the manual. */
export const stageHelps: readonly StageHelp[] = stageSpecs.flatMap(({ help }) => help ?? []);

/** A stage with words that it may begin with: `parse`, `parse regex`, `extract`. */
interface Keyword {
	/** Lower-case. */
	readonly words: readonly string[];
	readonly spec: StageSpec;
}

/** First word, in lower case → the stages that may begin with it, those with more words first. */
export const stageKeywords: ReadonlyMap<string, readonly Keyword[]> = keywordTable();

function keywordTable(): Map<string, Keyword[]> {
	const table = new Map<string, Keyword[]>();
	for (const spec of stageSpecs as readonly StageSpec[]) {
		const names = spec.help === undefined ? [] : [spec.help.name, ...(spec.help.aliases ?? [])];
		for (const name of names) {
			const words = name.split(' ');
			const first = words[0] as string;
			const known = [...(table.get(first) ?? []), { words, spec }];
			table.set(
				first,
				known.sort((a, b) => b.words.length - a.words.length),
			);
		}
	}

	return table;
}

const functionNames = [...new Set(['if', ...functionSpecs.map(spec => spec.name)])];
const operatorNames = [
	...new Set([...stageKeywords.keys(), ...aggregates.keys(), ...functionNames]),
];

/** The suggested repair for a word that begins no stage. */
export function suggestOperator(word: string): Advice {
	const lower = word.toLowerCase();
	const foreign = foreignWords.get(lower);
	if (foreign !== undefined) {
		return foreign;
	}

	const otherwise = 'write a stage such as where, count, sort or limit';
	return didYouMean(nearest(lower, operatorNames), otherwise);
}

/** The suggested repair for an unknown function. */
export function suggestFunction(word: string): Advice {
	const lower = word.toLowerCase();
	if (aggregates.has(lower)) {
		return `${lower} is an aggregate: it makes a stage of its own, | ${lower}(f) by k`;
	}

	const foreign = foreignWords.get(lower);
	if (foreign !== undefined) {
		return foreign;
	}

	return didYouMean(nearest(lower, functionNames), 'trailtop help query lists the functions');
}
