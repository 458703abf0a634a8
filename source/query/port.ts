import type { Fault, Value } from './value.ts';
import type { LookupPort } from './lookup-port.ts';

/** Where a record stands, to open it again. Valid as long as its segment lives. */
export interface RecordRef {
	readonly segmentId: string;
	readonly row: number;
}

export interface StageCount {
	/** The stage as a person knows it: `where`, `parse regex`, `count by`. */
	readonly name: string;
	readonly rowsIn: number;
	readonly rowsOut: number;
}

export interface QueryResult {
	/** `rows`: one row a record, newest first. `table`: there was an aggregate. */
	readonly kind: 'rows' | 'table';
	readonly columns: readonly string[];
	/** Group keys of the last aggregate, in order; empty for rows. */
	readonly keys: readonly string[];
	/** Shape `[rows][columns.length]`, at most `rowsMax`. */
	readonly rows: readonly (readonly Value[])[];
	/** One a row when `kind` is `rows`. */
	readonly refs: readonly RecordRef[] | undefined;
	/** Rows there are, shown or not. */
	readonly rowCount: number;
	readonly timeslice: { readonly stepMs: number; readonly column: string } | undefined;
	/** The search first, then one entry a stage. */
	readonly stages: readonly StageCount[];
	/** Limits that were hit, look-ups without data, static warnings. */
	readonly warnings: readonly string[];
	readonly scanned: {
		readonly segmentCount: number;
		readonly prunedSegmentCount: number;
		/** Records inside the time range, before the search. */
		readonly recordCount: number;
	};
	/** False while segments are still to come (a progress report). */
	readonly complete: boolean;
}

export interface RunRequest {
	readonly text: string;
	/** Half-open, ms since the epoch. */
	readonly fromMs: number;
	readonly toMs: number;
	readonly nowMs: number;
	/** IANA name; buckets align to its clock. */
	readonly timeZone: string;
	/** `{{name}}` in the text; a missing one is `*`. */
	readonly params?: Readonly<Record<string, string>>;
	readonly rowsMax?: number;
}

export interface RunOptions {
	readonly signal?: AbortSignal;
	/** Called with what there is so far, at most once a segment. */
	readonly onProgress?: (result: QueryResult) => void;
}

export type RunOutcome =
	| { readonly ok: true; readonly result: QueryResult }
	| { readonly ok: false; readonly faults: readonly Fault[] }
	| { readonly ok: false; readonly cancelled: true };

/** What runs a query. `source/query/engine/` is the engine over the store. */
export interface Engine {
	run(request: RunRequest, options?: RunOptions): Promise<RunOutcome>;
	/** The plan as printable text, or the faults. */
	explain(request: RunRequest): { readonly plan: string } | { readonly faults: readonly Fault[] };
	/** The record's compact form and its delivered text, or undefined when its segment is gone. */
	record(ref: RecordRef):
		| {
				readonly raw: string;
				readonly delivered: string;
				readonly meta: Readonly<Record<string, Value>>;
		  }
		| undefined;
}

/** A column of every record that the trail derives from others (`_user`, `_account`, `_result`). */
export interface DerivedField {
	readonly name: string;
	readonly help: string;
	/** Paths it reads, or metadata names written as `meta:_object`. */
	readonly inputs: readonly string[];
	/** Pure; called once per distinct combination. A missing input is undefined. */
	derive(inputs: readonly (Value | undefined)[]): Value;
}

export interface EngineOptions {
	/** Fields shown of a record when no stage chooses, beside those the query mentions. */
	readonly rowFields?: readonly string[];
	/** Lets the event loop run between two segments; without it a run only yields to promises. */
	readonly pause?: () => Promise<void>;
	readonly derived: readonly DerivedField[];
	readonly lookups: LookupPort;
}
