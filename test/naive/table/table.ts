import type { Value } from '../../../source/query/value.ts';

/** A small result table: what every stage after an aggregate works on. */
export interface Table {
	/** Column titles in order. */
	readonly columns: readonly string[];
	/** Shape `[rows][columns.length]`. */
	readonly rows: readonly (readonly Value[])[];
}

/** What a table stage may know beside its table. */
export interface TableContext {
	readonly fromMs: number;
	readonly toMs: number;
	readonly nowMs: number;
	readonly timeZone: string;
	/** Width of the query's timeslice in ms, when it had one, and the column it made. */
	readonly timeslice: { readonly stepMs: number; readonly column: string } | undefined;
	/** Columns that are group keys of the last aggregate. */
	readonly keys: readonly string[];
	/** Says that a limit was hit, once a stage: shown with the result. */
	warn(message: string): void;
}
