/**
 * How an hour of deliveries stands: as its signed digest says; `due` when that is not to be expected
 * yet, `read` when there is none.
 */
export type HourState = 'proven' | 'unproven' | 'missing' | 'altered' | 'read' | 'due';

/** An account and region with its last hours, oldest first. */
export interface PlaceProof {
	readonly account: string;
	readonly region: string;
	readonly hours: readonly HourState[];
}

/** Hours that are not proven, half-open, ms since the epoch. */
export interface ProofGap {
	readonly account: string;
	readonly region: string;
	readonly fromMs: number;
	readonly toMs: number;
	readonly state: HourState;
	readonly reason: string;
}

/** Something that was changed, removed or added, or that could not be proven. */
export interface ProofFlaw {
	readonly code: string;
	/** Of the object that it is about. */
	readonly key: string;
	readonly detail: string;
	/** When it was found, ms since the epoch. */
	readonly atMs: number;
}

/** What the signed digests of the trail have proven. Whoever fills it limits the lengths of the lists. */
export interface Proof {
	/** Each account and region was verified from here on and up to there, but for the gaps. */
	readonly provenFromMs: number | undefined;
	readonly provenToMs: number | undefined;
	readonly gapCount: number;
	/** The start of the first of the hours of each place, ms since the epoch. */
	readonly hoursFromMs: number;
	readonly places: readonly PlaceProof[];
	/** Of all places, listed or not. */
	readonly placeCount: number;
	/** Newest first, as are the flaws. */
	readonly gaps: readonly ProofGap[];
	readonly flaws: readonly ProofFlaw[];
	readonly flawCount: number;
	/** Accounts and regions without digests. */
	readonly uncoveredCount: number;
	/** Why nothing can be proven now. */
	readonly troubles: readonly string[];
}
