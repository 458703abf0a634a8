import { Readable } from 'node:stream';
import type {
	GetObjectCommandOutput,
	ListObjectsV2CommandInput,
	ListObjectsV2CommandOutput,
	_Object as S3Object,
} from '@aws-sdk/client-s3';
import { S3Bucket } from '../../fixtures/s3-bucket.ts';
import type { StoredObject } from '../../fixtures/s3-bucket.ts';
import { formEncode, isArchived, madeObject } from '../../fixtures/s3-xml.ts';
import type { S3Requests } from '../../source/ingest/s3-requests.ts';
import type { Draw } from './draw.ts';
import type { Change } from './trail.ts';
import type { GetFault, ListFault, Weather } from './weather.ts';
import type { ProcessClock } from './world-clock.ts';

/** The HTTP client gives up after so many ms without a word. */
const silenceMs = 30_000;
/** A listing that asks for the same page so often in a row has no end. */
const samePagesMax = 40;
const madePages = 6;
const madeKeys = 4;

/** A bucket in memory whose answers meet the weather. */
export class VirtualS3 {
	/** What listings tell, which may be late. */
	readonly listed = new S3Bucket();
	readonly #objects = new S3Bucket();
	readonly #draw: Draw;
	readonly #weather: Weather;
	readonly #keysMax: number;
	readonly #violated: (what: string) => void;
	readonly #note: (what: string) => void;
	/** Keys that a listing of nothing else was asked for, and lied about. */
	readonly #denied = new Set<string>();
	#corruptCount = 0;
	#samePages = 0;
	#requestCount = 0;

	constructor(
		draw: Draw,
		weather: Weather,
		told: { readonly violated: (what: string) => void; readonly note: (what: string) => void },
	) {
		this.#draw = draw;
		this.#weather = weather;
		this.#keysMax = draw.between(2, 9);
		this.#violated = told.violated;
		this.#note = told.note;
	}

	/** An object is written or deleted; listings are told by `tell`. */
	change(change: Change): void {
		apply(this.#objects, change);
	}

	tell(change: Change): void {
		apply(this.listed, change);
	}

	/** Whether an object is there, and no listing has ever told otherwise. */
	has(key: string): boolean {
		return this.#objects.objects.has(key) && this.listed.objects.has(key) && !this.#denied.has(key);
	}

	/** What one process asks. */
	requests(clock: ProcessClock): (serverTime: (ms: number) => void) => S3Requests {
		return serverTime => ({
			list: async (input, signal) => {
				const prefix = input.Prefix ?? '';
				const fault = this.#weather.onList(prefix, clock.nowMs());
				await this.#answering(clock, `list ${prefix}`, fault, signal);
				serverTime(clock.nowMs());
				return this.#list(input, fault);
			},
			get: async ({ Key: key = '', IfMatch: etag }, signal) => {
				const fault = this.#weather.onGet(key, clock.nowMs());
				await this.#answering(clock, `get ${key.slice(-20)}`, fault, signal);
				serverTime(clock.nowMs());
				return this.#get(key, etag, fault, clock);
			},
			head: () => Promise.reject(s3Error(501, 'NotImplemented')),
			close() {},
		});
	}

	/** The wait for an answer, and errors in place of one. */
	async #answering(
		clock: ProcessClock,
		what: string,
		fault: GetFault | ListFault | undefined,
		signal: AbortSignal,
	): Promise<void> {
		this.#requestCount++;
		if (this.#requestCount > 30_000) {
			this.#violated('requests have no end');
		}

		this.#note(fault === undefined ? what : `${what}: ${fault}`);
		await clock.sleep(fault === 'silent' ? silenceMs : this.#weather.latencyMs(), signal);
		if (signal.aborted) {
			throw named('AbortError', 'Request aborted');
		}

		switch (fault) {
			case 'slow-down':
				throw s3Error(503, 'SlowDown');
			case 'denied':
				throw s3Error(403, 'AccessDenied');
			case 'internal':
				throw s3Error(500, 'InternalError');
			case 'expired':
				throw s3Error(400, 'ExpiredToken');
			case 'silent':
				throw named('TimeoutError', 'no answer came');
			default:
		}
	}

	#list(
		input: ListObjectsV2CommandInput,
		fault: ListFault | undefined,
	): ListObjectsV2CommandOutput {
		const { Prefix: prefix = '', Delimiter: delimiter = '', ContinuationToken: token } = input;
		if (fault === 'page') {
			throw named('Error', 'XML parse error: Unexpected closing tag');
		}

		// Who asked for this key alone heard that there is none, whatever comes later.
		if (fault !== undefined || !this.listed.objects.has(prefix)) {
			this.#denied.add(prefix);
		}

		this.#samePages = token === 'again' ? this.#samePages + 1 : 0;
		if (this.#samePages > samePagesMax) {
			this.#violated(`the same page of ${prefix} is asked for again and again`);
		}

		const madePage = Number(/^made-(\d+)$/.exec(token ?? '')?.[1] ?? 0);
		if (delimiter === '' && madePage < madePages && (fault === 'endless' || madePage > 0)) {
			return madeKeysOf(prefix, madePage);
		}

		const isMine = token !== undefined && token !== 'again' && !token.startsWith('made-');
		const answer = this.listed.list({
			prefix,
			delimiter,
			after: isMine ? Buffer.from(token, 'base64url').toString() : (input.StartAfter ?? ''),
			keysMax: this.#keysMax,
		});
		const own =
			answer.next === undefined ? undefined : Buffer.from(answer.next).toString('base64url');
		const next = fault === 'same-token' ? 'again' : own;
		const keys = fault === 'strange-keys' ? ['elsewhere/of/a/proxy'] : answer.keys;
		const repeated =
			fault === 'many-keys' ? Array.from({ length: 1_001 }, () => keys[0] ?? prefix) : keys;
		return {
			$metadata: {},
			EncodingType: 'url',
			Contents: repeated.map(key => contentOf(key, this.listed.objects.get(key) ?? madeObject)),
			CommonPrefixes: answer.folders.map(folder => ({ Prefix: formEncode(folder) })),
			IsTruncated: next !== undefined,
			...(next === undefined ? {} : { NextContinuationToken: next }),
		};
	}

	#get(
		key: string,
		etag: string | undefined,
		fault: GetFault | undefined,
		clock: ProcessClock,
	): GetObjectCommandOutput {
		const object = this.#objects.objects.get(key);
		if (object === undefined) {
			throw s3Error(404, 'NoSuchKey');
		}

		if (isArchived(object) && !object.isRestored) {
			throw s3Error(403, 'InvalidObjectState');
		}

		if (object.kmsDenied) {
			throw s3Error(403, 'AccessDenied', 'no policy allows the kms:Decrypt action');
		}

		if (etag !== undefined && etag !== object.etag) {
			throw s3Error(412, 'PreconditionFailed');
		}

		return this.#body(object, fault, clock);
	}

	#body(
		object: StoredObject,
		fault: GetFault | undefined,
		clock: ProcessClock,
	): GetObjectCommandOutput {
		const sent = this.#spoiled(object, fault);
		// Without a checksum, and where the ETag is no MD5 either, gzip's own sum is what is left.
		const hasChecksum = this.#draw.chance(0.5);
		const error =
			hasChecksum && !sent.equals(object.body)
				? new Error('Checksum mismatch: expected "AAAAAA==" but received "AAAAAQ=="')
				: undefined;
		const told = fault === 'page' ? 'text/html' : 'application/x-gzip';
		return {
			$metadata: {},
			Body: this.#stream(sent, fault, error, clock) as Readable &
				NonNullable<GetObjectCommandOutput['Body']>,
			ContentType: told,
			...(this.#draw.chance(0.3) ? {} : { ContentLength: sent.length }),
			ETag: fault === 'other-version' ? '"0123456789abcdef0123456789abcdef"' : object.etag,
			...(hasChecksum ? { ChecksumCRC32: 'AAAAAA==' } : {}),
		};
	}

	#spoiled({ body, etag }: StoredObject, fault: GetFault | undefined): Buffer {
		switch (fault) {
			case 'empty':
				return Buffer.alloc(0);
			case 'short':
				return body.subarray(0, this.#draw.between(0, Math.max(0, body.length - 1)));
			case 'longer':
				return Buffer.concat([body, Buffer.alloc(this.#draw.between(1, 900))]);
			case 'page':
				return Buffer.from('<html><body>Please log in to the network</body></html>');
			case 'corrupt':
				return this.#corrupted(body);
			case 'other-object': {
				const others = [...this.#objects.objects.values()].filter(
					other => other.etag !== etag && other.body.length !== body.length,
				);
				return others.length === 0 ? body : this.#draw.oneOf(others).body;
			}

			default:
				return body;
		}
	}

	/** Never twice the same, or the damage would be taken for how the object is. */
	#corrupted(body: Buffer): Buffer {
		const bytes = Buffer.from(body);
		const first = Math.min(12, body.length);
		const at = first + (this.#corruptCount++ % Math.max(1, body.length - first));
		if (at < bytes.length) {
			bytes[at]! ^= 0x10;
		}

		return bytes;
	}

	#stream(
		bytes: Buffer,
		fault: GetFault | undefined,
		error: Error | undefined,
		clock: ProcessClock,
	): Readable {
		const body = new Readable({ read() {} });
		// An error of a body that nobody reads is nobody's.
		body.on('error', () => {});
		const half = bytes.length >> 1;
		body.push(bytes.subarray(0, half));
		const end = (): void => {
			if (body.destroyed) {
				return;
			}

			body.push(bytes.subarray(half));
			if (error === undefined) {
				body.push(null);
			} else {
				body.destroy(error);
			}
		};

		if (fault === 'reset') {
			body.destroy(Object.assign(named('Error', 'aborted'), { code: 'ECONNRESET' }));
		} else if (fault === 'slow') {
			void clock.sleep(this.#draw.between(1_000, 150_000), never).then(end);
		} else if (fault !== 'stalled') {
			end();
		}

		return body;
	}
}

const never = new AbortController().signal;

function apply(bucket: S3Bucket, { key, version, ...change }: Change): void {
	if (version === undefined) {
		bucket.delete(key);
		return;
	}

	bucket.put(key, version.body, {
		lastModifiedMs: change.isRestored
			? (bucket.objects.get(key)?.lastModifiedMs ?? change.atMs)
			: change.atMs,
		storageClass: change.isArchived ? 'GLACIER' : 'STANDARD',
		isRestored: change.isRestored,
		kmsDenied: change.kmsDenied,
		...(version.etag === undefined ? {} : { etag: version.etag }),
	});
}

function contentOf(key: string, object: StoredObject): S3Object {
	return {
		Key: formEncode(key),
		LastModified: new Date(object.lastModifiedMs),
		ETag: object.etag,
		Size: object.body.length,
		StorageClass: object.storageClass === 'GLACIER' ? 'GLACIER' : 'STANDARD',
		...(object.isRestored
			? { RestoreStatus: { IsRestoreInProgress: false, RestoreExpiryDate: new Date(8e12) } }
			: {}),
	};
}

function madeKeysOf(prefix: string, page: number): ListObjectsV2CommandOutput {
	const keys = Array.from(
		{ length: madeKeys },
		(_, index) => `${prefix}${String(page * madeKeys + index).padStart(12, '0')}.txt`,
	);
	return {
		$metadata: {},
		EncodingType: 'url',
		Contents: keys.map(key => contentOf(key, madeObject)),
		IsTruncated: true,
		NextContinuationToken: `made-${page + 1}`,
	};
}

function s3Error(status: number, name: string, message = name): Error {
	return Object.assign(named(name, message), { $metadata: { httpStatusCode: status } });
}

function named(name: string, message: string): Error {
	return Object.assign(new Error(message), { name });
}
