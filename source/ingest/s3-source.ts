import type {
	ListObjectsV2CommandInput,
	ListObjectsV2CommandOutput,
	_Object as S3Object,
} from '@aws-sdk/client-s3';
import { checkedBody } from './checked-body.ts';
import { checkedPage, decoderOf } from './checked-page.ts';
import { systemClock } from './clock.ts';
import type { Clock } from './clock.ts';
import { HeldCredentials } from './credentials.ts';
import { createClient, loadSdk, providerOf, sdkRequests } from './s3-client.ts';
import type { S3Options } from './s3-client.ts';
import { isExpired, isSkewed, toSourceError } from './s3-errors.ts';
import type { S3Attempt } from './s3-errors.ts';
import type { S3Requests } from './s3-requests.ts';
import { SourceError } from './source.ts';
import type { ListedObject, ObjectFeed, ObjectSource } from './source.ts';
import { SqsFeed } from './sqs-feed.ts';
import { TokenWatch } from './token-watch.ts';
import { messageOf } from '../text/error-message.ts';
import { formatNumber } from '../text/number.ts';

const bodyMsMaxDefault = 120_000;
/** Folders of one listing, which stand in memory; an organisation has half as many accounts at most. */
const foldersMax = 100_000;
/** A region to ask for a bucket's region; any region can answer. */
const regionFallback = 'us-east-1';

/** A bucket or one prefix of it. Sends no request before the first call. */
export class S3Source implements ObjectSource {
	readonly title: string;
	readonly feed?: ObjectFeed;
	readonly #options: S3Options;
	/** Empty, or ends in `/`. */
	readonly #root: string;
	readonly #clock: Clock;
	#opened: Promise<S3Requests> | undefined;
	#credentials: HeldCredentials | undefined;
	#server: { readonly ms: number; readonly atElapsedMs: number } | undefined;

	constructor(options: S3Options) {
		this.#options = options;
		this.#clock = options.clock ?? systemClock;
		const prefix = options.prefix.replace(/^\/+|\/+$/g, '');
		this.#root = prefix === '' ? '' : `${prefix}/`;
		if (options.queueUrl !== undefined) {
			this.feed = new SqsFeed(options.queueUrl, options);
		}

		this.title = `s3://${options.bucket}${prefix === '' ? '' : `/${prefix}`}`;
	}

	async *list(
		prefix: string,
		startAfter: string | undefined,
		signal: AbortSignal,
	): AsyncGenerator<readonly ListedObject[]> {
		const within = this.#within(prefix);
		if (within === undefined) {
			return;
		}

		for await (const page of this.#pages({ Prefix: within, StartAfter: startAfter }, signal)) {
			const decode = decoderOf(page);
			yield (page.Contents ?? []).map(object => ({
				key: decode(object.Key ?? ''),
				etag: object.ETag ?? '',
				sizeBytes: object.Size ?? 0,
				lastModifiedMs: object.LastModified?.getTime() ?? 0,
				storageClass: object.StorageClass === 'STANDARD' ? undefined : object.StorageClass,
				...this.#restoreOf(object),
			}));
		}
	}

	async folders(prefix: string, signal: AbortSignal): Promise<readonly string[]> {
		// Above our prefix only the path to it is listed, because we may have no permission for
		// more.
		if (this.#root.length > prefix.length && this.#root.startsWith(prefix)) {
			return [`${this.#root.slice(prefix.length).split('/')[0]}/`];
		}

		const folders: string[] = [];
		for await (const page of this.#pages({ Prefix: prefix, Delimiter: '/' }, signal)) {
			const decode = decoderOf(page);
			for (const common of page.CommonPrefixes ?? []) {
				folders.push(decode(common.Prefix ?? '').slice(prefix.length));
			}

			if (folders.length > foldersMax) {
				throw new SourceError(
					'other',
					`list s3://${this.#options.bucket}/${prefix}: there are more than ${formatNumber(foldersMax)} folders`,
					'give the prefix above AWSLogs/, as s3://bucket/prefix',
				);
			}
		}

		return folders;
	}

	async get(object: ListedObject, signal: AbortSignal): Promise<Uint8Array> {
		const { bucket, bodyMsMax = bodyMsMaxDefault } = this.#options;
		return this.#try('get', object.key, signal, async requests => {
			const answered = new AbortController();
			const deadline = AbortSignal.any([signal, this.#after(bodyMsMax, answered.signal)]);
			try {
				const answer = await requests.get(
					{
						Bucket: bucket,
						Key: object.key,
						IfMatch: object.etag,
						ChecksumMode: 'ENABLED',
						...this.#payer(),
					},
					deadline,
				);
				const title = `get s3://${bucket}/${object.key}`;
				return await checkedBody(answer, object, { bucket, title }, deadline);
			} finally {
				answered.abort();
			}
		});
	}

	async metadata(key: string, signal: AbortSignal): Promise<Readonly<Record<string, string>>> {
		return this.#try('get', key, signal, async requests => {
			const head = { Bucket: this.#options.bucket, Key: key, ...this.#payer() };
			const { Metadata } = await requests.head(head, signal);
			return Metadata ?? {};
		});
	}

	nowMs(): number | undefined {
		return this.#server && this.#server.ms + (this.#clock.elapsedMs() - this.#server.atElapsedMs);
	}

	async close(): Promise<void> {
		const opened = await this.#opened?.catch(() => undefined);
		opened?.close();
		this.#opened = undefined;
		await this.feed?.close();
	}

	/** The part of a prefix within our own prefix, or undefined. */
	#within(prefix: string): string | undefined {
		if (prefix.startsWith(this.#root)) {
			return prefix;
		}

		return this.#root.startsWith(prefix) ? this.#root : undefined;
	}

	/** Amazon tells of every restored object; other servers may not know the question. */
	#restoreOf({ RestoreStatus: status }: S3Object): Pick<ListedObject, 'restore'> {
		if (status === undefined) {
			return isAmazon(this.#options.endpoint) ? {} : { restore: 'unknown' };
		}

		return status.RestoreExpiryDate !== undefined && status.IsRestoreInProgress !== true
			? { restore: 'restored' }
			: {};
	}

	#payer(): { readonly RequestPayer?: 'requester' } {
		return this.#options.requesterPays ? { RequestPayer: 'requester' } : {};
	}

	async *#pages(
		input: Omit<ListObjectsV2CommandInput, 'Bucket'>,
		signal: AbortSignal,
	): AsyncGenerator<ListObjectsV2CommandOutput> {
		let after: Partial<typeof input> = {};
		const prefix = input.Prefix ?? '';
		const title = `list s3://${this.#options.bucket}/${prefix}`;
		const tokens = new TokenWatch(title);
		for (;;) {
			const page = await this.#listPage({ ...input, ...after }, signal);
			yield checkedPage(page, prefix, title);
			if (page.IsTruncated !== true || page.NextContinuationToken === undefined) {
				return;
			}

			tokens.see(page.NextContinuationToken);
			after = { StartAfter: undefined, ContinuationToken: page.NextContinuationToken };
		}
	}

	async #listPage(
		input: Omit<ListObjectsV2CommandInput, 'Bucket'>,
		signal: AbortSignal,
	): Promise<ListObjectsV2CommandOutput> {
		return this.#try('list', input.Prefix ?? '', signal, requests =>
			requests.list(
				{
					Bucket: this.#options.bucket,
					EncodingType: 'url',
					OptionalObjectAttributes: ['RestoreStatus'],
					...this.#payer(),
					...input,
				},
				signal,
			),
		);
	}

	async #try<T>(
		action: S3Attempt['action'],
		key: string,
		signal: AbortSignal,
		work: (requests: S3Requests) => Promise<T>,
	): Promise<T> {
		const { bucket, profile, requesterPays = false } = this.#options;
		const attempt = { bucket, action, key, profile, requesterPays };
		try {
			return await work(await this.#open());
		} catch (error) {
			signal.throwIfAborted();
			if (isExpired(error)) {
				this.#credentials?.forget();
			} else if (isRegionMissing(error)) {
				await this.#reopen(regionFallback);
			} else if (!isSkewed(error)) {
				throw toSourceError(error, attempt);
			}
		}

		try {
			return await work(await this.#open());
		} catch (error) {
			signal.throwIfAborted();
			throw toSourceError(error, attempt);
		}
	}

	#open(): Promise<S3Requests> {
		this.#opened ??= this.#create(this.#options.region).catch(error => {
			this.#opened = undefined;
			throw error;
		});
		return this.#opened;
	}

	async #reopen(region: string): Promise<void> {
		const old = await this.#opened;
		old?.close();
		this.#opened = this.#create(region);
		await this.#opened;
	}

	async #create(region: string | undefined): Promise<S3Requests> {
		const serverTime = (ms: number): void => {
			this.#server = { ms, atElapsedMs: this.#clock.elapsedMs() };
		};

		if (this.#options.requests !== undefined) {
			return this.#options.requests(serverTime);
		}

		const sdk = await loadSdk();
		const provider = await providerOf(this.#options);
		const held = new HeldCredentials(
			() => provider(),
			() => this.#clock.nowMs(),
		);
		this.#credentials = held;
		const credentials = () => this.#held(held);
		return sdkRequests(sdk, createClient(sdk, this.#options, region, credentials, serverTime));
	}

	/** Aborts after so many ms, unless it has ended before. */
	#after(ms: number, ended: AbortSignal): AbortSignal {
		const late = new AbortController();
		void this.#clock.sleep(ms, ended).then(() => {
			late.abort(new DOMException('the answer did not come in time', 'TimeoutError'));
		});
		return late.signal;
	}

	/** A role that cannot be assumed is an error of credentials, not of the bucket's policy. */
	async #held(held: HeldCredentials): ReturnType<HeldCredentials['get']> {
		try {
			return await held.get();
		} catch (error) {
			if (error instanceof SourceError) {
				throw error;
			}

			const name = messageOf(error);
			const who = this.#options.roleArn ?? this.#options.profile ?? 'the default credentials';
			throw toSourceError(
				Object.assign(new Error(`${who}: ${name}`, { cause: error }), {
					name: 'CredentialsProviderError',
				}),
				{
					bucket: this.#options.bucket,
					action: 'list',
					key: '',
					profile: this.#options.profile,
					requesterPays: false,
				},
			);
		}
	}
}

/** Also an endpoint of one's own network may lead to Amazon. */
function isAmazon(endpoint: string | undefined): boolean {
	return (
		endpoint === undefined || /(?:^|\.)amazonaws\.com(?:\.cn)?$/.test(new URL(endpoint).hostname)
	);
}

function isRegionMissing(error: unknown): boolean {
	return error instanceof Error && /region is missing/i.test(error.message);
}
