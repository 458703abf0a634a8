/** What is said of a finding. */
export interface FindingWord {
	readonly state?: 'open' | 'seen' | 'closed';
	/** Why it is closed. */
	readonly reason?: 'fixed' | 'expected' | 'false';
	readonly note?: string;
}
