import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { Value } from '../../query/value.ts';
import type { KeptFacts } from '../finding-facts.ts';
import type { FoundHit } from '../finding-book.ts';
import { noHeldHits, type HeldHits } from './held-hits.ts';

/**
 * What some rules found in some rows of a segment. Rules stand in it as places in
 * its list of rules.
 */
export interface HitBatch {
	readonly segmentId: string;
	/** Rows from here to before `toRow` were looked at. */
	readonly fromRow: number;
	readonly toRow: number;
	/** The id of a `RuleList`. */
	readonly rules: string;
	/** Of rules that need no window: what is counted of hits of one finding. */
	readonly counted: readonly CountedHits[];
	/** Of rules with a window: each hit. */
	readonly held: HeldHits;
	/** Of rules for what is new. */
	readonly runs: readonly HitRun[];
	/** Hits that exceptions left out. */
	readonly silenced: readonly (readonly [rule: number, count: number])[];
	/** Hits that are in none of these, because there were too many. */
	readonly leftCount: number;
	/** Why the rows could not be looked at; absent when they could. */
	readonly fault?: string;
}

/** Hits of one finding. */
export interface CountedHits {
	readonly rule: number;
	readonly isAttempt: boolean;
	readonly by: readonly Value[];
	readonly account: Value;
	readonly facts: KeptFacts;
}

/**
 * Hits with the same new values that are no further apart than the rule forgets: the first of them, and when the last
 * was.
 */
export interface HitRun {
	readonly rule: number;
	readonly first: FoundHit;
	/** Ms since the epoch. */
	readonly lastMs: number;
}

/** Entries of one batch; more hits are counted and left out. */
export const batchEntriesMax = 200_000;

/** A batch as it stands in the store: what it says of hits is packed, because their values repeat a lot. */
export interface BatchRow {
	readonly segmentId: string;
	readonly fromRow: number;
	readonly toRow: number;
	readonly rules: string;
	/** JSON of the rest, deflated, in base64. */
	readonly packed: string;
}

export function packBatch(batch: HitBatch): BatchRow {
	const { segmentId, fromRow, toRow, rules, ...rest } = batch;
	// The quickest level makes them a tenth larger, in a third of the time.
	const packed = deflateRawSync(JSON.stringify(rest), { level: 1 }).toString('base64');
	return { segmentId, fromRow, toRow, rules, packed };
}

export function unpackBatch({ packed, ...place }: BatchRow): HitBatch {
	const text = inflateRawSync(Buffer.from(packed, 'base64')).toString();
	// Batches of before held hits one by one; the rules of theirs mean something else by now, and look again.
	const rest = JSON.parse(text) as Omit<HitBatch, keyof typeof place | 'held'> & Partial<HitBatch>;
	return { ...rest, ...place, held: rest.held ?? noHeldHits };
}
