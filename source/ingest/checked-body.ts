import { createHash, getFips } from 'node:crypto';
import { Readable } from 'node:stream';
import type { GetObjectCommandOutput } from '@aws-sdk/client-s3';
import { formatNumber } from '../text/number.ts';
import { sanitise } from '../text/sanitise.ts';
import { SourceError } from './source.ts';
import type { ListedObject } from './source.ts';

/** Of the server's own words about a body, so many characters are told. */
const typeTextMax = 40;
/** The ETags of directory buckets look like MD5 sums and are none. */
const directoryBucket = /--x-s3$/;

/**
 * The body of an answer, held against what the listing says of the object: its length, its ETag and,
 * where the ETag is one, its MD5. No more is read than the listing says. S3's own checksums have been
 * checked by the SDK when the body has ended.
 *
 * @param title - the object in words for people
 * @throws SourceError `damaged` when the body is not the listed one, `changed` when the ETag is another;
 *   the stream's error; a TimeoutError when `deadline` aborts
 */
export async function checkedBody(
	answer: GetObjectCommandOutput,
	object: ListedObject,
	{ bucket, title }: { readonly bucket: string; readonly title: string },
	deadline: AbortSignal,
): Promise<Uint8Array> {
	const { Body: body, ContentLength: toldBytes } = answer;
	if (!(body instanceof Readable)) {
		throw damage(`${title}: no body`);
	}

	try {
		if (isOther(answer.ETag, object.etag)) {
			throw new SourceError(
				'changed',
				`${title}: the answer is of another version than the listing (its ETag differs)`,
				'it is tried again by itself',
			);
		}

		if (toldBytes !== undefined && toldBytes !== object.sizeBytes) {
			throw otherLength(title, toldBytes, answer, object);
		}

		const bytes = await readUpTo(body, object.sizeBytes, deadline);
		if (bytes === undefined || bytes.length !== object.sizeBytes) {
			throw otherLength(title, bytes?.length, answer, object);
		}

		if (needsMd5(answer, object, bucket) && md5Of(bytes) !== plain(object.etag)) {
			throw damage(`${title}: the body has another MD5 than the ETag says`);
		}

		return bytes;
	} finally {
		// Without this, the rest of a refused body would still be received.
		if (!body.readableEnded) {
			body.destroy();
		}
	}
}

/** Undefined when there are more bytes than allowed. */
async function readUpTo(
	body: Readable,
	bytesMax: number,
	deadline: AbortSignal,
): Promise<Buffer | undefined> {
	// The SDK ignores the signal once the headers have arrived, so a body could block without end.
	const abort = (): void => {
		const late = new Error('the body did not arrive in time');
		body.destroy(Object.assign(late, { name: 'TimeoutError' }));
	};

	deadline.addEventListener('abort', abort, { once: true });
	if (deadline.aborted) {
		abort();
	}

	try {
		const chunks: Buffer[] = [];
		let length = 0;
		for await (const chunk of body as AsyncIterable<Buffer>) {
			length += chunk.length;
			if (length > bytesMax) {
				return undefined;
			}

			chunks.push(chunk);
		}

		return Buffer.concat(chunks, length);
	} finally {
		deadline.removeEventListener('abort', abort);
	}
}

function damage(found: string): SourceError {
	return new SourceError('damaged', found, 'it is tried again by itself');
}

/** @param length - in bytes; undefined: more than the listing says */
function otherLength(
	title: string,
	length: number | undefined,
	{ ContentType: type }: GetObjectCommandOutput,
	{ sizeBytes }: ListedObject,
): SourceError {
	const listed = formatNumber(sizeBytes);
	const found = length === undefined ? `more than ${listed}` : formatNumber(length);
	const what = type === undefined ? '' : ` of ${sanitise(type).slice(0, typeTextMax)}`;
	return damage(`${title}: the body has ${found} bytes${what}, and the listing says ${listed}`);
}

/** Servers and proxies differ in quotes and in the mark of a weak ETag. */
function plain(etag: string): string {
	return etag.replace(/^W\//, '').replaceAll('"', '').toLowerCase();
}

function isOther(etag: string | undefined, listed: string): boolean {
	return etag !== undefined && listed !== '' && plain(etag) !== plain(listed);
}

/**
 * Whether the MD5 tells something that is not known yet. The ETag is no MD5 of an object that was
 * uploaded in parts, or encrypted with a key of KMS or of the customer.
 */
function needsMd5(answer: GetObjectCommandOutput, { etag }: ListedObject, bucket: string): boolean {
	const { ServerSideEncryption: encryption = 'AES256', SSECustomerAlgorithm: ownKey } = answer;
	const isMd5 =
		/^[0-9a-f]{32}$/.test(plain(etag)) &&
		encryption === 'AES256' &&
		ownKey === undefined &&
		!directoryBucket.test(bucket);
	// A system in FIPS mode has no MD5.
	return isMd5 && getFips() === 0 && (answer.ETag === undefined || !hasChecksum(answer));
}

/** Whether the SDK has checked the whole body; the checksum of a part ends in its number. */
function hasChecksum(answer: GetObjectCommandOutput): boolean {
	const { ChecksumSHA256, ChecksumSHA1, ChecksumCRC32, ChecksumCRC32C, ChecksumCRC64NVME } = answer;
	return [ChecksumSHA256, ChecksumSHA1, ChecksumCRC32, ChecksumCRC32C, ChecksumCRC64NVME].some(
		sum => sum !== undefined && !sum.includes('-'),
	);
}

function md5Of(bytes: Uint8Array): string {
	return createHash('md5').update(bytes).digest('hex');
}
