export interface Completion {
	/** What is put in place of the range. */
	readonly insert: string;
	readonly label: string;
	readonly help: string;
	readonly start: number;
	readonly end: number;
}
