import type { Region } from '../syntax/regions.ts';

/** One offer. */
export interface CompletionItem {
	readonly label: string;
	/** Replaces `[from, to)`. */
	readonly insert: string;
	/** One line: help, or how often it occurs. */
	readonly detail: string;
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

/** A piece of the query before the cursor, neither blank nor comment. */
export interface Piece {
	readonly kind: Region['kind'];
	readonly start: number;
	readonly text: string;
	/** Lower case, for words. */
	readonly word: string;
}

/** Where in a stage the cursor stands: behind `last`. */
export interface CompletionPoint {
	readonly last: Piece;
	/** Is `last` the word that the stage begins with? */
	readonly isFirst: boolean;
	/** The fields in scope. */
	fields(): Iterable<CompletionItem>;
}

/** What completion offers inside a stage. */
export interface StageCompletion {
	/** `fields` where a name must stand, `expression` where functions may stand too. */
	readonly operands: 'fields' | 'expression';
	/** Words of the stage behind which a field or a value is expected. */
	readonly opens: readonly string[];
	/** What may follow a field or a value, beside the next pipe. */
	readonly follows: readonly CompletionItem[];
	/** Offers where the stage has words of its own; undefined where it has none. */
	offers?(point: CompletionPoint): Iterable<CompletionItem> | undefined;
	/** What may stand in a string of the stage; absent: values of the field it is compared with. */
	strings?(sources: CompletionSources): Iterable<CompletionItem>;
}

export function words(list: readonly string[], detail = ''): CompletionItem[] {
	return list.map(word => ({ label: word, insert: word, detail }));
}

/** `1,234 events` */
export function countDetail(count: number): string {
	const digits = String(Math.round(count)).replace(/\B(?=(?:\d{3})+$)/g, ',');
	return `${digits} event${count === 1 ? '' : 's'}`;
}

const comparisons = words(['=', '!=', 'matches', 'in (', 'contains', '<', '>', 'not in (']);
const logic = words(['and', 'or']);

/** Behind an operand of a condition. */
export const afterCondition: readonly CompletionItem[] = [...comparisons, ...logic];
/** Behind an operand of an expression, which may end in `as`. */
export const afterExpression: readonly CompletionItem[] = [
	...words(['as']),
	...comparisons,
	...logic,
];
/** Behind a field of a list. */
export const afterFields: readonly CompletionItem[] = words(['by', 'as']);

/** Widths of buckets and shifts that people write. */
export const timeWidths: readonly string[] = ['1m', '5m', '15m', '30m', '1h', '6h', '1d', '1w'];
