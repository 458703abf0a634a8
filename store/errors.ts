/** The kind of an error, for programs. */
export type StoreErrorCode =
	| 'segment-damaged'
	| 'journal-damaged'
	/** The file is shorter than what its trees lead to. */
	| 'file-cut'
	| 'file-damaged'
	| 'row-damaged'
	/** Other records were found than the store says it holds. */
	| 'counts-differ'
	/** Somebody wrote a store that was read without LMDB. */
	| 'store-written'
	/** Whoever made the store did not come to an end. */
	| 'store-unfinished'
	/** A copy has other counts than its original. */
	| 'copy-differs'
	| 'commit-failed'
	| 'disk-full'
	| 'format-newer'
	| 'format-older'
	| 'format-unknown'
	/** Compressed with a codec that this Node does not have. */
	| 'codec-missing'
	| 'read-only'
	| 'not-a-store'
	/** A link, a device or the like stands in the place of one of the store's files. */
	| 'not-a-file'
	/** A store exists already. */
	| 'store-exists'
	| 'network-filesystem'
	/** Another process is the writer. */
	| 'lease-held'
	/** This writer did not renew its lease in time, and another writer took it over. */
	| 'lease-lost'
	/** Others have the store open. */
	| 'readers-open'
	/** The file at the path is not the one that was opened: it was replaced. */
	| 'store-replaced'
	| 'closed';

/**
 * An error of the store: a code for programs, and a message with what was found and what was
 * expected. Advice is given by the program, which has commands and flags to name.
 */
export class StoreError extends Error {
	override readonly name = 'StoreError';
	readonly code: StoreErrorCode;

	constructor(code: StoreErrorCode, found: string, options?: ErrorOptions) {
		super(found, options);
		this.code = code;
	}
}

/** The message of a thrown value as one sentence. Any value can be thrown. */
export function messageOf(thrown: unknown): string {
	return thrown instanceof Error ? thrown.message : String(thrown);
}
