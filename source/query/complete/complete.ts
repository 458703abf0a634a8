import { isOfWord, positionAt, wordEnd } from './position.ts';
import { completeSearch } from './complete-search.ts';
import { completeStage } from './complete-stage.ts';
import type { CompletionSources } from '../stage/stage-completion.ts';
import type { Completion } from './completion.ts';

/**
 * The possible completions at the cursor: names and words in the search, stages after a pipe,
 * fields in scope, functions, operators, values in strings. Pure, works on broken text, and offers
 * at most `itemsMax`.
 */
export function complete(text: string, cursor: number, sources: CompletionSources): Completion {
	const at = Math.max(0, Math.min(cursor, text.length));
	const position = positionAt(text, intoWord(text, at));
	if (position === undefined) {
		return { from: at, to: at, items: [] };
	}

	return position.inSearch ? completeSearch(position, sources) : completeStage(position, sources);
}

/** A cursor right before a word is taken for one behind it: what is offered replaces the word, and is not put before it. */
function intoWord(text: string, at: number): number {
	const isBefore = isOfWord(text[at]) && !isOfWord(text[at - 1]);
	return isBefore ? wordEnd(text, at) : at;
}
