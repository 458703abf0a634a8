/** Every value a query can hold. A JSON object or array taken from a record is its compact text. */
export type Value = string | number | boolean | null;

/** Half-open range of UTF-16 offsets into the query text. */
export interface Span {
	readonly start: number;
	readonly end: number;
}

/** Something wrong in what a person wrote. */
export interface Fault {
	readonly severity: 'fault' | 'warning';
	readonly span: Span;
	readonly message: string;
	/** The repair, as a sentence: `did you mean "limit"?`. */
	readonly next: string;
	/** Repairs it in place of the text of the span; absent where that is not certain. */
	readonly repair?: string;
	/** It alone is why the query finds no record; nobody need look for another reason. */
	readonly explainsNone?: true;
}
