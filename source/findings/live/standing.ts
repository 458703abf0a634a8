/** What became of a finding, as people said it. */
export const findingStates = ['open', 'seen', 'closed'] as const;
export type FindingState = (typeof findingStates)[number];
export const closingReasons = ['fixed', 'expected', 'false'] as const;
export type ClosingReason = (typeof closingReasons)[number];

/** One entry of the log of what people said of findings. */
export interface StandingEntry {
	/** Of the finding. */
	readonly finding: string;
	/** Undefined: a note alone. */
	readonly state?: FindingState;
	readonly reason?: ClosingReason;
	readonly note?: string;
	/** Who said it. */
	readonly by: string;
	/** Ms since the epoch. */
	readonly atMs: number;
}

export interface FindingStanding {
	readonly state: FindingState;
	/** Of what is closed. */
	readonly reason: ClosingReason | undefined;
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
	note: '',
	by: '',
	atMs: 0,
};

/** Where a finding stands after one more entry. */
export function standingAfter(before: FindingStanding, entry: StandingEntry): FindingStanding {
	const { state = before.state, reason, note, by, atMs } = entry;
	return {
		state,
		reason: state === 'closed' ? (reason ?? before.reason) : undefined,
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

	const { finding, state, reason, note, by, atMs } = value as Record<string, unknown>;
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
				...(typeof note === 'string' && { note: note.slice(0, noteLengthMax) }),
			}
		: undefined;
}

function parsed(line: string): unknown {
	try {
		return JSON.parse(line);
	} catch {
		return undefined;
	}
}
