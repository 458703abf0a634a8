/** A comparison of a rule by which a record is a hit. */
export interface MatchedPart {
	readonly text: string;
	/** That it reads, as a query names them. */
	readonly fields: readonly string[];
	/** It did not hold, and the rule asks for that. */
	readonly isAbsent: boolean;
}
