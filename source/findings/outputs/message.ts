import { principalText } from '../principal-text.ts';
import type { FindingRow, RuleRow } from '../live/rows.ts';
import { severities, type Severity } from '../rule.ts';

/** Characters of one text of a finding that is sent; what is cut ends in `…`. */
export const sentTextMax = 1_000;

/** A finding as it is sent; the names are those of `detect run --format ndjson`, and scripts rely on them. */
export interface ToldFinding {
	/** The same as long as it is the same rule, who and place. */
	readonly id: string;
	readonly severity: Severity;
	readonly rule: string;
	readonly title: string;
	readonly principal: string | null;
	readonly account: string | null;
	readonly region: string;
	readonly first: string;
	readonly last: string;
	readonly count: number;
	readonly eventIDs: readonly string[];
	readonly fired: readonly string[];
	readonly attack: readonly string[];
	readonly author: string;
	readonly licence: string;
	/** When it was found. */
	readonly found: string;
	/** Of one that was closed and is open again; absent for others. */
	readonly again?: ToldAgain;
}

export interface ToldAgain {
	/** Why, in a sentence. */
	readonly cause: string;
	/** When it was closed. */
	readonly closed: string;
}

export type SeverityCounts = Readonly<Partial<Record<Severity, number>>>;

/** How many findings were not sent one by one, because they were more than the rate lets through. */
export interface ToldDigest {
	readonly id: string;
	readonly digest: true;
	/** Of the highest. */
	readonly severity: Severity;
	readonly title: string;
	readonly count: number;
	readonly counts: SeverityCounts;
	/** The first and the last of them. */
	readonly first: string;
	readonly last: string;
}

/** What is sent. */
export type Message = { readonly environment: string } & (ToldFinding | ToldDigest);

/**
 * What somebody who was told already knows again: the same finding again, but not when it has become worse, or was closed
 * and is open again.
 */
export function messageKey(message: Pick<Message, 'id' | 'severity'>): string {
	const { id, severity } = message;
	const { again } = message as Partial<ToldFinding>;
	return `${id}-${severity}${again === undefined ? '' : `-${again.closed}`}`;
}

/**
 * @param rule - what the rule says of itself; undefined when it is not loaded any more
 * @param again - of one that was closed
 */
export function toldFinding(
	row: FindingRow,
	rule: Pick<RuleRow, 'attack' | 'author' | 'licence'> | undefined,
	again?: { readonly cause: string; readonly closedMs: number },
): ToldFinding {
	const principal = principalText(row);
	return {
		id: row.id,
		severity: row.severity,
		rule: cut(row.rule),
		title: cut(row.title),
		principal: principal === null ? null : cut(String(principal)),
		account: row.account === null ? null : cut(String(row.account)),
		region: cut(row.regions.join(' ')),
		first: isoOf(row.firstMs),
		last: isoOf(row.lastMs),
		count: row.count,
		eventIDs: row.eventIds.map(cut),
		fired: row.fired.map(cut),
		attack: (rule?.attack ?? []).map(cut),
		author: cut(rule?.author ?? ''),
		licence: cut(rule?.licence ?? ''),
		found: isoOf(row.foundMs),
		...(again && { again: { cause: cut(again.cause), closed: isoOf(again.closedMs) } }),
	};
}

/** @param id - the same for the same digest */
export function toldDigest(
	id: string,
	counts: SeverityCounts,
	{ fromMs, toMs }: { readonly fromMs: number; readonly toMs: number },
): ToldDigest {
	const found = severities.toReversed().filter(severity => (counts[severity] ?? 0) > 0);
	const count = found.reduce((sum, severity) => sum + (counts[severity] ?? 0), 0);
	const parts = found.map(severity => `${counts[severity] ?? 0} ${severity}`);
	return {
		id,
		digest: true,
		severity: found[0] ?? 'info',
		title: `${count} more ${count === 1 ? 'finding' : 'findings'}: ${parts.join(', ')}`,
		count,
		counts,
		first: isoOf(fromMs),
		last: isoOf(toMs),
	};
}

/**
 * JSON in one line of characters that act on no terminal: a file of it may be followed with `tail -f`. The values are the
 * same.
 */
export function jsonLine(value: unknown): string {
	return JSON.stringify(value).replaceAll(
		/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu,
		text =>
			text
				.split('')
				.map(unit => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
				.join(''),
	);
}

function cut(text: string): string {
	return text.length > sentTextMax ? `${text.slice(0, sentTextMax - 1)}…` : text;
}

function isoOf(timeMs: number): string {
	return new Date(timeMs).toISOString().replace('.000Z', 'Z');
}
