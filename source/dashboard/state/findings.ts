/** Severities that the header counts, the worst first. */
export const toldSeverities = ['critical', 'high'] as const;

/** What the console knows of findings beside what queries ask: enough for the header. */
export interface FindingsSummary {
	/** Open ones of the severities that are told, the newest first; at most `findingMarksMax`. */
	readonly open: readonly OpenFinding[];
	/** Segments that some rule has not looked at yet; undefined when there are none. */
	readonly hunt: { readonly doneCount: number; readonly segmentCount: number } | undefined;
}

export interface OpenFinding {
	readonly id: string;
	readonly severity: (typeof toldSeverities)[number];
	/** Of its newest record, ms since the epoch. */
	readonly lastMs: number;
}

/** Open findings that the header counts; of more it counts these. */
export const findingMarksMax = 10_000;
