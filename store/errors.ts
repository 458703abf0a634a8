/** What went wrong in the world, for programs. */
export type StoreErrorCode =
	| 'segment-damaged'
	| 'journal-damaged'
	/** A copy has other counts than what it was made of. */
	| 'copy-differs'
	| 'commit-failed'
	| 'disk-full'
	| 'format-newer'
	| 'format-older'
	| 'format-unknown'
	/** Compressed in a way that this Node cannot read. */
	| 'codec-missing'
	| 'read-only'
	| 'not-a-store'
	/** A store is there already. */
	| 'store-exists'
	| 'network-filesystem'
	/** Another process writes. */
	| 'lease-held'
	/** This writer was silent too long, and another took over. */
	| 'lease-lost'
	/** Others have the store open. */
	| 'readers-open'
	/** The file under the path is another one than when it was opened. */
	| 'store-replaced'
	| 'closed';

/**
 * An error of the store: a code for programs, and what was found against what was expected. What
 * to do about a code the program says that has commands and flags to name.
 */
export class StoreError extends Error {
	override readonly name = 'StoreError';
	readonly code: StoreErrorCode;

	constructor(code: StoreErrorCode, found: string, options?: ErrorOptions) {
		super(found, options);
		this.code = code;
	}
}

/** What was thrown, as one sentence; anything can be thrown. */
export function messageOf(thrown: unknown): string {
	return thrown instanceof Error ? thrown.message : String(thrown);
}
