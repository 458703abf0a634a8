import { createHash } from 'node:crypto';
import type { ObjectOutcome } from '../../store/store.ts';
import { backoffMs } from './backoff.ts';
import type { FetchResult } from './fetch-object.ts';
import { rejectedAtMax, settledEntry, timeGuessedWords } from './ledger.ts';
import type { LedgerEntry, ObjectState } from './ledger.ts';
import type { ReadObject } from './read-object.ts';
import { parseObjectKey } from '../trail/object-key.ts';
import { rejectedWords } from '../trail/rejected-words.ts';
import { hourMs } from '../text/duration.ts';

export interface EntryContext {
	readonly nowMs: number;
	readonly attempts: number;
	readonly random: () => number;
	readonly keepHashes: boolean;
}

/** Damaged objects are fetched at most this many times, over hours; then their state is final. */
const damagedAttemptsMax = 4;
const damagedBackoff = { baseMs: hourMs, delayMax: 24 * hourMs };
const pendingBackoff = { baseMs: 30_000, delayMax: 15 * 60_000 };

/**
 * The retry time of an object in this state, ms since the epoch; undefined: not retried
 * automatically.
 */
export function retryAtMs(
	state: ObjectState,
	attempts: number,
	nowMs: number,
	random: () => number,
): number | undefined {
	switch (state) {
		case 'pending':
			return nowMs + backoffMs(attempts, random, pendingBackoff);
		// A policy may be corrected at any time, so this is retried without end, as often as the
		// sweeps run.
		case 'denied':
			return nowMs + hourMs / 2 + (random() * hourMs) / 2;
		case 'ok':
		case 'partial':
		case 'quarantined':
		case 'unsupported':
		case 'gone':
		case 'archived':
		case 'unasked':
		case 'skipped':
			return undefined;
	}
}

/** What a ledger says of an object that was read. */
export function stateOf({ state, kind }: ReadObject): ObjectState {
	if (state !== 'quarantined' || kind === undefined) {
		return state;
	}

	return kind === 'foreign' ? 'skipped' : 'unsupported';
}

/** The ledger row of an object that was read. */
export function readEntry(
	result: FetchResult & { readonly kind: 'read' },
	outcome: ObjectOutcome | undefined,
	context: EntryContext,
): LedgerEntry {
	const { object, read } = result;
	const retry =
		read.isDamaged && context.attempts < damagedAttemptsMax
			? context.nowMs + backoffMs(context.attempts, context.random, damagedBackoff)
			: undefined;
	// A summary has the window that it sums up in place of a time; its object is named by the end of it.
	const hasTimes = parseObjectKey(object.key).kind !== 'aggregated';
	const timeGuessed = hasTimes ? (outcome?.timeGuessedCount ?? 0) : 0;
	const reason = [read.reason, timeGuessed === 0 ? undefined : timeGuessedWords(timeGuessed)]
		.filter(part => part !== undefined)
		.join('; ');
	const rejectedAt = read.rejected
		.slice(0, rejectedAtMax)
		.map(span => [span.start, span.end, rejectedWords(span)] as const);
	return settledEntry(object, stateOf(read), context.nowMs, {
		records: outcome?.recordCount ?? 0,
		kept: outcome?.keptCount ?? 0,
		duplicates: outcome?.duplicateCount ?? 0,
		conflicts: outcome?.conflictCount ?? 0,
		rejected: read.rejectedCount,
		...(reason === '' ? {} : { reason }),
		...(timeGuessed === 0 ? {} : { timeGuessed }),
		...(retry === undefined ? {} : { retryAtMs: retry }),
		...(rejectedAt.length === 0 ? {} : { rejectedAt }),
		...(outcome && !Number.isNaN(outcome.newestTimeMs)
			? { oldestMs: outcome.oldestTimeMs, newestMs: outcome.newestTimeMs }
			: {}),
		...(context.keepHashes
			? { sha256: createHash('sha256').update(read.inflated).digest('hex') }
			: {}),
	});
}
