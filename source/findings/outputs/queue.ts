import type { LedgerRow } from '../../../store/index.ts';
import { dayMs } from '../../text/duration.ts';
import { shortHash } from '../live/meaning.ts';
import type { FindingRow, RuleRow } from '../live/rows.ts';
import { isAtLeast, severities, type Severity } from '../rule.ts';
import { toldFinding, type SeverityCounts, type ToldFinding } from './message.ts';
import type { OutputWish } from './output.ts';

/** Findings that wait to be sent, in the order they were found. */
export const queuePrefix = 'findings/queue/';
/** Of each finding that was queued, so that it is told once. */
export const toldPrefix = 'findings/told/';
/** What became of the messages of an output. */
export const outputPrefix = 'findings/output/';
export const untoldKey = 'findings/untold';

/** Findings that wait; of more it is counted how many. */
export const queuedMax = 1_000;
/** A finding whose last record is older is history, and so is one that has waited longer. */
export const freshMsMax = dayMs;

const timeDigits = 15;

/** A finding and the outputs that it was not sent to yet. */
export interface QueueRow {
	readonly finding: ToldFinding;
	readonly queuedMs: number;
	readonly outputs: Readonly<Record<string, Attempts>>;
}

/** How often an output was tried with a message. */
export interface Attempts {
	/** 0: it waits for its first. */
	readonly tries: number;
	/** Of one that has begun and of which nobody knows whether it arrived. */
	readonly sending?: string;
}

export interface ToldRow {
	readonly severity: Severity;
	readonly ms: number;
	/** That it was open again after this closing. */
	readonly closing?: string;
}

/** A finding that was closed and is open again. */
export interface Reopened {
	readonly row: FindingRow;
	readonly cause: string;
	/** Ms since the epoch. */
	readonly closedMs: number;
	/** Which closing it was. */
	readonly closing: string;
}

/** Findings of which nobody was told; written by whoever looks for findings. */
export interface UntoldRow {
	/** Their last records were older than a day when they were found. */
	readonly oldCount: number;
	/** Too many waited already. */
	readonly fullCount: number;
}

/** What became of the messages of an output; written by whoever sends. */
export interface OutputRow {
	readonly sentCount: number;
	/** Told in digests. */
	readonly digestedCount: number;
	/** Waited longer than a day, or were refused. */
	readonly givenUpCount: number;
	/** When the first message of the present rate window was sent. */
	readonly windowMs: number;
	/** Messages that were sent in it. */
	readonly windowCount: number;
	readonly digest?: DigestRow;
}

/** What is to be told in one message when the window is over. */
export interface DigestRow {
	readonly id: string;
	readonly counts: SeverityCounts;
	readonly fromMs: number;
	readonly toMs: number;
	readonly attempts: Attempts;
}

interface QueueStore {
	ledger(key: string): unknown;
	ledgerRange(from: string, to: string): Iterable<LedgerRow>;
}

/**
 * Which rows are written together with findings, so that whoever wants to hear of them does.
 *
 * @param store - as it is now, before the findings are written
 * @param ruleOf - what a rule says of itself
 */
export function rowsToTell(
	found: readonly FindingRow[],
	outputs: readonly OutputWish[],
	store: QueueStore,
	ruleOf: (id: string) => RuleRow | undefined,
	nowMs: number,
): readonly LedgerRow[] {
	const wanted = found.flatMap(row => {
		const wishes = outputs.filter(output => isWanted(row, output));
		return wishes.length > 0 && isWorse(row, store) ? [{ row, wishes }] : [];
	});
	return queueRows(wanted, store, ruleOf, nowMs);
}

/**
 * Which rows are written so that whoever wants to hear of findings hears once that they are open again: to be written
 * before it is said that they are.
 */
export function rowsToTellAgain(
	reopened: readonly Reopened[],
	outputs: readonly OutputWish[],
	store: QueueStore,
	ruleOf: (id: string) => RuleRow | undefined,
	nowMs: number,
): readonly LedgerRow[] {
	const wanted = reopened.flatMap(again => {
		const { row, closing } = again;
		const wishes = outputs.filter(output => isWanted(row, output));
		const told = store.ledger(toldPrefix + row.id) as ToldRow | undefined;
		return wishes.length > 0 && told?.closing !== closing ? [{ row, wishes, again }] : [];
	});
	return queueRows(wanted, store, ruleOf, nowMs);
}

interface Wanted {
	readonly row: FindingRow;
	readonly wishes: readonly OutputWish[];
	readonly again?: Reopened;
}

function queueRows(
	wanted: readonly Wanted[],
	store: QueueStore,
	ruleOf: (id: string) => RuleRow | undefined,
	nowMs: number,
): readonly LedgerRow[] {
	const fresh = wanted.filter(({ row }) => nowMs - row.lastMs <= freshMsMax);
	const room = fresh.length === 0 ? 0 : queuedMax - queuedCount(store);
	const queued = fresh.slice(0, Math.max(0, room));
	const untold = untoldRow(wanted.length - fresh.length, fresh.length - queued.length, store);
	// Those of which nobody is told are counted once, too.
	const marked = wanted.filter(({ again }) => again !== undefined);
	return [
		...queued.map(({ row, wishes, again }) => {
			const value: QueueRow = {
				finding: toldFinding(row, ruleOf(row.rule), again),
				queuedMs: nowMs,
				outputs: Object.fromEntries(wishes.map(({ id }) => [id, { tries: 0 }])),
			};
			return { key: queueKey(row, nowMs), value };
		}),
		...[...new Set([...queued, ...marked])].map(({ row, again }) => {
			const { severity, id } = row;
			const value: ToldRow = { severity, ms: nowMs, ...(again && { closing: again.closing }) };
			return { key: toldPrefix + id, value };
		}),
		...untold,
	];
}

function queueKey({ id, severity }: FindingRow, nowMs: number): string {
	return `${queuePrefix}${String(nowMs).padStart(timeDigits, '0')}-${id}-${severity}`;
}

function isWanted({ severity, rule }: FindingRow, { minSeverity, rules }: OutputWish): boolean {
	return isAtLeast(severity, minSeverity) && (rules.length === 0 || rules.includes(rule));
}

/** Nobody was told of it, or it was less severe then. */
function isWorse({ id, severity }: FindingRow, store: QueueStore): boolean {
	const told = store.ledger(toldPrefix + id) as ToldRow | undefined;
	return told === undefined || severities.indexOf(severity) > severities.indexOf(told.severity);
}

function queuedCount(store: QueueStore): number {
	let count = 0;
	for (const _ of store.ledgerRange(queuePrefix, `${queuePrefix}\u{10ffff}`)) {
		count++;
	}

	return count;
}

function untoldRow(oldCount: number, fullCount: number, store: QueueStore): readonly LedgerRow[] {
	if (oldCount + fullCount === 0) {
		return [];
	}

	const before = (store.ledger(untoldKey) as UntoldRow | undefined) ?? noneUntold;
	const value: UntoldRow = {
		oldCount: before.oldCount + oldCount,
		fullCount: before.fullCount + fullCount,
	};
	return [{ key: untoldKey, value }];
}

export const noneUntold: UntoldRow = { oldCount: 0, fullCount: 0 };

/** The row of an output. */
export function outputKey(id: string): string {
	return outputPrefix + shortHash(id);
}
