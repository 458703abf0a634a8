import { createHash, createPublicKey, verify } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { gunzipStrict } from './gunzip.ts';

/** A log that a digest lists. */
export interface DigestedLog {
	readonly bucket: string;
	readonly key: string;
	/** SHA-256 of the inflated bytes, in hex. */
	readonly sha256: string;
}

/** One digest file: the logs delivered in one hour, and a link to the digest of the hour before. */
export interface Digest {
	readonly bucket: string;
	readonly key: string;
	/** Ms since the epoch; time of delivery, not of the events. */
	readonly startMs: number;
	readonly endMs: number;
	readonly endText: string;
	readonly fingerprint: string;
	readonly logs: readonly DigestedLog[];
	/** Undefined for the first digest of a chain. */
	readonly previous:
		| {
				readonly bucket: string;
				readonly key: string;
				readonly sha256: string | undefined;
				readonly signature: string;
		  }
		| undefined;
	/** Of its own inflated bytes, in hex. */
	readonly sha256: string;
}

export type DigestFaultCode =
	| 'damaged'
	| 'not-a-digest'
	| 'moved'
	| 'unsigned'
	| 'algorithm-unknown'
	| 'key-unknown'
	| 'signature-wrong';

export type DigestCheck =
	| { readonly ok: true; readonly digest: Digest }
	| {
			readonly ok: false;
			readonly code: DigestFaultCode;
			readonly reason: string;
			readonly digest: Digest | undefined;
	  };

export interface DigestFile {
	readonly bucket: string;
	readonly key: string;
	/** As delivered, compressed. */
	readonly body: Uint8Array;
	/** The object's user metadata, names in lower case without `x-amz-meta-`. */
	readonly metadata: Readonly<Record<string, string>>;
}

const digestInflatedMax = 64 << 20;
/** A key of S3 has 1,024 bytes, a signature of 4,096 bits as many hex digits. */
export const fieldCharactersMax = 4_096;
const algorithmKnown = 'SHA256withRSA';

export function sha256Of(bytes: Uint8Array): string {
	return createHash('sha256').update(bytes).digest('hex');
}

/** Checks one digest by itself; never throws. Does not follow the chain; `verify` does. */
export function checkDigest(
	file: DigestFile,
	publicKeys: ReadonlyMap<string, KeyObject>,
): DigestCheck {
	const inflated = gunzipStrict(file.body, digestInflatedMax);
	if (inflated.state !== 'whole') {
		return fault('damaged', `its gzip is ${inflated.state}`, undefined);
	}

	const digest = readDigest(inflated.bytes);
	if (typeof digest === 'string') {
		return fault('not-a-digest', digest, undefined);
	}

	if (digest.bucket !== file.bucket || digest.key !== file.key) {
		const reason = `it was written as s3://${digest.bucket}/${digest.key}`;
		return fault('moved', reason, digest);
	}

	const { signature, 'signature-algorithm': algorithm = algorithmKnown } = file.metadata;
	if (signature === undefined || !/^(?:[0-9a-f]{2})+$/i.test(signature)) {
		return fault('unsigned', 'its metadata has no signature', digest);
	}

	if (algorithm !== algorithmKnown) {
		return fault('algorithm-unknown', `it is signed by ${algorithm}`, digest);
	}

	const publicKey = publicKeys.get(digest.fingerprint);
	if (!publicKey) {
		return fault('key-unknown', `no public key ${digest.fingerprint}`, digest);
	}

	const signed = Buffer.from(stringToSign(digest));
	return verify('RSA-SHA256', signed, publicKey, Buffer.from(signature, 'hex'))
		? { ok: true, digest }
		: fault('signature-wrong', 'its signature does not fit its contents', digest);
}

function fault(code: DigestFaultCode, reason: string, digest: Digest | undefined): DigestCheck {
	return { ok: false, code, reason, digest };
}

function stringToSign(digest: Digest): string {
	const previous = digest.previous?.signature ?? 'null';
	return `${digest.endText}\n${digest.bucket}/${digest.key}\n${digest.sha256}\n${previous}`;
}

/** The bucket that a copied digest names. It is as trustworthy as the signature of the digest. */
export function bucketIn(body: Uint8Array): string {
	const text = Buffer.from(gunzipStrict(body, digestInflatedMax).bytes).toString('latin1');
	return /"digestS3Bucket"\s*:\s*"([^"]*)"/.exec(text)?.[1] ?? '';
}

/**
 * `ListPublicKeys` documents PKCS#1, but one documented sample is SPKI: both are read.
 *
 * @returns undefined when `der` is neither
 */
export function readPublicKey(der: Uint8Array): KeyObject | undefined {
	for (const type of ['pkcs1', 'spki'] as const) {
		try {
			return createPublicKey({ key: Buffer.from(der), format: 'der', type });
		} catch {
			// Not PKCS#1; try the other form.
		}
	}

	return undefined;
}

/** Parses a digest, or says what is wrong with its contents. */
function readDigest(bytes: Uint8Array): Digest | string {
	let value: unknown;
	try {
		value = JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString());
	} catch {
		return 'it is no JSON';
	}

	if (typeof value !== 'object' || value === null) {
		return 'it is no JSON object';
	}

	const fields = value as Readonly<Record<string, unknown>>;
	const text = (name: string): string | undefined =>
		typeof fields[name] === 'string' ? fields[name] : undefined;
	const missing = ['digestStartTime', 'digestEndTime', 'digestS3Bucket', 'digestS3Object'].find(
		name => text(name) === undefined,
	);
	if (missing !== undefined || !('previousDigestSignature' in fields)) {
		return `it has no ${missing ?? 'previousDigestSignature'}`;
	}

	const long = Object.keys(fields).find(name => (text(name)?.length ?? 0) > fieldCharactersMax);
	if (long !== undefined) {
		return `its ${long.slice(0, 64)} is longer than anything that CloudTrail writes`;
	}

	const previousKey = text('previousDigestS3Object');
	const previousSignature = text('previousDigestSignature');
	return {
		bucket: text('digestS3Bucket') ?? '',
		key: text('digestS3Object') ?? '',
		startMs: Date.parse(text('digestStartTime') ?? ''),
		endMs: Date.parse(text('digestEndTime') ?? ''),
		endText: text('digestEndTime') ?? '',
		fingerprint: text('digestPublicKeyFingerprint') ?? '',
		logs: readLogs(fields['logFiles']),
		previous:
			previousKey === undefined || previousSignature === undefined
				? undefined
				: {
						bucket: text('previousDigestS3Bucket') ?? '',
						key: previousKey,
						sha256: text('previousDigestHashValue'),
						signature: previousSignature,
					},
		sha256: sha256Of(bytes),
	};
}

function readLogs(value: unknown): readonly DigestedLog[] {
	if (!Array.isArray(value)) {
		return [];
	}

	return value.map((log: unknown) => {
		const { s3Bucket, s3Object, hashValue } = (log ?? {}) as Readonly<Record<string, unknown>>;
		return { bucket: String(s3Bucket), key: String(s3Object), sha256: String(hashValue) };
	});
}
