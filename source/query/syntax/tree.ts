import type { Span, Value } from '../value.ts';
import type { SubqueryTime } from './subquery-time.ts';

/** The result of `parse`: always a tree, however faulty the text is. */
export interface Query<Node extends StageNode = StageNode> {
	readonly text: string;
	/** An empty search is `{ kind: 'all' }`. */
	readonly search: Search;
	readonly stages: readonly Node[];
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
	  }
	| { readonly kind: 'subquery'; readonly subquery: Subquery; readonly span: Span };

/**
 * A query in brackets inside of another. It is run first, and its rows take its place as a condition: the
 * composed fields are equal to those of one of the rows.
 */
export interface Subquery {
	readonly search: Search;
	readonly stages: readonly StageNode[];
	/** What `compose` names: each is a field of its rows and of the records outside. */
	readonly fields: readonly Field[];
	readonly rowsMax: number;
	/** The values alone are looked for, in the whole text. */
	readonly keywords: boolean;
	/** Undefined: as the query around it. */
	readonly from: SubqueryTime | undefined;
	readonly to: SubqueryTime | undefined;
	/** As written, parameters filled in. */
	readonly text: string;
	readonly span: Span;
}

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
	/** The operands are equal to the values of one of the rows: what a subquery of several fields becomes. */
	| {
			readonly kind: 'row-of';
			readonly operands: readonly Expression[];
			readonly rows: readonly (readonly Value[])[];
			readonly span: Span;
	  }
	| {
			readonly kind: 'conditional';
			readonly test: Expression;
			readonly then: Expression;
			readonly otherwise: Expression;
			readonly span: Span;
	  }
	/** `any(list, condition)`: the fields of the condition are those of one element. */
	| {
			readonly kind: 'any';
			readonly list: Field;
			readonly condition: Expression;
			readonly span: Span;
	  }
	| { readonly kind: 'subquery'; readonly subquery: Subquery; readonly span: Span }
	/** `name` is the function's canonical spelling when it is known. `if(c,a,b)` is a conditional. */
	| {
			readonly kind: 'call';
			readonly name: string;
			readonly nameSpan: Span;
			readonly args: readonly Argument[];
			readonly span: Span;
	  };

/** A regex is only allowed where a function takes one (`replace(s, /re/, "r")`). */
export type Argument =
	Expression | { readonly kind: 'regex'; readonly regex: RegexText; readonly span: Span };

/** Regex source as written, in Java/RE2 syntax; `flags` holds what a literal carried after its slash. */
export interface RegexText {
	readonly source: string;
	readonly flags: string;
	readonly span: Span;
}

// ── stages ────────────────────────────────────────────────────────────────────────────────────

/**
 * One piped stage as written. Its other members are defined in the file of its kind in `stage/`.
 */
export interface StageNode {
	readonly kind: string;
	readonly span: Span;
}

export interface SortKey {
	readonly field: Field;
	readonly descending: boolean;
}

export interface AggregateCall {
	/** Canonical name, one of `aggregate/`. */
	readonly name: string;
	readonly args: readonly Field[];
	/** Percentiles of `pct`. */
	readonly numbers: readonly number[];
	/** Column titles: one, or one a percentile. */
	readonly titles: readonly string[];
	readonly span: Span;
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
	| { readonly kind: 'union'; readonly items: readonly (string | number)[] }
	/** The items of an array, or the values of an object, that have the keys and pass the test. */
	| {
			readonly kind: 'condition';
			readonly keys: readonly string[];
			readonly test: JsonTest | undefined;
	  };

/** Values of one type are compared; others differ, and are neither smaller nor larger. */
export interface JsonTest {
	readonly operator: '==' | '!=' | '<' | '<=' | '>' | '>=';
	readonly value: Value;
}
