import { createHash } from 'node:crypto';
import type { Rule } from '../rule.ts';

/** Grows with what a batch says of hits, so that those of before are found again. */
const batchFormat = 2;

/** Rules whose hits are in one row of the store, by what they mean; their place in it stands for them. */
export interface RuleList {
	/** Of what stands in it: two lists of the same rules are one. */
	readonly id: string;
	/** Of each rule its id and what it means: `CT01#5f3a…`. */
	readonly meanings: readonly string[];
}

/**
 * A rule and all of it that decides what it finds. A rule with another title has the same one, so that nothing is looked for
 * again; one with another condition has not.
 */
export function meaningOf({
	id,
	severity,
	probes,
	form,
	by,
	acrossAccounts,
	unless,
}: Rule): string {
	const meaning = { batchFormat, severity, probes, form, by, acrossAccounts, unless };
	return `${id}#${shortHash(JSON.stringify(meaning))}`;
}

export function ruleListOf(meanings: readonly string[]): RuleList {
	return { id: shortHash(JSON.stringify(meanings)), meanings };
}

/** A text in 16 hexadecimal digits. */
export function shortHash(text: string): string {
	return createHash('sha256').update(text).digest('hex').slice(0, 16);
}
