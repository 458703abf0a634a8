import { sha256Of } from '../../trail/digest.ts';
import { gunzipStrict } from '../../trail/gunzip.ts';
import type { LedgerEntry } from '../ledger.ts';

const logInflatedMax = 256 << 20;

/**
 * Why a body is not the log that a digest vouches for, to be followed by the digest's name; undefined
 * when it is.
 *
 * @param sha256 - of the inflated log, in hex, as the digest lists it
 */
export function logFault(body: Uint8Array, sha256: string): string | undefined {
	const inflated = gunzipStrict(body, logInflatedMax);
	if (inflated.state !== 'whole') {
		return `its gzip is ${inflated.state}, and not what`;
	}

	return sha256Of(inflated.bytes) === sha256 ? undefined : 'its contents are not what';
}

/**
 * The hash of what was read of an object, when that is all of it. A hash speaks for the first member
 * of a gzip alone, so an object with anything unusual has to be looked at again.
 */
export function readHash(entry: LedgerEntry | undefined): string | undefined {
	const isPlain = entry?.state === 'ok' && (entry.reason === undefined || entry.reason === 'empty');
	return isPlain ? entry.sha256 : undefined;
}
