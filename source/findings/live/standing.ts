import { severities, type Severity } from '../rule.ts';

/** What became of a finding, as people said it. */
export const findingStates = ['open', 'seen', 'closed'] as const;
export type FindingState = (typeof findingStates)[number];
export const closingReasons = ['fixed', 'expected', 'false'] as const;
export type ClosingReason = (typeof closingReasons)[number];

/** A finding as somebody saw it. */
export interface KnownFinding {
	readonly count: number;
	/** Ms since the epoch. */
	readonly lastMs: number;
	readonly severity: Severity;
}

/** That a finding was closed. */
export interface Closing {
	/** Ms since the epoch. */
	readonly atMs: number;
	/** Undefined in the log of an earlier version. */
	readonly known: KnownFinding | undefined;
}

/** One entry of the log of what people said of findings. */
export interface StandingEntry {
	/** Of the finding. */
	readonly finding: string;
	/** Undefined: a note alone. */
	readonly state?: FindingState;
	readonly reason?: ClosingReason;
	readonly note?: string;
	/** Of one that is closed: how it was as whoever closed it saw it. */
	readonly known?: KnownFinding;
	/** Of one that is open again: why, in a sentence. */
	readonly cause?: string;
	/** Who said it. */
	readonly by: string;
	/** Ms since the epoch. */
	readonly atMs: number;
}

export interface FindingStanding {
	readonly state: FindingState;
	/** Of what is closed. */
	readonly reason: ClosingReason | undefined;
	/** Of what is closed. */
	readonly closing: Closing | undefined;
	/** Why it is open again, after it was closed; empty when nobody closed it, or a person opened it. */
	readonly cause: string;
	/** The newest; empty without one. */
	readonly note: string;
	/** Who changed it last; empty when nobody did. */
	readonly by: string;
	readonly atMs: number;
}

/** As long as nobody said anything. */
export const openStanding: FindingStanding = {
	state: 'open',
	reason: undefined,
	closing: undefined,
	cause: '',
	note: '',
	by: '',
	atMs: 0,
};

/** Where a finding stands after one more entry. */
export function standingAfter(before: FindingStanding, entry: StandingEntry): FindingStanding {
	const { state = before.state, reason, known, cause, note, by, atMs } = entry;
	// A note alone closes nothing again.
	const closing = entry.state === undefined ? before.closing : { atMs, known };
	return {
		state,
		reason: state === 'closed' ? (reason ?? before.reason) : undefined,
		closing: state === 'closed' ? closing : undefined,
		cause: entry.state === undefined ? before.cause : state === 'open' ? (cause ?? '') : '',
		note: note ?? before.note,
		by,
		atMs,
	};
}

/** Characters of a note. */
export const noteLengthMax = 1_000;

/**
 * A line of the log as an entry; undefined where it is none, as when it was cut or another program wrote it.
 */
export function readStandingEntry(line: string): StandingEntry | undefined {
	const value = parsed(line);
	if (typeof value !== 'object' || value === null) {
		return undefined;
	}

	const { finding, state, reason, known, cause, note, by, atMs } = value as Record<string, unknown>;
	const knownState = findingStates.find(known => known === state);
	const knownReason = closingReasons.find(known => known === reason);
	const isWhole =
		typeof finding === 'string' &&
		typeof by === 'string' &&
		typeof atMs === 'number' &&
		Math.abs(atMs) <= 8.64e15 &&
		(state === undefined || knownState !== undefined) &&
		(reason === undefined || knownReason !== undefined) &&
		(note === undefined || typeof note === 'string');
	return isWhole
		? {
				finding,
				by,
				atMs,
				...(knownState && { state: knownState }),
				...(knownReason && { reason: knownReason }),
				...withKnown(known),
				...(typeof cause === 'string' && { cause: cause.slice(0, noteLengthMax) }),
				...(typeof note === 'string' && { note: note.slice(0, noteLengthMax) }),
			}
		: undefined;
}

function withKnown(value: unknown): { readonly known?: KnownFinding } {
	if (typeof value !== 'object' || value === null) {
		return {};
	}

	const { count, lastMs, severity } = value as Record<string, unknown>;
	const known = severities.find(one => one === severity);
	return Number.isFinite(count) && Number.isFinite(lastMs) && known !== undefined
		? { known: { count: count as number, lastMs: lastMs as number, severity: known } }
		: {};
}

function parsed(line: string): unknown {
	try {
		return JSON.parse(line);
	} catch {
		return undefined;
	}
}
