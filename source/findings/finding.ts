import type { RecordRef } from '../query/port.ts';
import type { Value } from '../query/value.ts';
import type { Rule, Severity } from './rule.ts';

/** Record ids that a finding keeps: of its newest records. */
export const findingRecordsMax = 50;

/** A rule, who or what it found, and where. */
export interface Finding {
	readonly rule: Rule;
	readonly severity: Severity;
	/** The call was refused. */
	readonly isAttempt: boolean;
	/** One for each field of the rule's `by`, or of the window's. */
	readonly by: readonly Value[];
	readonly account: Value;
	/** Of its hits, in order. */
	readonly regions: readonly string[];
	/** Ms since the epoch. */
	readonly firstMs: number;
	readonly lastMs: number;
	/** Number of records that are hits. */
	readonly count: number;
	/** Of the newest hits, oldest first. */
	readonly eventIds: readonly string[];
	/** Names of the windows that found it, in order; of a rule with one form none. */
	readonly fired: readonly string[];
}

/** A record that met a rule, as far as findings need it. */
export interface Hit {
	readonly timeMs: number;
	readonly ref: RecordRef;
	readonly eventId: string;
	readonly region: string;
	/** Of a sequence. */
	readonly step: number;
	/** Of several windows: which one it is for. */
	readonly window: number;
	/** Names of the windows that it is in and that fire; empty until that is known. */
	readonly fired: readonly string[];
	/** What a rule counts different values of; undefined for others. */
	readonly value: Value | undefined;
}

/** The order of events, whatever order they arrived in. */
export function byTime(a: Hit, b: Hit): number {
	return (
		a.timeMs - b.timeMs ||
		compareText(a.eventId, b.eventId) ||
		compareText(a.ref.segmentId, b.ref.segmentId) ||
		a.ref.row - b.ref.row ||
		a.step - b.step
	);
}

export function isOfOneRecord({ ref: a }: Hit, { ref: b }: Hit): boolean {
	return a.row === b.row && a.segmentId === b.segmentId;
}

function compareText(a: string, b: string): number {
	return a < b ? -1 : a > b ? 1 : 0;
}

/** What it is, for people; what was refused begins with `refused: `, and the windows that found it stand behind. */
export function titleOf({
	rule,
	isAttempt,
	fired,
}: Pick<Finding, 'isAttempt' | 'fired'> & { readonly rule: Pick<Rule, 'title'> }): string {
	const title = isAttempt ? `refused: ${rule.title}` : rule.title;
	return fired.length === 0 ? title : `${title}: ${fired.join(', ')}`;
}
