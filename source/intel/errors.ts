export type IntelErrorCode =
	| 'feed-config'
	| 'feed-unknown'
	| 'feed-auth'
	| 'feed-unreachable'
	| 'feed-refused'
	| 'feed-gone'
	| 'feed-too-large'
	| 'feed-malformed'
	| 'feed-implausible'
	| 'file-unreadable'
	| 'place-data-unusable';

/** Something outside of us is not as it should be: what was found, and what to do next. */
export class IntelError extends Error {
	override readonly name = 'IntelError';
	readonly code: IntelErrorCode;
	readonly found: string;
	readonly next: string;

	constructor(code: IntelErrorCode, found: string, next: string, options?: ErrorOptions) {
		super(`${found}; ${next}`, options);
		this.code = code;
		this.found = found;
		this.next = next;
	}
}
