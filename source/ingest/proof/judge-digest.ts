import { bucketIn, checkDigest } from '../../trail/digest.ts';
import type { Digest, DigestCheck, DigestFile } from '../../trail/digest.ts';
import { parseObjectKey } from '../../trail/object-key.ts';
import { hourMs } from '../../text/duration.ts';
import type { ListedObject, ObjectSource } from '../source.ts';
import type { ChainEnd } from './proof-rows.ts';
import type { KeyRing } from './key-ring.ts';

/** A digest file, with what it says and whether that can be believed. */
export interface JudgedDigest {
	readonly listed: ListedObject;
	/** `unknown`: whether it is CloudTrail's cannot be told now. */
	readonly verdict: 'signed' | 'unsigned' | 'forged' | 'unknown';
	/** Why it is not `signed`, for people. */
	readonly reason: string;
	/** What it says, whether or not that can be believed; undefined when it is no digest. */
	readonly digest: Digest | undefined;
	readonly end: ChainEnd;
}

export interface JudgePorts {
	readonly source: Pick<ObjectSource, 'metadata'>;
	readonly keys: Pick<KeyRing, 'find'>;
	/** As digests name it; undefined: the bucket that a digest itself names. */
	readonly bucket: string | undefined;
	/** Gets a body, with retries. @throws SourceError */
	readonly get: (listed: ListedObject, signal: AbortSignal) => Promise<Uint8Array>;
}

/**
 * Reads a digest and checks its signature. Does not look at its chain or its logs.
 *
 * @param signature - as the digest after it repeats it: a copy in a folder has none of its own
 * @throws SourceError
 */
export async function judgeDigest(
	{ source, keys, bucket: known, get }: JudgePorts,
	listed: ListedObject,
	signature: string | undefined,
	signal: AbortSignal,
): Promise<JudgedDigest> {
	const body = await get(listed, signal);
	const own = await source.metadata?.(listed.key, signal);
	const metadata = own ?? (signature === undefined ? {} : { signature });
	const file: DigestFile = { bucket: known ?? bucketIn(body), key: listed.key, body, metadata };
	const first = checkDigest(file, new Map());
	const end = endOf(listed, first, metadata['signature']);
	if (first.ok || first.code !== 'key-unknown' || first.digest === undefined) {
		const isCopy = !first.ok && first.code === 'unsigned' && own === undefined;
		return { ...judged(first, isCopy), listed, end };
	}

	const { region = '' } = parseObjectKey(listed.key);
	const { fingerprint, startMs: fromMs, endMs: toMs } = first.digest;
	const found = await keys.find({ region, fingerprint, fromMs, toMs }, signal);
	switch (found.kind) {
		case 'known': {
			const check = checkDigest(file, new Map([[fingerprint, found.key]]));
			return { ...judged(check, false), listed, end };
		}

		case 'foreign': {
			const reason = `key-unknown: CloudTrail has no key ${fingerprint.slice(0, 64)}`;
			return { verdict: 'forged', reason, digest: first.digest, listed, end };
		}

		case 'unknown':
			return { verdict: 'unknown', reason: found.reason, digest: first.digest, listed, end };
	}
}

function judged(
	check: DigestCheck,
	isCopy: boolean,
): Pick<JudgedDigest, 'verdict' | 'reason' | 'digest'> {
	if (check.ok) {
		return { verdict: 'signed', reason: '', digest: check.digest };
	}

	const { code, reason, digest } = check;
	return { verdict: isCopy ? 'unsigned' : 'forged', reason: `${code}: ${reason}`, digest };
}

/** What the next digest must name; of one that cannot be read only its key and the time in it. */
function endOf(
	{ key }: ListedObject,
	{ digest }: { readonly digest?: Digest | undefined },
	signature: string | undefined,
): ChainEnd {
	const { stampMs } = parseObjectKey(key);
	const hours =
		digest !== undefined && isHours(digest)
			? { fromMs: digest.startMs, toMs: digest.endMs }
			: { fromMs: stampMs - hourMs, toMs: stampMs };
	return { key, ...hours, sha256: digest?.sha256, signature };
}

/** Whether the times of a digest are times, in order. */
export function isHours({ startMs, endMs }: Pick<Digest, 'startMs' | 'endMs'>): boolean {
	return startMs < endMs;
}
