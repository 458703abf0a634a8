import { messageOf, StoreError } from '../errors.ts';

const enospc = 28;
const edquot = 122;
const mapFull = -30792;

/**
 * Converts the error of a transaction that could not be written to a StoreError. A full disk is
 * reported as ENOSPC, as MDB_MAP_FULL or, on some file systems, as a plain EIO: the last cannot be
 * distinguished from a broken disk here, so its code is `commit-failed` and its message names both.
 */
export function commitError(cause: unknown): StoreError {
	if (cause instanceof StoreError) {
		return cause;
	}

	const message = messageOf(cause);
	const code = codeOf(cause);
	if (code === enospc || code === edquot || code === mapFull || /no space left/i.test(message)) {
		return new StoreError(
			'disk-full',
			`the store's disk is full (${message}); nothing of this commit was kept`,
			{ cause },
		);
	}

	return new StoreError(
		'commit-failed',
		`the store could not write (${message}); nothing of this commit was kept`,
		{ cause },
	);
}

function codeOf(cause: unknown): unknown {
	if (typeof cause !== 'object' || cause === null) {
		return undefined;
	}

	if ('code' in cause && typeof cause.code === 'string') {
		return cause.code === 'ENOSPC' ? enospc : cause.code === 'EDQUOT' ? edquot : undefined;
	}

	return 'code' in cause ? cause.code : undefined;
}
