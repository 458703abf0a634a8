/** One offer. */
export interface CompletionItem {
	readonly label: string;
	/** Replaces `[from, to)`. */
	readonly insert: string;
	/** One line: help, or how often it occurs. */
	readonly detail: string;
}

export interface Completion {
	readonly from: number;
	readonly to: number;
	readonly items: readonly CompletionItem[];
}

/** What completion may know of the data; all of it in memory, so that typing never waits. */
export interface CompletionSources {
	/** Paths seen in the events, the most frequent first. */
	readonly fields: readonly { readonly name: string; readonly count: number }[];
	/** The most frequent values of a field, or none when they are not known. */
	values(field: string): readonly { readonly value: string; readonly count: number }[];
	/** JSON keys seen in the events, which anchors are made of; of a path the last part counts. */
	readonly keys: readonly string[];
	/** Whole queries that were saved. */
	readonly saved: readonly string[];
}

/** Offers of one list: more than anyone reads. */
export const itemsMax = 50;
