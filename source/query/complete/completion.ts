import type { CompletionItem } from '../stage/stage-completion.ts';
import type { Signature } from './signature.ts';

export interface Completion {
	readonly from: number;
	readonly to: number;
	readonly items: readonly CompletionItem[];
	/** Of the call that the cursor is in; absent: it is in none. */
	readonly signature?: Signature | undefined;
}

/** Completions of one request: more than anyone reads. */
export const itemsMax = 120;
