import type { QueryResult } from '../query/port.ts';
import type { Aliases } from './account-name.ts';
import type { Line } from './span.ts';
import type { ColumnChoice } from './column-choice.ts';

/** The state of a panel's query. */
export type Outcome =
	| { readonly kind: 'loading' }
	| { readonly kind: 'ready'; readonly result: QueryResult }
	/** An earlier result, and why there is no newer one: the query is running, or it failed. */
	| { readonly kind: 'stale'; readonly result: QueryResult; readonly reason: string }
	| { readonly kind: 'failed'; readonly reason: string; readonly next: string };

/** Half-open, ms since the epoch. */
export interface TimeSpan {
	readonly fromMs: number;
	readonly toMs: number;
}

/** The cursor of a panel. */
export interface Cursor {
	/** Index into the rows or items in the order shown; -1 for none. */
	readonly row: number;
	/** Index into the columns of a table; -1 for the whole row. */
	readonly column: number;
	/** The title of that column, which has another index when others come, go or move. */
	readonly columnTitle?: string | undefined;
	/** First row shown. */
	readonly scroll: number;
	readonly sort: { readonly column: string; readonly descending: boolean } | undefined;
	/** Somebody has done something with the first row, which stays chosen when newer ones come. */
	readonly isHeld?: boolean | undefined;
}

export const noCursor: Cursor = { row: -1, column: -1, scroll: 0, sort: undefined };

/** The result of the same query for the period of the same length just before. */
export interface Past {
	readonly result: QueryResult;
	readonly range: TimeSpan;
	/** Entries of the results' `stages` that may leave groups out, as `limit 10` does. */
	readonly cuts: { readonly now: readonly number[]; readonly before: readonly number[] };
}

export type Before =
	/** Its result has not arrived, or the present result is incomplete. */
	{ readonly kind: 'waiting' } | { readonly kind: 'failed' } | ({ readonly kind: 'ready' } & Past);

/** The inputs of a model besides the result. */
export interface PanelContext {
	readonly widthCells: number;
	readonly heightCells: number;
	readonly range: TimeSpan;
	/** `last 24h`, for panels without a result. */
	readonly rangeLabel: string;
	/** Records of the range are still being read. */
	readonly isSoFar?: boolean | undefined;
	/** The range is that of this panel alone. */
	readonly hasOwnRange?: boolean | undefined;
	/** IANA name. */
	readonly timeZone: string;
	readonly cursor: Cursor;
	/** Rows of the result of a table that are marked; undefined for none. */
	readonly marked?: ReadonlySet<number> | undefined;
	/** Columns of a table that are shown; undefined for all. */
	readonly columns?: readonly string[] | undefined;
	/** Beside the title, for what is the same in all rows. */
	readonly titleRoomCells?: number | undefined;
	/** For columns, also while a part of the width is taken for what changed. */
	readonly columnRoomCells?: number | undefined;
	/** What the user chose of them; undefined where nobody could, so that nothing is left out. */
	readonly choice?: ColumnChoice | undefined;
	/** Aliases of accounts; the values behind them stay ids. */
	readonly aliases?: Aliases | undefined;
	/** The field whose values are titles of columns, as by a transpose; undefined for none. */
	readonly titleField?: string | undefined;
	/** Takes what a result offers instead of an answer; undefined where there are no keys. */
	readonly repairKey?: string | undefined;
	/** Without pictures that take many bytes: a map is its list. */
	readonly isPlain?: boolean | undefined;
	/** Rows of the result that have just come. */
	readonly fresh?: ReadonlySet<number> | undefined;
	/** The result to compare with; undefined when nothing is compared. */
	readonly before?: Before | undefined;
}

/** An item of a panel that can be selected and opened. */
export interface Item {
	/** Indexes of the result's rows that it represents. */
	readonly rows: readonly number[];
	/** Title of the result's column, when the item is one cell of a row. */
	readonly column: string | undefined;
	/** The bucket, for charts over time. */
	readonly bucket: TimeSpan | undefined;
	readonly label: string;
	readonly value: number | undefined;
}

/** What a panel shows, as plain data. */
export interface PanelModel {
	readonly kind: string;
	/** `lacking`: nothing could be counted for want of a feed, a database or a list. */
	readonly state: 'loading' | 'empty' | 'lacking' | 'ready' | 'stale' | 'failed';
	/** Shape `[heightCells]`, each at most `widthCells` wide. */
	readonly lines: readonly Line[];
	/** Shown at the right of the title: `84 rows`, `+12 more`; empty for nothing. */
	readonly note: string;
	/** The items in cursor order; empty for tables, whose items are rows. */
	readonly items: readonly Item[];
	/** Rows or items that the cursor can select. */
	readonly itemCount: number;
	/** Rows or items that are not visible. */
	readonly hiddenCount: number;
	/**
	 * For each line, the rows of the result that it represents; undefined when no line represents
	 * rows.
	 */
	readonly lineRows?: readonly (readonly number[])[] | undefined;
	/** Columns with one value in all rows, for the title: `type AwsApiCall`. */
	readonly same?: readonly string[] | undefined;
	/** The data of the picture, for programs. */
	readonly figures: Readonly<Record<string, unknown>>;
}

/** The part of a model that each panel kind computes itself. */
export type Drawing = Omit<PanelModel, 'kind' | 'state'>;
