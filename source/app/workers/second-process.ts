import type { QueryClient } from './query-client.ts';
import type { WorkerEnd } from './worker-end.ts';

/** Queries that wait so long, in ms, are more than one worker's. */
const crowdedMs = 400;
/** With nothing to do for so long, in ms, the second worker ends and gives its memory back. */
const unusedMs = 3_000;

interface Second {
	readonly client: QueryClient;
	stop(): Promise<void>;
}

interface Ports {
	start(): Second;
	/** It may be given queries from now on. */
	connect(client: QueryClient): void;
	/** It gets no more of them. */
	disconnect(client: QueryClient): void;
	/** It has ended by itself. */
	lose(client: QueryClient, end: WorkerEnd): void;
}

/**
 * A second query worker while there are many: when a dashboard is counted for the first time,
 * its panels are shared between two processors. What a panel finds is kept in the store, so nothing
 * is lost when it ends.
 */
export class SecondProcess {
	readonly #ports: Ports;
	#second: Second | undefined;
	#timer: NodeJS.Timeout | undefined;
	#isBusy = false;
	#stopping: Promise<void> = Promise.resolve();

	constructor(ports: Ports) {
		this.#ports = ports;
	}

	/** Is told whenever a query begins to wait, starts or ends. */
	load(waitingCount: number, workingCount: number): void {
		// The first worker may have as much to do as it likes, as long as nothing waits for it.
		const isBusy = this.#second === undefined ? waitingCount > 0 : waitingCount + workingCount > 0;
		if (isBusy !== this.#isBusy) {
			this.#isBusy = isBusy;
			this.#plan();
		}
	}

	/** Resolves when the worker has ended, if there is one. */
	async stop(): Promise<void> {
		clearTimeout(this.#timer);
		this.#end();
		await this.#stopping;
	}

	/** It has ended by itself; with the next crowd another one starts. */
	lost(end: WorkerEnd): void {
		clearTimeout(this.#timer);
		if (this.#second !== undefined) {
			const { client } = this.#second;
			this.#second = undefined;
			this.#isBusy = false;
			this.#ports.lose(client, end);
		}
	}

	#plan(): void {
		clearTimeout(this.#timer);
		if (this.#isBusy && this.#second === undefined) {
			this.#timer = setTimeout(() => this.#begin(), crowdedMs).unref();
		} else if (!this.#isBusy && this.#second !== undefined) {
			this.#timer = setTimeout(() => this.#end(), unusedMs).unref();
		}
	}

	#begin(): void {
		this.#second = this.#ports.start();
		this.#ports.connect(this.#second.client);
	}

	#end(): void {
		const second = this.#second;
		if (second !== undefined) {
			this.#second = undefined;
			this.#ports.disconnect(second.client);
			this.#stopping = second.stop();
		}
	}
}
