/** What went wrong in the world, for programs. */
export type StoreErrorCode =
	| 'segment-damaged'
	| 'journal-damaged'
	| 'commit-failed'
	| 'disk-full'
	| 'format-newer'
	| 'format-unknown'
	| 'read-only'
	| 'not-a-store'
	| 'network-filesystem'
	| 'lease-held'
	| 'closed';

/**
 * An error of the store: a code for programs, what was found against what was expected, and what
 * to do next. The message holds both sentences, so that a log line is complete by itself.
 */
export class StoreError extends Error {
	override readonly name = 'StoreError';
	readonly code: StoreErrorCode;
	readonly next: string;

	constructor(code: StoreErrorCode, found: string, next: string, options?: ErrorOptions) {
		super(`${found}; ${next}`, options);
		this.code = code;
		this.next = next;
	}
}
