import type { Fault, Span, Value } from './value.ts';
import type { LookupPort } from './lookup-port.ts';
import type { Expression } from './syntax/tree.ts';

/** A reference to a record, for opening it again. Valid until its segment is dropped. */
export interface RecordRef {
	readonly segmentId: string;
	readonly row: number;
}

export interface StageCount {
	/** The stage's name for people: `where`, `parse regex`, `count by`. */
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
	/** One per row when `kind` is `rows`. */
	readonly refs: readonly RecordRef[] | undefined;
	/** Total number of rows, including those that are not in `rows`. */
	readonly rowCount: number;
	readonly timeslice: { readonly stepMs: number; readonly column: string } | undefined;
	/** The search first, then one entry per stage. */
	readonly stages: readonly StageCount[];
	/**
	 * What the answer lacks, each as `what: what brings it`: data of a look-up, records of the
	 * `_sourceCategory` asked for, or any with a value that was misspelt. Absent: nothing.
	 */
	readonly lacks?: readonly string[];
	/** A change of the query's text that brings what is lacking; absent: there is none. */
	readonly repair?: Repair;
	/** Warnings of the checks, limits that were reached, look-ups without data. */
	readonly warnings: readonly string[];
	/** Those of the checks with their spans: the first of `warnings` are theirs, one each. */
	readonly checkWarnings: readonly Fault[];
	readonly scanned: {
		readonly segmentCount: number;
		readonly prunedSegmentCount: number;
		/** Records inside the time range, before the search. */
		readonly recordCount: number;
	};
	/** False for a partial result, while segments are still to be read. */
	readonly complete: boolean;
}

/** A change of a query's text. */
export interface Repair {
	readonly span: Span;
	/** Takes the place of the text of the span. */
	readonly text: string;
	/** The value that the text asks for, without quotes. */
	readonly value: string;
}

export interface RunRequest {
	readonly text: string;
	/** Half-open, ms since the epoch. */
	readonly fromMs: number;
	readonly toMs: number;
	readonly nowMs: number;
	/** IANA name; buckets align with its clock. */
	readonly timeZone: string;
	/** Values of `{{name}}` in the text; a missing one is `*`. */
	readonly params?: Readonly<Record<string, string>>;
	/** Values of variables that were filled in before; nobody wrote them where they stand. */
	readonly filled?: readonly string[];
	readonly rowsMax?: number;
}

/** A query that is looked at and not run. */
export type CheckRequest = Pick<RunRequest, 'text' | 'fromMs' | 'toMs' | 'params' | 'filled'>;

export interface RunOptions {
	/** Is heard between two segments. */
	readonly signal?: AbortSignal;
	/** Is asked within a segment, up to some hundred thousand times a second. */
	readonly isCancelled?: () => boolean;
	/** Called with the partial result, at most once per segment. */
	readonly onProgress?: (result: QueryResult) => void;
}

export type RunOutcome =
	| { readonly ok: true; readonly result: QueryResult }
	| { readonly ok: false; readonly faults: readonly Fault[] }
	| { readonly ok: false; readonly cancelled: true };

/** A condition over records, with its exceptions. Faultless, as the checks left it. */
export interface MatchCondition {
	readonly when: Expression;
	/** Records that meet one of these too are counted and left out. */
	readonly unless: readonly Expression[];
	/** Records before this time need not be tested; ms since the epoch. */
	readonly fromMs: number;
	/** Fields whose values are wanted of its records; absent: those of the request. */
	readonly fields?: readonly string[];
}

/** Many conditions that are tested together, each over the same records. */
export interface MatchRequest {
	readonly conditions: readonly MatchCondition[];
	/** Fields whose values are wanted of the records that meet a condition. */
	readonly fields: readonly string[];
	/** A field that most conditions compare with constants: they are tested only where it has one of theirs. */
	readonly keyField: string;
	/**
	 * Only the rows of one segment from one on; absent: all of the range. What the conditions are compiled to is then kept
	 * for the next request with the same array of them, which must have the same range and not run at the same time; what
	 * they ask of the clock is what it was the first time.
	 */
	readonly within?: {
		readonly segmentId: string;
		readonly fromRow: number;
		/** Exclusive; absent: to its end. */
		readonly toRow?: number;
	};
	/** The end of the range, exclusive; ms since the epoch. */
	readonly toMs: number;
	readonly nowMs: number;
	readonly timeZone: string;
}

/** The records of one segment that meet one condition, in the order of the segment. */
export interface Met {
	/** Its index among the conditions. */
	readonly condition: number;
	readonly segmentId: string;
	/** Of the segment, ascending. */
	readonly rows: Uint32Array;
	/** One for each of the wanted fields; may be read only during the call that brings them. */
	readonly columns: readonly MetColumn[];
	/** Ms since the epoch. */
	timeMs(row: number): number;
	/** All that was met, made anew each time it is asked for. */
	readonly records: readonly MetRecord[];
	/** Records that an exception left out. */
	readonly silencedCount: number;
}

/** One field of what was met: a code for each row, and a value for each code. */
export interface MetColumn {
	/** Every code is below it. */
	readonly size: number;
	codeAt(row: number): number;
	value(code: number): Value;
}

export interface MetRecord {
	readonly timeMs: number;
	readonly ref: RecordRef;
	/** One for each of the wanted fields. */
	readonly values: readonly Value[];
}

export interface MatchOptions {
	readonly signal?: AbortSignal;
	readonly isCancelled?: () => boolean;
	/** Called for each condition that a segment has records of; the segments come in the order of the store. */
	readonly onMet: (met: Met) => void;
	/** Called after each segment. */
	readonly onProgress?: (progress: MatchProgress) => void;
}

export interface MatchProgress {
	readonly doneCount: number;
	readonly segmentCount: number;
	/** Of the segment that was looked at. */
	readonly rowCount: number;
	/** No record to come is older; ms since the epoch, Infinity after the last segment. */
	readonly restMs: number;
	/** Time of the oldest record of the store. */
	readonly storeStartMs: number;
}

export type MatchOutcome =
	| {
			readonly ok: true;
			/** In the range. */
			readonly recordCount: number;
			/** Time of the oldest record of the store in ms since the epoch; Infinity without any. */
			readonly storeStartMs: number;
			readonly warnings: readonly string[];
	  }
	| { readonly ok: false; readonly cancelled: true }
	| { readonly ok: false; readonly fault: Fault };

/** A record as it is kept. */
export interface StoredRecord {
	/** The compact form. */
	readonly raw: string;
	/** As it was delivered; where the bytes are no UTF-8, with U+FFFD for some. */
	readonly delivered: string;
	/** Given where they are no UTF-8. */
	readonly deliveredBytes?: Uint8Array;
	readonly meta: Readonly<Record<string, Value>>;
}

/** Runs queries. `source/query/engine/` is the engine over the store. */
export interface Engine {
	run(request: RunRequest, options?: RunOptions): Promise<RunOutcome>;
	/** Tests many conditions in one pass over the records. */
	match(request: MatchRequest, options: MatchOptions): Promise<MatchOutcome>;
	/** The faults and warnings of a query over the records of its time. */
	check(request: CheckRequest): readonly Fault[];
	/** The plan as text with what the checks warn of, or the faults. */
	explain(
		request: RunRequest,
	):
		| { readonly plan: string; readonly warnings: readonly Fault[] }
		| { readonly faults: readonly Fault[] };
	/** Undefined when the record is there no more. */
	record(ref: RecordRef): Promise<StoredRecord | undefined>;
}

/** A column that is derived from other values of every record (`_user`, `_account`, `_result`). */
export interface DerivedField {
	readonly name: string;
	readonly help: string;
	/**
	 * Paths that it reads, names of metadata written as `meta:_object`, or `member:object=text`: the
	 * text where some direct member of the object is exactly this text, whatever its name.
	 */
	readonly inputs: readonly string[];
	/** Pure; called once per distinct combination. A missing input is undefined. */
	derive(inputs: readonly (Value | undefined)[]): Value;
}

/** What is known of the fields of every record beforehand. Names of paths, as spelled. */
export interface RecordFields {
	/** That some records have and others lack. */
	readonly names: readonly string[];
	/** More of these, whose values are words and never numbers. */
	readonly texts: readonly string[];
	/** Objects whose members differ from record to record. */
	readonly openObjects: readonly string[];
}

/** Where partials outlive the process: the store's kept values, or a stand-in of a test. */
export interface PartialStore {
	/**
	 * Names the rules by which values are computed, and the engine that stores them. Partials of
	 * other rules are not used.
	 */
	readonly rules: string;
	/** @param signatures - of the segments that it was made of, in order */
	get(signatures: readonly string[], name: string): Uint8Array | undefined;
	put(signatures: readonly string[], name: string, bytes: Uint8Array): void;
	/** Writes what was put. */
	flush(): void;
}

export interface EngineOptions {
	/** Fields shown of a record when no stage chooses, in addition to those in the query. */
	readonly rowFields?: readonly string[];
	/** Lets the event loop run between two segments. Without it, a run only yields to promises. */
	readonly pause?: () => Promise<void>;
	readonly derived: readonly DerivedField[];
	/** Absent: nothing is known of the records before they are read. */
	readonly recordFields?: RecordFields;
	readonly lookups: LookupPort;
	/** Absent: partials end with the engine. */
	readonly partialStore?: PartialStore | undefined;
	/** Bytes of texts, rows and groups that one run may make; with more, it ends as a fault. */
	readonly runBytesMax?: number | undefined;
}
