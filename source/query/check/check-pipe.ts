import { aggregates } from '../aggregate/index.ts';
import { parse } from '../language/parse.ts';
import { stageKeywords } from '../language/words.ts';
import type { Search } from '../syntax/tree.ts';
import { walkSearch } from '../syntax/walk-search.ts';
import type { Checking } from './checking.ts';
import { eventSchema } from '../stage/schema.ts';
import { specOf } from '../stage/index.ts';

/** Words of a search that are tried as the first of a stage. */
const triedMax = 8;

/**
 * Reports a stage in the search, where its words are looked for in the records: `count by eventName`.
 *
 * @returns whether there is one, so that the stages after it do not get what they need
 */
export function checkForgottenPipe(checking: Checking): boolean {
	const { search, text } = checking.query;
	const found = stageWords(search)
		.slice(0, triedMax)
		.find(({ word, end }) => isStage(checking, text.slice(word.span.start, end)));
	if (found === undefined) {
		return false;
	}

	const { span } = found.word;
	const written = text.slice(span.start, span.end);
	const stage = `${found.isFirst ? '* | ' : '| '}${written}`;
	checking.faults.push({
		severity: 'warning',
		span,
		message: `${written} is looked for as a word: no | is before it`,
		next: `write ${stage} for the stage, or "${written}" for the word`,
		// A pipe inside parentheses would end the query there.
		...(found.isInside ? {} : { repair: stage }),
	});
	return true;
}

interface StageWord {
	readonly word: Search;
	/** Nothing of the search is before it. */
	readonly isFirst: boolean;
	/** It is in parentheses. */
	readonly isInside: boolean;
	/** Where the terms end that follow it. */
	readonly end: number;
}

/** Words that stages begin with, and that other terms follow. */
function stageWords(search: Search): readonly StageWord[] {
	const found: StageWord[] = [];
	walkSearch(search, part => {
		const items = part.kind === 'and' ? part.items : [];
		for (const [index, word] of items.slice(0, -1).entries()) {
			if (isStageWord(word)) {
				const place = { isFirst: index === 0, isInside: part !== search };
				found.push({ word, ...place, end: items.at(-1)?.span.end ?? part.span.end });
			}
		}
	});
	return found;
}

function isStageWord(item: Search): boolean {
	return item.kind === 'word' && (aggregates.has(item.text) || stageKeywords.has(item.text));
}

/** Whether the text is one whole stage that names fields which the records have. */
function isStage({ known, query }: Checking, text: string): boolean {
	if (query.text.includes('{{')) {
		return false;
	}

	const { query: read, faults } = parse(`| ${text}`);
	const [stage] = read.stages;
	if (stage === undefined || faults.length > 0) {
		return false;
	}

	const fields = specOf(stage).reads(stage);
	return known.sampled
		? fields.every(({ name }) => known.certain(eventSchema, name))
		: /\bby\b|[(=]/.test(text);
}
