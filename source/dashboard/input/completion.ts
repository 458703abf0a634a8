export interface Completion {
	/** The text that replaces the range. */
	readonly insert: string;
	readonly label: string;
	readonly help: string;
	readonly start: number;
	readonly end: number;
}
