import type { Spending } from '../spending.ts';
import type { Value } from '../value.ts';

/** A result table, the input of every stage after an aggregate. */
export interface Table {
	/** Column titles in order. */
	readonly columns: readonly string[];
	/** Shape `[rows][columns.length]`. */
	readonly rows: readonly (readonly Value[])[];
}

/** The context of a table stage. */
export interface TableContext {
	readonly fromMs: number;
	readonly toMs: number;
	readonly nowMs: number;
	readonly timeZone: string;
	/** Width of the query's timeslice in ms, when it had one, and the column it made. */
	readonly timeslice: { readonly stepMs: number; readonly column: string } | undefined;
	/** Columns that are group keys of the last aggregate. */
	readonly keys: readonly string[];
	/** Whether values were made into columns since the last aggregate: such columns have no type. */
	readonly isTransposed: boolean;
	/** A stage that makes many more cells than it is given tells it here; else its result is told. */
	readonly spending: Spending;
	/** Warns that a limit was reached, once per stage; shown with the result. */
	warn(message: string): void;
}
