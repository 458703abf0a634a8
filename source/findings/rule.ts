import type { Expression } from '../query/syntax/tree.ts';

export const severities = ['info', 'low', 'medium', 'high', 'critical'] as const;
export type Severity = (typeof severities)[number];

/** What to look for in the records of a trail. */
export interface Rule {
	readonly id: string;
	readonly title: string;
	readonly severity: Severity;
	readonly description: string;
	/** Why it matters, and what to look at next; empty when nobody wrote it. */
	readonly why: string;
	/** ATT&CK techniques: `T1562.008`. */
	readonly attack: readonly string[];
	readonly references: readonly string[];
	readonly author: string;
	readonly licence: string;
	/** The file that it was read from. */
	readonly file: string;
	/** At least one. */
	readonly probes: readonly Probe[];
	readonly form: RuleForm;
	/** Fields whose values say who or what a finding is about. */
	readonly by: readonly string[];
	/** A window counts hits of all accounts together. */
	readonly acrossAccounts: boolean;
	/** Records that meet one of these are no hits. */
	readonly unless: readonly Expression[];
	/** Which of `unless` come from other files than the rule; absent: none. */
	readonly added?: readonly AddedExceptions[];
	readonly tests: readonly RuleTest[];
}

/** Exceptions that another file adds to a rule. */
export interface AddedExceptions {
	readonly file: string;
	readonly unless: readonly Expression[];
}

/** A condition of a rule. A hit is a record that meets it. */
export interface Probe {
	readonly condition: Expression;
	/** The same call, but refused: a finding one level lower. */
	readonly isAttempt: boolean;
	/** Of a sequence: which step it is, from 0. */
	readonly step: number;
	/** Of several windows: which one it is for, from 0. */
	readonly window: number;
	/** Fields in place of the rule's `by`, in its order; undefined: the same. */
	readonly by: readonly string[] | undefined;
}

/** When hits become a finding. Times in ms, by the time of the events. */
export type RuleForm =
	| { readonly kind: 'each' }
	| WindowForm
	/** Any of several windows, each over the hits of its own probes. */
	| {
			readonly kind: 'any';
			readonly windows: readonly { readonly name: string; readonly form: WindowForm }[];
			/** The longest of them. */
			readonly withinMs: number;
	  }
	/** Values of fields that were not together in a hit of the time before. */
	| {
			readonly kind: 'new';
			readonly fields: readonly string[];
			/** How long the store must have been filled before. */
			readonly learnMs: number;
			/** What was not seen for so long is new again. */
			readonly forgetMs: number;
	  };

/** Hits that become one together. */
export type WindowForm =
	/** So many hits within a window. */
	| { readonly kind: 'count'; readonly atLeast: number; readonly withinMs: number }
	/** So many different values of a field within a window. */
	| {
			readonly kind: 'distinct';
			readonly field: string;
			readonly atLeast: number;
			readonly withinMs: number;
	  }
	/** A hit of each step within a window; `isOrdered`: one after the other. */
	| {
			readonly kind: 'sequence';
			readonly stepCount: number;
			readonly withinMs: number;
			readonly isOrdered: boolean;
	  };

export interface RuleTest {
	/** Number of findings. */
	readonly finds: number;
	readonly records: readonly Readonly<Record<string, unknown>>[];
}

/** One level lower; what is lowest stays. */
export function lowered(severity: Severity): Severity {
	return severities[Math.max(0, severities.indexOf(severity) - 1)] as Severity;
}

export function isAtLeast(severity: Severity, level: Severity): boolean {
	return severities.indexOf(severity) >= severities.indexOf(level);
}
