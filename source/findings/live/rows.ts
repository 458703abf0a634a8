import { printExpression } from '../../query/syntax/print-expression.ts';
import { fieldsOf } from '../../query/syntax/walk-expression.ts';
import { titleOf, type Finding } from '../finding.ts';
import type { Rule } from '../rule.ts';
import type { HitBatch } from './hit-batch.ts';
import { shortHash } from './meaning.ts';

/** The keys of findings in the ledger. */
const findingsPrefix = 'findings/';
export const foundPrefix = 'findings/found/';
export const rulePrefix = 'findings/rule/';
export const listPrefix = 'findings/list/';
export const batchPrefix = 'findings/batch/';
export const stateKey = 'findings/state';

const rowDigits = 10;

/**
 * Whether a row tells of segments by their names, or of what was found in them. Where segments get other names, as in a
 * copy of a store, such rows are left out, and findings are made anew.
 */
export function isOfSegments(key: string): boolean {
	return key.startsWith(findingsPrefix);
}

export function batchKey({ segmentId, fromRow, rules }: HitBatch): string {
	return `${batchPrefix}${segmentId}/${String(fromRow).padStart(rowDigits, '0')}/${rules}`;
}

/** A finding as it stands in the ledger. Times in ms since the epoch. */
export interface FindingRow extends Omit<Finding, 'rule'> {
	/** The same as long as it is the same rule, who and place; for people and scripts to name it. */
	readonly id: string;
	readonly rule: string;
	/** What was refused begins with `refused: `, and the windows that found it stand behind. */
	readonly title: string;
	/** Fields of `by`. */
	readonly byFields: readonly string[];
	/** When it was first found, by the clock of whoever found it. */
	readonly foundMs: number;
}

/** What a rule says about its findings. */
export interface RuleRow extends Pick<
	Rule,
	| 'id'
	| 'title'
	| 'severity'
	| 'description'
	| 'why'
	| 'attack'
	| 'references'
	| 'author'
	| 'licence'
	| 'file'
> {
	/** Its conditions as texts; what is refused is another one. */
	readonly matches: readonly string[];
	/** The fields that its conditions look at, in their order; at most `ruleFieldsMax`. */
	readonly fields: readonly string[];
}

/** Fields that are shown of the records of a finding. */
export const ruleFieldsMax = 12;
/** Characters of a condition that are shown. */
const matchLengthMax = 8_000;

/** How far the looking for findings has come, and what it leaves out. */
export interface FindingsState {
	/** Grows with each change of a finding. */
	readonly version: number;
	readonly ruleCount: number;
	/** Rules that could not be read. */
	readonly refusedCount: number;
	/** Segments that some rule has not looked at; absent when there are none. */
	readonly hunt?: { readonly doneCount: number; readonly segmentCount: number };
	/** Rules that do not know yet what is usual. */
	readonly learning: readonly string[];
	/** Hits that exceptions left out, by rule. */
	readonly silenced: readonly (readonly [rule: string, count: number])[];
	/** Hits that no finding counts, because there are too many. */
	readonly leftCount: number;
	/** Why rows could not be looked at; at most `faultsMax`. */
	readonly faults: readonly string[];
}

/** Faults that the state tells. */
export const faultsMax = 20;

export function findingId(key: string): string {
	return shortHash(key);
}

export function findingRow(key: string, finding: Finding, foundMs: number): FindingRow {
	const { rule, ...rest } = finding;
	return {
		...rest,
		id: findingId(key),
		rule: rule.id,
		title: titleOf(finding),
		byFields: rule.by,
		foundMs,
	};
}

export function ruleRow(rule: Rule): RuleRow {
	const { id, title, severity, description, why, attack, references, author, licence, file } = rule;
	const conditions = rule.probes.map(({ condition }) => condition);
	const names = conditions.flatMap(fieldsOf).map(({ name }) => name);
	const texts = conditions.map(condition => cut(printExpression(condition)));
	return {
		...{ id, title, severity, description, why, attack, references, author, licence, file },
		matches: [...new Set(texts)].slice(0, ruleFieldsMax),
		fields: [...new Set(names)].slice(0, ruleFieldsMax),
	};
}

function cut(text: string): string {
	return text.length > matchLengthMax ? `${text.slice(0, matchLengthMax - 1)}…` : text;
}
