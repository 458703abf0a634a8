import type { CompletionItem } from '../stage/stage-completion.ts';

export interface Completion {
	readonly from: number;
	readonly to: number;
	readonly items: readonly CompletionItem[];
}

/** Completions of one request: more than anyone reads. */
export const itemsMax = 60;
