import type { Region } from '../syntax/regions.ts';

/** One offer. */
export interface CompletionItem {
	readonly label: string;
	/** Replaces `[from, to)`. */
	readonly insert: string;
	/** One line: help, or how often it occurs. */
	readonly detail: string;
}

/** The data that completion uses; all of it is in memory, so that typing never waits. */
export interface CompletionSources {
	/** Paths seen in the events, the most frequent first. */
	readonly fields: readonly { readonly name: string; readonly count: number }[];
	/** Fields that are derived from a record, with what each is. */
	readonly derived: readonly { readonly name: string; readonly help: string }[];
	/** Names of the tables that a user keeps. */
	readonly tables: readonly string[];
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

/** The position of the cursor in a stage: after `last`. */
export interface CompletionPoint {
	readonly last: Piece;
	/** Is `last` the word that the stage begins with? */
	readonly isFirst: boolean;
	/** The fields in scope. */
	fields(): Iterable<CompletionItem>;
	/** Names of the tables that a user keeps. */
	readonly tables: readonly string[];
}

/** What completion offers inside a stage. */
export interface StageCompletion {
	/** `fields` where a name must stand, `expression` where functions may stand too. */
	readonly operands: 'fields' | 'expression';
	/** Words of the stage that are followed by a field or a value. */
	readonly opens: readonly string[];
	/** What may follow a field or a value, beside the next pipe. */
	readonly follows: readonly CompletionItem[];
	/** Offers for positions where the stage has its own words; undefined elsewhere. */
	offers?(point: CompletionPoint): Iterable<CompletionItem> | undefined;
	/**
	 * What a string of the stage may contain; absent: values of the field that it is compared with.
	 */
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
export const logic: readonly CompletionItem[] = words(['and', 'or']);

/** After an operand of a condition. */
export const afterCondition: readonly CompletionItem[] = [...comparisons, ...logic];
/** After an operand of an expression, which may end in `as`. */
export const afterExpression: readonly CompletionItem[] = [
	...words(['as']),
	...comparisons,
	...logic,
];
/** After a field of a list. */
export const afterFields: readonly CompletionItem[] = words(['by', 'as']);

/** Usual widths of buckets and shifts. */
export const timeWidths: readonly string[] = ['1m', '5m', '15m', '30m', '1h', '6h', '1d', '1w'];
