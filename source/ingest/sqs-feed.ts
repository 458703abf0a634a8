import { maskedUrl } from '../text/url.ts';
import { systemClock } from './clock.ts';
import type { Clock } from './clock.ts';
import { readNotification } from './notification.ts';
import { queueRequests } from './queue-client.ts';
import type { QueueRequests } from './queue-requests.ts';
import type { S3Options } from './s3-client.ts';
import { toSourceError } from './s3-errors.ts';
import type { Announcement, FeedCounts, ObjectFeed } from './source.ts';
import { SourceError } from './source.ts';

export interface SqsTimes {
	/** Whole seconds, at most 20: the longest wait of one request. */
	readonly waitSeconds: number;
	/**
	 * Received messages are hidden from other consumers for this long; renewed after half of it.
	 */
	readonly visibilitySeconds: number;
}

const messagesMax = 10;
const timesDefault: SqsTimes = { waitSeconds: 20, visibilitySeconds: 120 };

/** An SQS queue that gets notifications of new objects from S3, SNS, EventBridge or CloudTrail. */
export class SqsFeed implements ObjectFeed {
	readonly title: string;
	readonly #queueUrl: string;
	readonly #options: S3Options;
	readonly #times: SqsTimes;
	readonly #counts = { received: 0, confirmed: 0, ignored: 0, refused: 0 };
	/** Receipt handles of the messages that we hold, by message. */
	readonly #held = new Map<string, string>();
	readonly #clock: Clock;
	#heartbeat = new AbortController();
	#isClosed = false;
	#opened: Promise<QueueRequests> | undefined;

	constructor(queueUrl: string, options: S3Options, times = timesDefault) {
		this.#queueUrl = queueUrl;
		this.#options = options;
		this.#times = times;
		this.#clock = options.clock ?? systemClock;
		this.title = maskedUrl(queueUrl);
	}

	async receive(signal: AbortSignal): Promise<readonly Announcement[]> {
		const queue = await this.#open();
		const { Messages = [] } = await this.#try(signal, () =>
			queue.receive(
				{
					QueueUrl: this.#queueUrl,
					MaxNumberOfMessages: messagesMax,
					WaitTimeSeconds: this.#times.waitSeconds,
					VisibilityTimeout: this.#times.visibilitySeconds,
				},
				signal,
			),
		);
		// What was received nonetheless comes again.
		if (this.#isClosed) {
			return [];
		}

		const announcements: Announcement[] = [];
		for (const {
			MessageId: id = '',
			ReceiptHandle: receipt = '',
			Body: body = '',
		} of Messages.slice(0, messagesMax)) {
			this.#counts.received++;
			const notification = readNotification(body);
			if (notification.kind === 'unknown') {
				this.#counts.refused++;
				continue;
			}

			const all = notification.kind === 'objects' ? notification.objects : [];
			// Objects of other buckets are ignored, so that a forged message cannot make us read
			// elsewhere.
			const objects = all.filter(({ bucket }) => bucket === this.#options.bucket);
			if (objects.length < all.length) {
				this.#counts.refused++;
				continue;
			}

			this.#held.set(id, receipt);
			this.#counts.ignored += objects.length === 0 ? 1 : 0;
			announcements.push({ id, objects });
		}

		// Nothing may fail from here on: the caller would not know what is held, and nobody would
		// release it.
		this.#beat();
		return announcements;
	}

	async confirm(announcements: readonly Announcement[]): Promise<void> {
		// SQS refuses a batch with one id twice.
		const ids = new Set(announcements.map(({ id }) => id));
		const entries = [...ids].flatMap(id => {
			const ReceiptHandle = this.#held.get(id);
			return ReceiptHandle === undefined ? [] : [{ Id: id, ReceiptHandle }];
		});
		if (entries.length === 0) {
			return;
		}

		const queue = await this.#open();
		const { Successful = [] } = await this.#try(undefined, () =>
			queue.remove({ QueueUrl: this.#queueUrl, Entries: entries }),
		);
		// A message that could not be deleted comes again, and the ledger knows its objects.
		this.#counts.confirmed += Successful.length;
		this.release(announcements);
	}

	release(announcements: readonly Announcement[]): void {
		for (const { id } of announcements) {
			this.#held.delete(id);
		}

		if (this.#held.size === 0) {
			this.#heartbeat.abort();
		}
	}

	counts(): FeedCounts {
		return { ...this.#counts };
	}

	async close(): Promise<void> {
		this.#isClosed = true;
		this.#heartbeat.abort();
		this.#held.clear();
		const opened = await this.#opened?.catch(() => undefined);
		opened?.close();
	}

	/** Keeps the messages that we hold hidden from other consumers. */
	#beat(): void {
		this.#heartbeat.abort();
		this.#heartbeat = new AbortController();
		void this.#prolongUntil(this.#heartbeat.signal);
	}

	async #prolongUntil(over: AbortSignal): Promise<void> {
		while (this.#held.size > 0) {
			await this.#clock.sleep(this.#times.visibilitySeconds * 500, over);
			if (over.aborted) {
				return;
			}

			// A message that could not be renewed may be delivered twice; the ledger ignores the
			// second.
			await this.#prolong().catch(() => {});
		}
	}

	async #prolong(): Promise<void> {
		const entries = [...this.#held].map(([Id, ReceiptHandle]) => ({
			Id,
			ReceiptHandle,
			VisibilityTimeout: this.#times.visibilitySeconds,
		}));
		if (entries.length > 0) {
			const queue = await this.#open();
			await queue.prolong({ QueueUrl: this.#queueUrl, Entries: entries });
		}
	}

	#open(): Promise<QueueRequests> {
		this.#opened ??= (
			this.#options.queueRequests === undefined
				? queueRequests(this.#queueUrl, this.#options)
				: Promise.resolve(this.#options.queueRequests())
		).catch(error => {
			this.#opened = undefined;
			throw error;
		});
		return this.#opened;
	}

	async #try<T>(signal: AbortSignal | undefined, work: () => Promise<T>): Promise<T> {
		try {
			return await work();
		} catch (error) {
			signal?.throwIfAborted();
			const { bucket, profile } = this.#options;
			const attempt = { bucket, action: 'list' as const, key: '', profile, requesterPays: true };
			const { code, cause, message } = toSourceError(error, attempt);
			throw new SourceError(
				code === 'not-found' ? 'other' : code,
				`receive from ${this.title}: ${String(cause ?? message)}`,
				code === 'denied'
					? 'allow sqs:ReceiveMessage, DeleteMessage and ChangeMessageVisibility on the queue'
					: 'check the queue’s URL and region; meanwhile the bucket is listed',
			);
		}
	}
}
