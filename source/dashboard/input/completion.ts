/** How the call is written that the cursor is in. */
export interface Signature {
	readonly syntax: string;
	readonly help: string;
	/** Of the argument at the cursor, from 0. */
	readonly argument: number;
}

export interface Completion {
	/** The text that replaces the range. */
	readonly insert: string;
	readonly label: string;
	readonly help: string;
	readonly start: number;
	readonly end: number;
}
