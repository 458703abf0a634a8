import type { QueryResult } from '../query/port.ts';
import type { Aliases } from './account-name.ts';
import type { Line } from './span.ts';

/** What became of a panel's query. */
export type Outcome =
	| { readonly kind: 'loading' }
	| { readonly kind: 'ready'; readonly result: QueryResult }
	/** An older result, and why there is none newer: it is still running, or it failed. */
	| { readonly kind: 'stale'; readonly result: QueryResult; readonly reason: string }
	| { readonly kind: 'failed'; readonly reason: string; readonly next: string };

/** Half-open, ms since the epoch. */
export interface TimeSpan {
	readonly fromMs: number;
	readonly toMs: number;
}

/** Where the cursor of a panel stands. */
export interface Cursor {
	/** Index into the rows or items as they are shown; -1 for none. */
	readonly row: number;
	/** Index into the columns of a table; -1 for the whole row. */
	readonly column: number;
	/** First row shown. */
	readonly scroll: number;
	readonly sort: { readonly column: string; readonly descending: boolean } | undefined;
	/** Titles of a table's columns that a person does not want to see. */
	readonly hidden?: readonly string[];
}

export const noCursor: Cursor = { row: -1, column: -1, scroll: 0, sort: undefined };

/** What the same query found in the period of the same length just before. */
export interface Past {
	readonly result: QueryResult;
	readonly range: TimeSpan;
	/** Entries of the results' `stages` that may leave groups out, as `limit 10` does. */
	readonly cuts: { readonly now: readonly number[]; readonly before: readonly number[] };
}

export type Before =
	/** Its answer has not come, or what it is compared with is not whole. */
	{ readonly kind: 'waiting' } | { readonly kind: 'failed' } | ({ readonly kind: 'ready' } & Past);

/** Everything a model is made of, beside the result. */
export interface PanelContext {
	readonly widthCells: number;
	readonly heightCells: number;
	readonly range: TimeSpan;
	/** `last 24h`, for panels without a result. */
	readonly rangeLabel: string;
	/** IANA name. */
	readonly timeZone: string;
	readonly cursor: Cursor;
	/** Columns of a table that are shown; undefined for all. */
	readonly columns?: readonly string[] | undefined;
	/** What people call accounts; the values behind the names stay ids. */
	readonly aliases?: Aliases | undefined;
	/** The field whose values are the titles of columns, as a transpose makes them; undefined for none. */
	readonly titleField?: string | undefined;
	/** What is compared with; undefined while nothing is compared. */
	readonly before?: Before | undefined;
}

/** Something in a panel that can be chosen and opened. */
export interface Item {
	/** Indexes into the result's rows that it stands for. */
	readonly rows: readonly number[];
	/** Title of the result's column, where the item is one cell of a row. */
	readonly column: string | undefined;
	/** The bucket, for charts over time. */
	readonly bucket: TimeSpan | undefined;
	readonly label: string;
	readonly value: number | undefined;
}

/** What a panel shows, as plain data. */
export interface PanelModel {
	readonly kind: string;
	readonly state: 'loading' | 'empty' | 'ready' | 'stale' | 'failed';
	/** Shape `[heightCells]`, each at most `widthCells` wide. */
	readonly lines: readonly Line[];
	/** At the right of the title: `84 rows`, `+12 more`; empty for nothing. */
	readonly note: string;
	/** What can be chosen, in the order of the cursor; empty for tables, whose items are rows. */
	readonly items: readonly Item[];
	/** Rows or items that the cursor can stand on. */
	readonly itemCount: number;
	/** Rows or items that are not on the screen. */
	readonly hiddenCount: number;
	/** For each line the rows of the result that it stands for; undefined where none does. */
	readonly lineRows?: readonly (readonly number[])[] | undefined;
	/** The figures behind the picture, for programs. */
	readonly figures: Readonly<Record<string, unknown>>;
}

/** The part of a model that a panel kind decides itself. */
export type Drawing = Omit<PanelModel, 'kind' | 'state'>;
