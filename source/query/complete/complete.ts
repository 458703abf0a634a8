import { positionAt } from './position.ts';
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
	const position = positionAt(text, at);
	if (position === undefined) {
		return { from: at, to: at, items: [] };
	}

	return position.inSearch ? completeSearch(position, sources) : completeStage(position, sources);
}
