import { bucketIn, checkDigest } from '../../trail/digest.ts';
import type { Digest, DigestedLog } from '../../trail/digest.ts';
import { parseObjectKey } from '../../trail/object-key.ts';
import { findListed } from '../../ingest/find-listed.ts';
import { logFault } from '../../ingest/proof/log-fault.ts';
import { SourceError } from '../../ingest/source.ts';
import type { ListedObject } from '../../ingest/source.ts';
import type { VerifyRequest } from './request.ts';
import type { Flaws } from './flaws.ts';

export interface ChainWork {
	readonly request: VerifyRequest;
	/** The existing digests of one trail, in any order. */
	readonly chain: readonly ListedObject[];
	/** The existing logs by key. */
	readonly present: ReadonlyMap<string, ListedObject>;
	readonly flaws: Flaws;
}

/**
 * Walks from the newest digest to the oldest: each names the one before it with its hash and its
 * signature, so that none can be removed or changed unnoticed.
 */
export async function verifyChain(work: ChainWork, signal: AbortSignal): Promise<void> {
	const stampOf = (object: ListedObject): number => parseObjectKey(object.key).stampMs;
	const chain = [...work.chain].sort((a, b) => stampOf(b) - stampOf(a));
	let newer: Digest | undefined;
	for (const listed of chain) {
		signal.throwIfAborted();
		noteMissing(work, newer, listed);
		newer = await verifyOne(work, listed, newer, signal);
	}
}

/** The newer digest names another predecessor than the one that exists. */
function noteMissing({ flaws }: ChainWork, newer: Digest | undefined, listed: ListedObject): void {
	const expected = newer?.previous?.key;
	if (newer && expected === undefined) {
		flaws.add('chain-restarted', newer.key, 'it names none before it, but there are older ones');
	} else if (expected !== undefined && expected !== listed.key) {
		flaws.add('digest-missing', expected, `${newer?.key} follows it, and it is gone`);
	}
}

/** @returns the digest, when the chain can be followed from it */
async function verifyOne(
	work: ChainWork,
	listed: ListedObject,
	newer: Digest | undefined,
	signal: AbortSignal,
): Promise<Digest | undefined> {
	const { request, flaws } = work;
	const { source, publicKeys } = request;
	flaws.digestCount++;
	const isNext = newer?.previous?.key === listed.key ? newer.previous : undefined;
	const body = await source.get(listed, signal);
	// A file copied to a folder has no metadata, but the next digest repeats the signature.
	const own = await source.metadata?.(listed.key, signal);
	const metadata = own ?? (isNext ? { signature: isNext.signature } : {});
	const bucket = request.bucket ?? bucketIn(body);
	const check = checkDigest({ bucket, key: listed.key, body, metadata }, publicKeys);
	if (!check.ok && check.code === 'unsigned' && own === undefined) {
		flaws.add('digest-unproven', listed.key, 'a copy has no signature of its own');
		return check.digest;
	}

	if (!check.ok) {
		flaws.add('digest-invalid', listed.key, `${check.code}: ${check.reason}`);
		return undefined;
	}

	const { digest } = check;
	flaws.validDigestCount++;
	if (isNext && isNext.signature !== metadata['signature']) {
		flaws.add('chain-broken', listed.key, 'its signature is not the one the next digest names');
	}

	if (isNext?.sha256 !== undefined && isNext.sha256 !== digest.sha256) {
		flaws.add('chain-broken', listed.key, 'its contents are not those the next digest names');
	}

	const isBackfill = listed.key.endsWith('_backfill.json.gz');
	if (newer && !isBackfill && newer.startMs !== digest.endMs) {
		const hole = `${new Date(digest.endMs).toISOString()} to ${new Date(newer.startMs).toISOString()}`;
		flaws.add('hours-missing', newer.key, `no digest speaks for ${hole}`);
	}

	for (const log of digest.logs) {
		await verifyLog(work, log, digest, signal);
	}

	const { account, region } = parseObjectKey(listed.key);
	if (!isBackfill) {
		flaws.cover({ account, region, fromMs: digest.startMs, toMs: digest.endMs });
	}

	return digest;
}

async function verifyLog(
	{ request, present, flaws }: ChainWork,
	log: DigestedLog,
	digest: Digest,
	signal: AbortSignal,
): Promise<void> {
	flaws.logCount++;
	flaws.vouch(log.key);
	const { source, knownHash } = request;
	// A late log has an earlier time in its name than the digest's hours, so the listing may not
	// contain it.
	const listed = present.get(log.key) ?? (await findListed(source, log.key, signal));
	if (!listed) {
		flaws.add('log-missing', log.key, `${digest.key} lists it, and it is gone`);
		return;
	}

	const known = knownHash?.(log.key);
	if (known === log.sha256) {
		flaws.validLogCount++;
		return;
	}

	try {
		// The ingested bytes differ, or the object was not ingested: fetch the object and check it.
		const fault = logFault(await source.get(listed, signal), log.sha256);
		if (fault === undefined) {
			flaws.validLogCount++;
		} else {
			flaws.add('log-changed', log.key, `${fault} ${digest.key} vouches for`);
		}
	} catch (error) {
		signal.throwIfAborted();
		if (!(error instanceof SourceError)) {
			throw error;
		}

		flaws.add('log-unreadable', log.key, error.message);
	}
}
