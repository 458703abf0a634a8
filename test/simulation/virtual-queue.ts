import type { Message } from '@aws-sdk/client-sqs';
import { md5Etag } from '../../fixtures/s3-bucket.ts';
import { formEncode } from '../../fixtures/s3-xml.ts';
import type { Clock } from '../../source/ingest/clock.ts';
import type { QueueRequests } from '../../source/ingest/queue-requests.ts';
import { hourMs, minuteMs } from '../../source/text/duration.ts';
import type { Draw } from './draw.ts';
import type { Change } from './trail.ts';
import type { Weather } from './weather.ts';

interface Held {
	readonly id: string;
	readonly body: string;
	/** What it tells of; undefined: nobody here can read it. */
	readonly key: string | undefined;
	visibleAtMs: number;
	receives: number;
	receipt: string;
}

/** Who hears of what happens. */
interface Told {
	readonly violated: (what: string) => void;
	readonly note: (what: string) => void;
	readonly confirmed: () => void;
}

export type QueueRequest = 'receive' | 'delete' | 'prolong';

/** After so many deliveries a message goes to the dead-letter queue. */
const receivesMax = 8;
/** Of one request, as of SQS. */
const entriesMax = 10;
const secondMs = 1_000;

/** A queue in memory that tells of changes of a bucket: late, twice, in any order, or never. */
export class VirtualQueue {
	readonly #draw: Draw;
	readonly #weather: Weather;
	readonly #isSettled: (key: string) => boolean;
	readonly #told: Told;
	readonly #form: number;
	readonly #messages = new Map<string, Held>();
	readonly #failing = new Set<QueueRequest>();
	#count = 0;

	/** @param isSettled - whether no copy of a message about this key is needed any more */
	constructor(draw: Draw, weather: Weather, isSettled: (key: string) => boolean, told: Told) {
		this.#draw = draw;
		this.#weather = weather;
		this.#isSettled = isSettled;
		this.#told = told;
		this.#form = draw.between(0, 3);
	}

	/** @returns when each message about a change comes, ms after it; a message may be lost */
	delays(): readonly number[] {
		const draw = this.#draw;
		const one = (): number =>
			draw.chance(0.8) ? draw.between(0, 20) * secondMs : draw.between(1, 90) * minuteMs;
		return draw.chance(0.1) ? [] : draw.chance(0.15) ? [one(), one()] : [one()];
	}

	tell(change: Change, nowMs: number): void {
		if (change.version === undefined) {
			return;
		}

		this.#send(this.#bodyOf(change), change.key, nowMs);
		if (this.#draw.chance(0.05)) {
			const strange = this.#draw.oneOf([
				'no idea',
				'{"Records":[{"eventSource":"aws:s3","eventName":"ObjectCreated:Put"}]}',
				JSON.stringify({ s3Bucket: 'elsewhere', s3ObjectKey: [change.key] }),
			]);
			this.#send(strange, undefined, nowMs);
		}

		if (this.#draw.chance(0.05)) {
			this.tellTest(nowMs);
		}
	}

	/** What S3 says when a notification is set up. */
	tellTest(nowMs: number): void {
		this.#send('{"Event":"s3:TestEvent"}', undefined, nowMs);
	}

	/** Each request of this kind fails, also in fair weather, until it is told otherwise. */
	fail(what: QueueRequest, isFailing = true): void {
		if (isFailing) {
			this.#failing.add(what);
		} else {
			this.#failing.delete(what);
		}
	}

	/** Of the messages that are there. */
	ids(): readonly string[] {
		return [...this.#messages.keys()];
	}

	/** When a message can be received, ms since the epoch; undefined: it is gone. */
	visibleAtMs(id: string): number | undefined {
		return this.#messages.get(id)?.visibleAtMs;
	}

	/** A message that should have been confirmed long ago. */
	left(): string | undefined {
		const message = [...this.#messages.values()].find(({ key }) => key !== undefined);
		return message && `message ${message.id} about ${message.key} is never confirmed`;
	}

	requests(clock: Clock): QueueRequests {
		return {
			receive: async ({ VisibilityTimeout: hiddenSeconds = 30 }, signal) => {
				await this.#answering(clock, 'receive', signal);
				await this.#waitFor(clock, signal);
				const ready = this.#ready(clock.nowMs());
				return {
					$metadata: {},
					Messages: ready.map(message => this.#hand(message, clock, hiddenSeconds)),
				};
			},
			remove: async ({ Entries: entries = [] }) => {
				await this.#answering(clock, 'delete', never);
				this.#checkBatch('delete', entries);
				const done = entries.filter(() => this.#weather.isFair || !this.#draw.chance(0.1));
				for (const { Id: id = '', ReceiptHandle: receipt } of done) {
					this.#remove(id, receipt);
				}

				this.#breakOff('delete');
				return {
					$metadata: {},
					Successful: done.map(({ Id }) => ({ Id })),
					Failed: [],
				};
			},
			prolong: async ({ Entries: entries = [] }) => {
				await this.#answering(clock, 'prolong', never);
				this.#checkBatch('prolong', entries);
				for (const { Id: id = '', ReceiptHandle: receipt, VisibilityTimeout: seconds } of entries) {
					const message = this.#messages.get(id);
					if (message !== undefined && message.receipt === receipt) {
						message.visibleAtMs = clock.nowMs() + (seconds ?? 0) * secondMs;
					}
				}
			},
			close() {},
		};
	}

	#send(body: string, key: string | undefined, nowMs: number): void {
		const id = `m${this.#count++}`;
		this.#messages.set(id, { id, body, key, visibleAtMs: nowMs, receives: 0, receipt: '' });
	}

	#ready(nowMs: number): readonly Held[] {
		const ready = [...this.#messages.values()].filter(({ visibleAtMs }) => visibleAtMs <= nowMs);
		const from = this.#draw.between(0, Math.max(0, ready.length - 1));
		// In no order, as a queue gives them.
		return [...ready.slice(from), ...ready.slice(0, from)].slice(0, this.#draw.between(1, 10));
	}

	#hand(message: Held, clock: Clock, hiddenSeconds: number): Message {
		message.receives++;
		message.receipt = `${message.id}-${message.receives}`;
		message.visibleAtMs = clock.nowMs() + hiddenSeconds * secondMs;
		this.#told.note(`message ${message.id} is handed out (${message.receives})`);
		if (message.receives >= receivesMax) {
			this.#messages.delete(message.id);
		} else if (!this.#weather.isFair && this.#draw.chance(0.05)) {
			// A queue may deliver one twice at once.
			message.visibleAtMs = clock.nowMs();
		}

		return { MessageId: message.id, ReceiptHandle: message.receipt, Body: message.body };
	}

	#remove(id: string, receipt: string | undefined): void {
		const message = this.#messages.get(id);
		if (message === undefined || message.receipt !== receipt) {
			return;
		}

		if (message.key !== undefined && !this.#isSettled(message.key)) {
			this.#told.violated(`message ${id} is confirmed, and ${message.key} is not settled`);
		}

		this.#told.note(`message ${id} is deleted`);
		this.#told.confirmed();
		this.#messages.delete(id);
	}

	/** Until there is a message, or the time of one request is over. */
	async #waitFor(clock: Clock, signal: AbortSignal): Promise<void> {
		// In a calm an answer takes longer than a real one may, or most of the time would be of polls.
		const waits = this.#weather.isFair ? [minuteMs, hourMs] : [5 * secondMs, 15 * secondMs];
		for (const ms of waits) {
			if (this.#ready(clock.nowMs()).length > 0) {
				return;
			}

			await clock.sleep(ms, signal);
			throwIfAborted(signal);
		}
	}

	/** SQS does nothing for a batch that is empty, too large, or has one id twice. */
	#checkBatch(what: QueueRequest, entries: readonly { Id: string | undefined }[]): void {
		const name =
			entries.length === 0
				? 'EmptyBatchRequest'
				: entries.length > entriesMax
					? 'TooManyEntriesInBatchRequest'
					: new Set(entries.map(({ Id }) => Id)).size < entries.length
						? 'BatchEntryIdsNotDistinct'
						: undefined;
		if (name !== undefined) {
			this.#told.violated(`${what}: ${name}, of ${entries.length} messages`);
			throw Object.assign(new Error(name), { name, $metadata: { httpStatusCode: 400 } });
		}
	}

	async #answering(clock: Clock, what: QueueRequest, signal: AbortSignal): Promise<void> {
		await clock.sleep(this.#weather.latencyMs(), signal);
		throwIfAborted(signal);
		this.#breakOff(what);
	}

	/** Also after something was done, so that nobody hears that it was. */
	#breakOff(what: QueueRequest): void {
		if (this.#failing.has(what) || (!this.#weather.isFair && this.#draw.chance(0.06))) {
			this.#told.note(`${what}: no answer of the queue`);
			throw Object.assign(new Error('the queue is busy'), {
				name: 'ThrottlingException',
				$metadata: { httpStatusCode: 400 },
			});
		}
	}

	#bodyOf({ key, version, atMs, isRestored }: Change): string {
		const writtenAt = new Date(atMs).toISOString();
		const detail = { bucket: { name: 'logs' }, object: { key } };
		if (this.#form === 0 && !isRestored) {
			return JSON.stringify({ s3Bucket: 'logs', s3ObjectKey: [key] });
		}

		if (this.#form === 1) {
			const type = isRestored ? 'Object Restore Completed' : 'Object Created';
			return JSON.stringify({ source: 'aws.s3', 'detail-type': type, time: writtenAt, detail });
		}

		const object = {
			key: formEncode(key),
			size: version!.body.length,
			eTag: version!.etag ?? md5Etag(version!.body),
		};
		const event = JSON.stringify({
			Records: [
				{
					eventSource: 'aws:s3',
					eventName: isRestored ? 'ObjectRestore:Completed' : 'ObjectCreated:Put',
					eventTime: writtenAt,
					s3: { bucket: { name: 'logs' }, object },
				},
			],
		});
		return this.#form === 2 ? event : JSON.stringify({ Type: 'Notification', Message: event });
	}
}

const never = new AbortController().signal;

function throwIfAborted(signal: AbortSignal): void {
	if (signal.aborted) {
		throw Object.assign(new Error('Request aborted'), { name: 'AbortError' });
	}
}
