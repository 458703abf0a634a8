/** Half-open, ms since the epoch. */
export interface StoryRange {
	readonly fromMs: number;
	readonly toMs: number;
}

/** A piece of a row. A number comes with the query whose rows it counts. */
export interface StoryPart {
	/** What it is, for those who read the story by program: `address`, `reads`, `new`. */
	readonly name: string;
	/** As it is shown; not sanitised. */
	readonly text: string;
	/** Words of ours, while other texts are values of records or of rules. */
	readonly isOurs?: true;
	readonly number?: number;
	/** With each number: a query that gives so many rows in `range`, or else in the range of the story. */
	readonly query?: string;
	readonly range?: StoryRange;
}

export interface StoryRow {
	/** Of a tree: 1 is next to the principal; 0 elsewhere. */
	readonly depth: number;
	/** Ms since the epoch; undefined where a row is of no one time. */
	readonly timeMs?: number | undefined;
	/** Of the one record that the row is about. */
	readonly eventId?: string | undefined;
	readonly parts: readonly StoryPart[];
}

export const sectionIds = [
	'who',
	'where',
	'what',
	'refused',
	'gave',
	'from',
	'to',
	'timeline',
] as const;

export type SectionId = (typeof sectionIds)[number];

export interface StorySection {
	readonly id: SectionId;
	readonly title: string;
	readonly rows: readonly StoryRow[];
}

/** All that the records of a range tell of one principal. */
export interface Story extends StoryRange {
	readonly who: string;
	/** What it was read as: `user`, `access key`; empty when nothing knows it. */
	readonly readAs: string;
	/** Records of it in the range; with 0 there are no sections. */
	readonly recordCount: number;
	/** The query of these records. */
	readonly query: string;
	/** One each, in this order. */
	readonly sections: readonly StorySection[];
	/** Of an unknown one: names that are like it. */
	readonly near: readonly string[];
	/** When the store has records of it, but none in the range. */
	readonly elsewhere: { readonly count: number; readonly range: StoryRange } | undefined;
	readonly warnings: readonly string[];
}

/** A piece in words of ours. */
export function words(name: string, text: string): StoryPart {
	return { name, text, isOurs: true };
}

/** A value of a record. */
export function valuePart(name: string, text: string): StoryPart {
	return { name, text };
}

export function rowOf(parts: readonly (StoryPart | undefined)[], depth = 0): StoryRow {
	return { depth, parts: parts.filter(part => part !== undefined) };
}
