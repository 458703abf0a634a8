import type { Severity } from '../findings/rule.ts';
import type { Value } from '../query/value.ts';

/** Half-open, ms since the epoch. */
export interface ReportRange {
	readonly fromMs: number;
	readonly toMs: number;
}

/** A query of the appendix. */
export interface ReportQuery {
	/** `Q1`, `Q2`, …: what stands beside a number names it so. */
	readonly id: string;
	readonly text: string;
	/** That of the report where undefined. */
	readonly range: ReportRange | undefined;
}

/** A number that counts the rows of its query. */
export interface ReportFigure {
	readonly label: string;
	readonly count: number;
	/** Rows of the same query over the period before; undefined where the store does not hold all of it. */
	readonly before: number | undefined;
	readonly queryId: string;
}

/**
 * What a column holds. `value`: a value of a record. `service`: the same, and the end that all services share
 * is not shown. `count`: a number. `time`: ms since the epoch. `severity`: one of ours. `words`: words of ours or of a
 * rule. `query`: the id of a query whose rows the row counts, or null.
 */
export type ColumnKind = 'value' | 'service' | 'count' | 'time' | 'severity' | 'words' | 'query';

export interface ReportColumn {
	readonly title: string;
	readonly kind: ColumnKind;
}

/** Part of a section, as plain data. */
export type ReportPart =
	| { readonly kind: 'note'; readonly text: string }
	| { readonly kind: 'figures'; readonly figures: readonly ReportFigure[] }
	| ReportTable
	| ReportChart
	| { readonly kind: 'rules'; readonly rules: readonly ReportRule[] };

export interface ReportTable {
	readonly kind: 'table';
	readonly title: string;
	readonly columns: readonly ReportColumn[];
	/** Shape `[rows][columns.length]`: of a query the first of its rows. */
	readonly rows: readonly (readonly Value[])[];
	/** Also those that are not in `rows`. */
	readonly rowCount: number;
	/** Whose rows they are; undefined where no query gives them. */
	readonly queryId: string | undefined;
}

/** Counts in buckets of time, stacked. */
export interface ReportChart {
	readonly kind: 'chart';
	readonly title: string;
	readonly series: readonly { readonly name: string; readonly tone: Tone }[];
	readonly stepMs: number;
	/** In order of time; one count for each series. */
	readonly buckets: readonly { readonly timeMs: number; readonly counts: readonly number[] }[];
	readonly queryId: string | undefined;
}

export type Tone = 'plain' | 'refused' | Severity;

/** Why a finding of a rule matters; texts of whoever wrote the rule. */
export interface ReportRule {
	readonly id: string;
	readonly title: string;
	readonly severity: Severity;
	readonly why: string;
	readonly attack: readonly string[];
	readonly findingCount: number;
}

export const sectionIds = [
	'summary',
	'findings',
	'new',
	'refused',
	'logins',
	'changes',
	'completeness',
] as const;

export interface ReportSection {
	readonly id: (typeof sectionIds)[number];
	readonly title: string;
	readonly parts: readonly ReportPart[];
}

/** What became of the objects of the range, in words and numbers of the ledger. */
export interface Completeness {
	/** What the numbers lack, each a sentence; empty when everything was read. */
	readonly alerts: readonly string[];
	/** Each a sentence. */
	readonly words: readonly string[];
	/** Number of objects by what became of them. */
	readonly states: readonly (readonly [words: string, count: number])[];
	/** The command that lists what was not read whole; undefined where all was. */
	readonly listCommand: string | undefined;
}

/** A range of a trail: what was done in it, by whom, and what of it is worth a look. */
export interface Report extends ReportRange {
	readonly trail: string;
	/** IANA name; its clock is that of every time in the report. */
	readonly timeZone: string;
	readonly madeMs: number;
	/** Records in the range; with 0 there is the section on completeness alone. */
	readonly recordCount: number;
	readonly completeness: Completeness;
	readonly sections: readonly ReportSection[];
	readonly queries: readonly ReportQuery[];
	/** The command that gives the findings; undefined where the report has none. */
	readonly findingsCommand: string | undefined;
	/** Limits that an answer reached. */
	readonly warnings: readonly string[];
}
