import { Worker } from 'node:worker_threads';
import type { SourceStatus, TrailFinding } from '../../dashboard/state/source-status.ts';
import type { TailStatus } from '../../ingest/tail-status.ts';
import type { Environment } from '../environment.ts';
import { endOf } from './end-of.ts';
import type { IngestReply, IngestWorkerData } from './ingest-messages.ts';
import { sourceStatus } from './source-status.ts';
import { trailNews } from './trail-news.ts';

/** A store that the console shows, and the environment that fills it. */
export interface ShownStore {
	readonly environment: Environment;
	readonly storeDir: string;
	/** Ms since the epoch: older objects are not fetched. */
	readonly sinceMs: number;
	/** Bytes of objects that are fetched and not stored yet, at most. */
	readonly inFlightBytesMax: number;
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
	readonly #worker: Worker | undefined;
	/** Whether our worker is the store's writer. */
	#isFilling = false;
	#status: SourceStatus = sourceStatus(undefined);
	/** What the trails of the source do not log; undefined before it is known. */
	#trails: SourceStatus['trails'];

	constructor({ environment, ...rest }: ShownStore, events: FillerEvents) {
		this.name = environment.name;
		this.#events = events;
		if (environment.source === undefined) {
			this.#status = { ...this.#status, state: 'idle', detail: 'store only' };
			return;
		}

		const data: IngestWorkerData = { environment, ...rest };
		this.#worker = new Worker(new URL('./ingest-worker.js', import.meta.url), {
			workerData: data,
		});
		this.#worker.on('message', (reply: IngestReply) => this.#receive(reply));
		this.#worker.on('error', error => this.#failed(error.message));
	}

	get status(): SourceStatus {
		return this.#trails === undefined ? this.#status : { ...this.#status, trails: this.#trails };
	}

	get hasSource(): boolean {
		return this.#worker !== undefined;
	}

	/** Fetches the damaged objects again; false when another process fills the store. */
	retryDamaged(): boolean {
		if (this.#isFilling) {
			this.#worker?.postMessage({ type: 'retry' });
		}

		return this.#isFilling;
	}

	/** Resolves when the worker has ended. A transaction that is being committed is completed. */
	async stop(): Promise<void> {
		if (this.#worker !== undefined) {
			this.#worker.postMessage({ type: 'stop' });
			await endOf(this.#worker);
		}
	}

	#receive(reply: IngestReply): void {
		switch (reply.type) {
			case 'ready':
				this.#isFilling = true;
				this.#events.readable();
				break;

			case 'trails':
				this.#reportTrails(reply.findings);
				break;

			case 'read-only':
				this.#events.readable();
				this.#changed({
					...sourceStatus(undefined),
					state: 'idle',
					detail: 'filled by another trailtop',
				});
				break;

			case 'status':
				this.#events.committed();
				this.#changed(sourceStatus(reply.status));
				this.#reportError(reply.status);
				break;

			case 'failed':
				this.#events.readable();
				this.#failed(`${reply.message}; ${reply.next}`);
				break;

			case 'notice':
				this.#events.notify('info', reply.text);
				break;
			case 'retried':
				this.#events.retried(reply.count);
				break;
			case 'stopped':
				break;
		}
	}

	#reportTrails(findings: readonly TrailFinding[]): void {
		for (const text of trailNews(this.#trails ?? [], findings)) {
			this.#events.notify('warn', text);
		}

		this.#trails = findings;
		this.#events.statusChanged();
	}

	#reportError({ lastError: last, state }: TailStatus): void {
		if (last !== undefined && state === 'waiting') {
			this.#events.notify('bad', `${last.tried}: ${last.found}; ${last.next}`);
		}
	}

	#failed(message: string): void {
		this.#changed({ ...sourceStatus(undefined), state: 'stopped', detail: 'ingest has ended' });
		this.#events.notify('bad', message);
	}

	#changed(status: SourceStatus): void {
		this.#status = status;
		this.#events.statusChanged();
	}
}
