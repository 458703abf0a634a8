import { Worker } from 'node:worker_threads';
import type { SourceStatus, TrailFlaw } from '../../dashboard/state/source-status.ts';
import type { OutputSpec } from '../../findings/outputs/output.ts';
import type { TailStatus } from '../../ingest/tail-status.ts';
import type { Environment } from '../environment.ts';
import { formatDuration } from '../../text/duration.ts';
import { endOf } from './end-of.ts';
import type { IngestReply, IngestWorkerData } from './ingest-messages.ts';
import { sourceStatus } from './source-status.ts';
import { trailNews } from './trail-news.ts';

/** A worker that ends is started again after so many ms, and after twice as many each time. */
const firstWaitMs = 1_000;
/** One that ends so often without having fetched what there was is left alone. */
const endsMax = 8;

/** A store that the console shows, and the environment that fills it. */
export interface ShownStore {
	readonly environment: Environment;
	readonly storeDir: string;
	/** Ms since the epoch: older objects are not fetched. */
	readonly sinceMs: number;
	/** Bytes of objects that are fetched and not stored yet, at most. */
	readonly inFlightBytesMax: number;
	/** Of the configuration: the user's own rules are in it. */
	readonly configDir: string;
	/** Whom to tell of findings. */
	readonly outputs: readonly OutputSpec[];
}

/** Events of a filler. */
export interface FillerEvents {
	/** The store can be opened now, or it is certain that no writer will create it. */
	readable(): void;
	/** New records may have been committed. */
	committed(): void;
	statusChanged(): void;
	notify(level: 'info' | 'warn' | 'bad', text: string): void;
	/** This many damaged objects were fetched again. */
	retried(count: number): void;
}

/**
 * Fills the store of one environment from its source, in a worker. Does nothing without a source.
 */
export class Filler {
	readonly name: string;
	readonly #events: FillerEvents;
	readonly #newWorker: (() => Worker) | undefined;
	#worker: Worker | undefined;
	/** How often it has ended in a row. */
	#endCount = 0;
	/** Until it is started again. */
	#wait: NodeJS.Timeout | undefined;
	#isStopping = false;
	/** Whether our worker is the store's writer. */
	#isFilling = false;
	#status: SourceStatus = sourceStatus(undefined);
	/** What the trails of the source do not log; undefined before it is known. */
	#trails: SourceStatus['trails'];

	/** @param startWorker - a test gives another one */
	constructor(
		{ environment, ...rest }: ShownStore,
		events: FillerEvents,
		startWorker: (data: IngestWorkerData) => Worker = startIngest,
	) {
		this.name = environment.name;
		this.#events = events;
		if (environment.source === undefined) {
			this.#status = notReading('idle', 'store only');
			return;
		}

		const data: IngestWorkerData = { environment, ...rest };
		this.#newWorker = () => startWorker(data);
		this.#start();
	}

	get status(): SourceStatus {
		return this.#trails === undefined ? this.#status : { ...this.#status, trails: this.#trails };
	}

	get hasSource(): boolean {
		return this.#newWorker !== undefined;
	}

	/**
	 * Fetches the damaged objects again, or starts a worker that has ended; false when another process
	 * fills the store.
	 */
	retryDamaged(): boolean {
		if (this.#newWorker !== undefined && this.#worker === undefined) {
			this.#endCount = 0;
			this.#start();
			return true;
		}

		if (this.#isFilling) {
			this.#worker?.postMessage({ type: 'retry' });
		}

		return this.#isFilling;
	}

	/** Resolves when the worker has ended. A transaction that is being committed is completed. */
	async stop(): Promise<void> {
		this.#isStopping = true;
		clearTimeout(this.#wait);
		if (this.#worker !== undefined) {
			this.#worker.postMessage({ type: 'stop' });
			await endOf(this.#worker);
		}
	}

	#start(): void {
		clearTimeout(this.#wait);
		const worker = this.#newWorker?.();
		this.#worker = worker;
		let reason: string | undefined;
		worker?.on('message', (reply: IngestReply) => {
			reason = reply.type === 'failed' ? `${reply.message}; ${reply.next}` : reason;
			this.#receive(reply);
		});
		worker?.on('error', error => {
			reason ??= error.message;
		});
		worker?.once('exit', code => this.#ended(reason ?? `it ended with exit code ${code}`));
	}

	/** A worker ends by itself only when it cannot go on. */
	#ended(reason: string): void {
		this.#worker = undefined;
		this.#isFilling = false;
		if (this.#isStopping) {
			return;
		}

		// Whoever waits for the store may look whether there is one.
		this.#events.readable();
		this.#endCount++;
		if (this.#endCount >= endsMax) {
			this.#tellEnd('ingest has ended', `ingest has ended: ${reason}; r in the sources starts it`);
			return;
		}

		const waitMs = firstWaitMs * 2 ** (this.#endCount - 1);
		const next = `starts again in ${formatDuration(waitMs)}`;
		this.#tellEnd(next, `ingest has ended: ${reason}; it ${next}`);
		this.#wait = setTimeout(() => this.#start(), waitMs).unref();
	}

	#tellEnd(detail: string, text: string): void {
		this.#changed(notReading('stopped', detail));
		this.#events.notify('bad', text);
	}

	#receive(reply: IngestReply): void {
		switch (reply.type) {
			case 'ready':
				this.#isFilling = true;
				this.#events.readable();
				break;

			case 'trails':
				this.#reportTrails(reply.flaws);
				break;

			case 'read-only':
				this.#isFilling = false;
				this.#events.readable();
				this.#changed(notReading('idle', 'filled by another trailtop'));
				break;

			case 'status':
				this.#endCount = reply.status.state === 'live' ? 0 : this.#endCount;
				this.#events.committed();
				this.#changed(sourceStatus(reply.status));
				this.#reportError(reply.status);
				break;

			case 'notice':
				this.#events.notify('info', reply.text);
				break;
			case 'retried':
				this.#events.retried(reply.count);
				break;
			case 'failed':
			case 'stopped':
				// The end of the worker tells.
				break;
		}
	}

	#reportTrails(flaws: readonly TrailFlaw[]): void {
		for (const text of trailNews(this.#trails ?? [], flaws)) {
			this.#events.notify('warn', text);
		}

		this.#trails = flaws;
		this.#events.statusChanged();
	}

	#reportError({ lastError: last, state }: TailStatus): void {
		if (last !== undefined && state === 'waiting') {
			this.#events.notify('bad', `${last.tried}: ${last.found}; ${last.next}`);
		}
	}

	#changed(status: SourceStatus): void {
		this.#status = status;
		this.#events.statusChanged();
	}
}

function startIngest(workerData: IngestWorkerData): Worker {
	return new Worker(new URL('./ingest-worker.js', import.meta.url), { workerData });
}

function notReading(state: 'idle' | 'stopped', detail: string): SourceStatus {
	return { ...sourceStatus(undefined), state, detail, readingBeforeMs: undefined };
}
