import type { Span, Value } from '../value.ts';

/** What `parse` returns: always a tree, however broken the text. */
export interface Query {
	readonly text: string;
	/** An empty search is `{ kind: 'all' }`. */
	readonly search: Search;
	readonly stages: readonly Stage[];
}

// ── search ────────────────────────────────────────────────────────────────────────────────────

export type Search =
	| { readonly kind: 'all'; readonly span: Span }
	| { readonly kind: 'and'; readonly items: readonly Search[]; readonly span: Span }
	| { readonly kind: 'or'; readonly items: readonly Search[]; readonly span: Span }
	| { readonly kind: 'not'; readonly item: Search; readonly span: Span }
	/** Unquoted; may hold `*` and `?`. */
	| { readonly kind: 'word'; readonly text: string; readonly span: Span }
	/** Quoted, escapes resolved: everything in it is literal. */
	| { readonly kind: 'phrase'; readonly text: string; readonly span: Span }
	| {
			readonly kind: 'field';
			readonly field: Field;
			readonly value: string;
			/** A quoted value is literal, an unquoted one is a glob. */
			readonly quoted: boolean;
			/** `!=`: keeps records without the field. */
			readonly negated: boolean;
			readonly span: Span;
	  };

// ── expressions ───────────────────────────────────────────────────────────────────────────────

/** A field as written; names compare without regard to case. `name` has `%""` removed. */
export interface Field {
	readonly name: string;
	readonly span: Span;
}

export type BinaryOperator =
	'or' | 'and' | '=' | '!=' | '<' | '<=' | '>' | '>=' | '+' | '-' | '*' | '/' | '%' | 'contains';

export type Expression =
	| { readonly kind: 'literal'; readonly value: Value; readonly span: Span }
	| { readonly kind: 'field'; readonly field: Field; readonly span: Span }
	| { readonly kind: 'not'; readonly operand: Expression; readonly span: Span }
	| { readonly kind: 'negate'; readonly operand: Expression; readonly span: Span }
	| {
			readonly kind: 'binary';
			readonly operator: BinaryOperator;
			readonly left: Expression;
			readonly right: Expression;
			readonly span: Span;
	  }
	/** `x matches "glob"`: the pattern is any expression. */
	| {
			readonly kind: 'matches-glob';
			readonly operand: Expression;
			readonly pattern: Expression;
			readonly span: Span;
	  }
	| {
			readonly kind: 'matches-regex';
			readonly operand: Expression;
			readonly regex: RegexText;
			readonly span: Span;
	  }
	| {
			readonly kind: 'in';
			readonly operand: Expression;
			readonly list: readonly Expression[];
			readonly negated: boolean;
			readonly span: Span;
	  }
	| {
			readonly kind: 'conditional';
			readonly test: Expression;
			readonly then: Expression;
			readonly otherwise: Expression;
			readonly span: Span;
	  }
	/** `name` is the function's canonical spelling when it is known. `if(c,a,b)` is a conditional. */
	| {
			readonly kind: 'call';
			readonly name: string;
			readonly nameSpan: Span;
			readonly args: readonly Argument[];
			readonly span: Span;
	  };

/** A regex stands only where a function takes one (`replace(s, /re/, "r")`). */
export type Argument =
	Expression | { readonly kind: 'regex'; readonly regex: RegexText; readonly span: Span };

/** Regex source as written, in Java/RE2 syntax; `flags` holds what a literal carried after its slash. */
export interface RegexText {
	readonly source: string;
	readonly flags: string;
	readonly span: Span;
}

// ── stages ────────────────────────────────────────────────────────────────────────────────────

export interface SortKey {
	readonly field: Field;
	readonly descending: boolean;
}

export interface AggregateCall {
	/** Canonical name: count, count_distinct, sum, avg, min, max, pct, median, stddev, first, last, most_recent, least_recent, values. */
	readonly name: string;
	readonly args: readonly Field[];
	/** Percentiles of `pct`. */
	readonly numbers: readonly number[];
	/** Column titles: one, or one a percentile. */
	readonly titles: readonly string[];
	readonly span: Span;
}

/** One anchor of `parse "a*b*"`: `literals.length === names.length + 1`. */
export interface AnchorPattern {
	readonly literals: readonly string[];
	readonly names: readonly Field[];
	readonly span: Span;
}

export interface LookupSource {
	/** `geo://location`, `asn://default`, `sumo://threat/cs`, or the path of a table. */
	readonly name: string;
	readonly span: Span;
}

type StageBase = { readonly span: Span };
type By = { readonly by: readonly Field[] };
type As = { readonly as: string };

export type Stage = StageBase &
	(
		| {
				readonly kind: 'parse';
				readonly field: Field | undefined;
				readonly patterns: readonly AnchorPattern[];
				readonly nodrop: boolean;
		  }
		| {
				readonly kind: 'parse-regex';
				readonly field: Field | undefined;
				readonly regex: RegexText;
				readonly names: readonly string[];
				readonly nodrop: boolean;
				readonly multi: boolean;
		  }
		| {
				readonly kind: 'json';
				readonly field: Field | undefined;
				readonly paths: readonly JsonPath[];
				readonly names: readonly string[];
				readonly nodrop: boolean;
		  }
		| {
				readonly kind: 'json-auto';
				readonly field: Field | undefined;
				readonly depthMax: number | undefined;
				readonly extractArrays: boolean;
				readonly keys: readonly string[] | undefined;
				/** Names of the fields of `keys`, when they have names of their own. */
				readonly keyNames?: readonly string[];
				readonly refOnly: boolean;
		  }
		| {
				readonly kind: 'split';
				readonly field: Field;
				readonly delimiter: string;
				readonly extract: readonly { readonly index: number; readonly name: string }[];
		  }
		| { readonly kind: 'where'; readonly condition: Expression }
		| { readonly kind: 'assign'; readonly name: string; readonly expression: Expression }
		/** `step` in ms, or a number of buckets, or the whole range. */
		| {
				readonly kind: 'timeslice';
				readonly step:
					| {
							readonly kind: 'width';
							readonly count: number;
							readonly unit: 's' | 'm' | 'h' | 'd' | 'w';
					  }
					| { readonly kind: 'buckets'; readonly count: number }
					| { readonly kind: 'whole' };
				readonly as: string;
		  }
		| { readonly kind: 'fields'; readonly mode: 'keep' | 'drop'; readonly fields: readonly Field[] }
		| { readonly kind: 'sort'; readonly keys: readonly SortKey[] }
		/** A negative count keeps the last rows. */
		| { readonly kind: 'limit'; readonly count: number }
		/** Before an aggregate: count by `fields`. After one: sort by them. `by` overrides the order. */
		| {
				readonly kind: 'top';
				readonly count: number;
				readonly fields: readonly Field[];
				readonly by: readonly SortKey[];
		  }
		| ({ readonly kind: 'topk'; readonly count: number; readonly fields: readonly Field[] } & By)
		| {
				readonly kind: 'dedup';
				readonly count: number;
				readonly consecutive: boolean;
				readonly fields: readonly Field[];
		  }
		| { readonly kind: 'withtime'; readonly field: Field }
		| ({ readonly kind: 'aggregate'; readonly aggregates: readonly AggregateCall[] } & By)
		| { readonly kind: 'count-frequent'; readonly fields: readonly Field[] }
		| {
				readonly kind: 'transpose';
				readonly rows: readonly Field[];
				readonly columns: readonly Field[];
				readonly titles: readonly string[] | undefined;
		  }
		| ({
				readonly kind: 'outlier';
				readonly field: Field;
				readonly window: number;
				readonly threshold: number;
				readonly consecutive: number;
				readonly direction: '+' | '-' | '+-';
		  } & By)
		| ({ readonly kind: 'total'; readonly field: Field } & As & By)
		| ({ readonly kind: 'accum'; readonly field: Field } & As & By)
		| ({ readonly kind: 'diff'; readonly field: Field } & As & By)
		| ({ readonly kind: 'backshift'; readonly field: Field; readonly count: number } & As & By)
		| ({ readonly kind: 'smooth'; readonly field: Field; readonly count: number } & As & By)
		| ({ readonly kind: 'rollingstd'; readonly field: Field; readonly count: number } & As & By)
		| {
				readonly kind: 'fillmissing';
				readonly sources: readonly FillSource[];
				readonly defaults: readonly { readonly field: Field; readonly value: Value }[];
				readonly takeLast: boolean;
		  }
		| { readonly kind: 'compare'; readonly shifts: readonly CompareShift[] }
		| {
				readonly kind: 'predict';
				readonly field: Field;
				readonly stepMs: number;
				readonly forecast: number;
		  }
		| {
				readonly kind: 'join';
				readonly tables: readonly { readonly name: string; readonly stages: readonly Stage[] }[];
				readonly on: readonly { readonly left: Field; readonly right: Field }[];
				readonly windowMs: number | undefined;
		  }
		| {
				readonly kind: 'lookup';
				readonly outputs: readonly { readonly column: string; readonly as: string }[] | 'all';
				/** A `*` stands beside the named outputs: the other columns come too. */
				readonly rest?: true;
				readonly source: LookupSource;
				readonly on: readonly { readonly left: Field; readonly right: Field }[];
		  }
		/** `extra` names further columns of the geography table. */
		| { readonly kind: 'geoip'; readonly field: Field; readonly extra?: readonly Field[] }
		| { readonly kind: 'threatip'; readonly field: Field }
		| {
				readonly kind: 'threatlookup';
				readonly single: boolean;
				readonly sourceName: string | undefined;
				readonly field: Field;
		  }
		/** Known to the reference product, not to us: the fault stands at its name. */
		| { readonly kind: 'unsupported'; readonly name: string }
		/** Could not be read; its fault says why. Kept so that the other stages keep their places. */
		| { readonly kind: 'broken' }
	);

export type FillSource =
	| {
			readonly kind: 'timeslice';
			readonly stepMs: number | undefined;
			readonly field: Field | undefined;
	  }
	| { readonly kind: 'values'; readonly values: readonly Value[]; readonly field: Field }
	| { readonly kind: 'all'; readonly field: Field };

export interface CompareShift {
	readonly shiftMs: number;
	/** As written: `1d`. */
	readonly label: string;
	readonly count: number;
	readonly combine: 'avg' | 'min' | 'max' | undefined;
	readonly as: string | undefined;
}

/** The JSONPath subset of the language. `text` is the path as written. */
export interface JsonPath {
	readonly text: string;
	readonly steps: readonly JsonStep[];
	readonly span: Span;
}

export type JsonStep =
	| { readonly kind: 'key'; readonly key: string }
	| { readonly kind: 'index'; readonly index: number }
	| { readonly kind: 'wildcard' }
	| { readonly kind: 'descend'; readonly key: string | undefined }
	| { readonly kind: 'slice'; readonly from: number | undefined; readonly to: number | undefined }
	| { readonly kind: 'union'; readonly items: readonly (string | number)[] };
